CREATE TABLE meeting_series (
  district text NOT NULL,
  series_id text NOT NULL,
  group_id text NOT NULL,
  title text NOT NULL,
  -- ISO: 1 Monday to 7 Sunday, in Shanghai.
  weekday integer NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  time_of_day time NOT NULL,
  place text NOT NULL,
  PRIMARY KEY (district, series_id)
);

CREATE TABLE meeting (
  district text NOT NULL,
  meeting_id text NOT NULL,
  group_id text NOT NULL,
  -- A planned meeting of a series is known by series and first planned date, so that planning twice makes one.
  series_id text,
  planned_date date,
  title text NOT NULL,
  at timestamptz NOT NULL,
  place text NOT NULL,
  agenda text,
  cancelled boolean NOT NULL DEFAULT false,
  -- Rises when time, place or cancellation changes; reminders belong to one version.
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (district, meeting_id),
  UNIQUE (district, series_id, planned_date)
);
