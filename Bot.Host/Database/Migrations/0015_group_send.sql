-- 客户群群发: tasks that wait for the tap of a group's owner.
CREATE TABLE group_send_task (
  district text NOT NULL,
  task_id uuid NOT NULL,
  lane_id text NOT NULL,
  account text NOT NULL,
  chat_id text NOT NULL,
  -- Keys of the notices it brings, and what it says.
  notice_keys text[] NOT NULL,
  text text NOT NULL,
  critical boolean NOT NULL,
  -- userid of the group's owner, who has to tap, and his name.
  owner text NOT NULL,
  owner_name text NOT NULL,
  -- "asking" stands before the call, so that an answer that was lost is looked for and not asked for twice.
  state text NOT NULL DEFAULT 'asking' CHECK (state IN ('asking', 'waiting', 'sent', 'refused', 'expired', 'cancelled')),
  msg_id text,
  asked_at timestamptz NOT NULL,
  -- When the owner is reminded a second time; null once he was.
  again_at timestamptz,
  next_look_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (district, task_id)
);

CREATE INDEX group_send_open ON group_send_task (district, next_look_at) WHERE state IN ('asking', 'waiting');
CREATE INDEX group_send_chat ON group_send_task (district, account, chat_id, asked_at DESC);
CREATE INDEX group_send_message ON group_send_task (district, msg_id);

-- The book of a residents' group per month in Asia/Shanghai.
CREATE TABLE group_send_quota (
  district text NOT NULL,
  account text NOT NULL,
  chat_id text NOT NULL,
  month date NOT NULL,
  sent integer NOT NULL DEFAULT 0,
  -- The platform has refused more until then: others have used the group's share too, or the administrator has made it smaller.
  shut_until timestamptz,
  PRIMARY KEY (district, account, chat_id, month)
);

-- 居民上报: how far an account has been polled. A round begins at its window and goes on by the cursor, through restarts.
CREATE TABLE report_poll (
  district text NOT NULL,
  account text NOT NULL,
  modified_since timestamptz NOT NULL,
  round_began_at timestamptz NOT NULL,
  cursor text NOT NULL DEFAULT '',
  polled_at timestamptz,
  PRIMARY KEY (district, account)
);

-- What is known of an order. Neither the reporter nor what he wrote stands here.
CREATE TABLE resident_report (
  district text NOT NULL,
  account text NOT NULL,
  order_id text NOT NULL,
  report_grid text NOT NULL,
  grid_name text NOT NULL,
  -- "unbound" until its grid is bound to one of the bot's, "taken" from then on.
  state text NOT NULL CHECK (state IN ('unbound', 'taken')),
  ticket text,
  urge integer NOT NULL,
  steps integer NOT NULL,
  -- Of the order as it was last dealt with, so that the same seen again is not looked at.
  digest bytea,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (district, account, order_id)
);

CREATE INDEX resident_report_unbound ON resident_report (district, account) WHERE state = 'unbound';
