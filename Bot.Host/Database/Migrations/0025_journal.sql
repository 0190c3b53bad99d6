-- 台账: what happened outside tickets. Appended, never changed; bulletins count from it, and open the lines behind a number.
CREATE TABLE journal (
  district text NOT NULL REFERENCES district,
  -- Noun and number: wish:1023.
  subject text NOT NULL,
  sequence integer NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  actor text NOT NULL,
  node_id text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (district, subject, sequence)
);
CREATE INDEX journal_at ON journal (district, at);
