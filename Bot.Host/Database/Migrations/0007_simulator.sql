-- 模拟群: what the simulated WeChat shows. It stands in for the outside world and is no part of the bot's own data.
CREATE TABLE simulated_group (
  district text NOT NULL,
  group_id text NOT NULL,
  -- Taken under this row's lock, so that a reader who asks "after 17" never misses a late 16.
  next_cursor bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (district, group_id)
);

CREATE TABLE simulated_message (
  district text NOT NULL,
  group_id text NOT NULL,
  cursor bigint NOT NULL,
  message_id text NOT NULL,
  sender_id text NOT NULL,
  sender_name text NOT NULL,
  role text NOT NULL,
  text text NOT NULL,
  quote text,
  media jsonb NOT NULL DEFAULT '[]',
  at timestamptz NOT NULL,
  PRIMARY KEY (district, group_id, cursor),
  UNIQUE (district, group_id, message_id)
);

CREATE TABLE simulated_media (
  district text NOT NULL,
  media_id text NOT NULL,
  content_type text NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (district, media_id)
);
