-- One access token per application for all hosts. It stands here sealed with a key made of the application's secret, so that a dump tells nothing.
CREATE TABLE access_token (
  district text NOT NULL,
  owner text NOT NULL,
  token bytea,
  expires_at timestamptz,
  refreshed_at timestamptz,
  -- One host fetches, by the database's clock; the number fences off one that slept past its lease.
  lease_until timestamptz,
  lease_token bigint NOT NULL DEFAULT 0,
  -- A keyed hash of the token that the platform refused last: where it hands out the same one again, it has to be made to change it.
  dropped bytea,
  -- Not asked again before; what the last try failed with.
  next_try_at timestamptz,
  failed_code integer,
  failed_reaction text,
  failed_why text,
  -- WeChat changes a living token at most 20 times a day and not within 30 s.
  forced_on date,
  forced_count integer NOT NULL DEFAULT 0,
  forced_at timestamptz,
  PRIMARY KEY (district, owner)
);

-- Parts of a long message that have arrived, until all have: a later attempt goes on behind them.
CREATE TABLE sent_part (
  district text NOT NULL,
  notice_key text NOT NULL,
  digest bytea NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (district, notice_key, digest)
);
