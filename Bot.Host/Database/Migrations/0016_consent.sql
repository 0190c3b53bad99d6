-- 存档同意: what somebody outside said to the message archive, the last word by the far side's time. No row: never asked, or never answered.
CREATE TABLE consent (
  district text NOT NULL,
  channel text NOT NULL,
  account text NOT NULL,
  external_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('agree', 'disagree')),
  at timestamptz NOT NULL,
  PRIMARY KEY (district, channel, account, external_id)
);
