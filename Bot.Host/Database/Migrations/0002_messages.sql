-- 收件箱: every message is stored once, by the key of its channel, before any work is done on it.
-- The key lives 30 days; for so long a repeated delivery is the same message.
CREATE TABLE inbox (
  district text NOT NULL,
  message_key text NOT NULL,
  -- Order of arrival. Only the order within one group matters, and one group is worked on by one host at a time.
  position bigint GENERATED ALWAYS AS IDENTITY,
  group_id text NOT NULL,
  message_id text NOT NULL,
  sender_id text NOT NULL,
  body jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'handled', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  handled_at timestamptz,
  -- What the reader made of it (coarse, intent, action, reasons), and the tickets it was booked to.
  reading jsonb,
  tickets text[] NOT NULL DEFAULT '{}',
  error text,
  PRIMARY KEY (district, message_key)
);

CREATE INDEX inbox_pending ON inbox (district, group_id, position) WHERE state = 'pending';
CREATE INDEX inbox_talk ON inbox (district, group_id, received_at DESC);
CREATE INDEX inbox_message ON inbox (district, group_id, message_id);

-- 群: one row per conversation that has ever said something; its row lock is what keeps a group's messages in order.
CREATE TABLE conversation (
  district text NOT NULL,
  group_id text NOT NULL,
  PRIMARY KEY (district, group_id)
);
