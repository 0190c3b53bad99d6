-- What the reader was shown when it opened or joined a ticket. What the workers made of that ticket since is the label:
-- the verb examples writes both as labelled messages, the verb learn retrains from them.
CREATE TABLE example (
  district text NOT NULL,
  message_key text NOT NULL,
  number text NOT NULL,
  intent text NOT NULL,
  opened boolean NOT NULL,
  message jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, message_key)
);
