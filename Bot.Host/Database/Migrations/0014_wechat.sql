-- 公众号 and 小程序: what may be sent to a person, by whose leave, and who is signed in.

-- 客服消息: the bot's own book of each person's window. The platform counts too and corrects it.
CREATE TABLE reply_window (
  district text NOT NULL,
  account text NOT NULL,
  open_id text NOT NULL,
  -- When the person wrote last; null where no window is open.
  heard_at timestamptz,
  sent integer NOT NULL DEFAULT 0,
  -- The short window after an event.
  event_until timestamptz,
  event_left integer NOT NULL DEFAULT 0,
  -- When the person was last in the account, in whatever way: content is checked only within 2 h.
  active_at timestamptz NOT NULL,
  PRIMARY KEY (district, account, open_id)
);

-- 订阅消息: how many messages a person still takes by a template.
CREATE TABLE template_accept (
  district text NOT NULL,
  account text NOT NULL,
  open_id text NOT NULL,
  template_id text NOT NULL,
  left_over integer NOT NULL DEFAULT 0 CHECK (left_over >= 0),
  -- Long-term: not used up.
  standing boolean NOT NULL DEFAULT false,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (district, account, open_id, template_id)
);

-- Messages that took an accept, so that the platform's word of one sent takes none again.
CREATE TABLE template_send (
  district text NOT NULL,
  account text NOT NULL,
  open_id text NOT NULL,
  template_id text NOT NULL,
  -- The notice's key; the platform's own number for one that the bot did not send.
  send_key text NOT NULL,
  -- The platform's number; null while the outcome is not known.
  message_id text,
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (district, account, send_key)
);

CREATE INDEX template_send_message ON template_send (district, account, message_id);

-- Pictures and sounds that the platform looks at; its word comes within half an hour.
CREATE TABLE media_check (
  district text NOT NULL,
  account text NOT NULL,
  trace_id text NOT NULL,
  message_key text NOT NULL,
  verdict text,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (district, account, trace_id)
);

-- Who is signed in to a mini program: our own token as a hash, the platform's session key sealed with a key made of the application's secret.
CREATE TABLE mini_session (
  district text NOT NULL,
  token_hash bytea NOT NULL,
  account text NOT NULL,
  open_id text NOT NULL,
  union_id text,
  session_key bytea NOT NULL,
  -- The group it was opened from; null where none is known.
  group_id text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (district, token_hash)
);

CREATE INDEX mini_session_end ON mini_session (district, expires_at);
