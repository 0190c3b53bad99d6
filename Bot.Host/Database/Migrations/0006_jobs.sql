-- What ran, once per planned occurrence, whichever host or engine woke it.
CREATE TABLE job_run (
  district text NOT NULL,
  job text NOT NULL,
  occurrence timestamptz NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  error text,
  PRIMARY KEY (district, job, occurrence)
);

-- The demo clock's lead over the real one; one row, read by all hosts. Absent: real time.
CREATE TABLE demo_clock (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  lead interval NOT NULL
);
INSERT INTO demo_clock (lead) VALUES (interval '0');
