-- Pictures and files whose address on the far side ends within minutes: fetched at once, kept with the bot from then on.
CREATE TABLE media (
  district text NOT NULL,
  media_id text NOT NULL,
  -- The message it came with.
  message_key text NOT NULL,
  channel text NOT NULL,
  account text NOT NULL,
  kind text NOT NULL,
  -- Where it is fetched from; null once it is kept or lost.
  address text,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'kept', 'lost')),
  -- In English, for operators: why it could not be had.
  reason text,
  -- No further attempt would help; staff are told once the message has surely been read.
  given_up boolean NOT NULL DEFAULT false,
  content_type text,
  content bytea,
  -- By the server's clock, as the far side's addresses end by the real one.
  asked_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  -- An event of a ticket holds it; what no ticket holds is removed after 30 days.
  is_used boolean NOT NULL DEFAULT false,
  PRIMARY KEY (district, media_id)
);

-- Pictures are packed already.
ALTER TABLE media ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX media_waiting ON media (district, due_at) WHERE state = 'waiting';
CREATE INDEX media_unused ON media (district, asked_at) WHERE NOT is_used;
