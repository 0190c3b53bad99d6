-- Years of the State Council's calendar published over the API, for all hosts of the district; the text as it was given, so that it can be read again.
CREATE TABLE published_year (
  district text NOT NULL REFERENCES district,
  year integer NOT NULL,
  body text NOT NULL,
  published_by text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (district, year)
);
