-- Tables of limits put in force over the API, for all hosts of the district. The highest version holds; older ones stay as the record of who changed what
-- and when. A version without a body takes the table back to the rules folder, or to what comes with the program.
CREATE TABLE limit_table (
  district text NOT NULL REFERENCES district,
  version integer NOT NULL,
  -- The node whose rules were exchanged; empty where the whole table was.
  node text NOT NULL,
  body text,
  published_by text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (district, version)
);
