-- 发件箱 by lanes: one lane per conversation. A lane's next sequence is taken by an UPDATE of its row inside the deciding
-- transaction, so rows of one lane become visible in the order of their numbers (a sequence would not promise that).
CREATE TABLE lane (
  district text NOT NULL,
  lane_id text NOT NULL,
  next_sequence bigint NOT NULL DEFAULT 1,
  -- The earliest moment at which a row of this lane may be sent; null when nothing waits.
  next_due_at timestamptz,
  -- By the database's clock, since hosts' clocks differ.
  lease_until timestamptz,
  lease_token bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (district, lane_id)
);

CREATE INDEX lane_due ON lane (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE outbox (
  district text NOT NULL,
  lane_id text NOT NULL,
  sequence bigint NOT NULL,
  -- The business key: a job that runs twice writes once.
  notice_key text NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  mentions text[] NOT NULL DEFAULT '{}',
  tickets text[] NOT NULL DEFAULT '{}',
  quote text,
  state text NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'sending', 'sent', 'awaiting_tap', 'unknown', 'dead', 'withdrawn')),
  attempts integer NOT NULL DEFAULT 0,
  attempt_id uuid,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  sent_at timestamptz,
  provider_id text,
  error text,
  PRIMARY KEY (district, lane_id, sequence)
);

CREATE UNIQUE INDEX outbox_key ON outbox (district, notice_key);
CREATE INDEX outbox_waiting ON outbox (district, lane_id, sequence) WHERE state IN ('pending', 'sending', 'unknown');
CREATE INDEX outbox_talk ON outbox (district, lane_id, sent_at DESC) WHERE state = 'sent';
CREATE INDEX outbox_provider ON outbox (district, lane_id, provider_id);
