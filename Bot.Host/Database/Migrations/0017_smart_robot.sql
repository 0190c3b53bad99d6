-- 智能机器人: the addresses at which it may answer, each once. They stand sealed in the inbox beside their messages; here is which one was used for what.
CREATE TABLE robot_answer (
  district text NOT NULL,
  lane_id text NOT NULL,
  -- The message or event that brought the address.
  message_key text NOT NULL,
  -- The notices that went out together. A notice whose arrival nobody knows is sent to the same address again: it takes nothing twice.
  notice_keys text[] NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (district, lane_id, message_key)
);

-- An answer that waits for the client to come for it (stream), or was taken by it. A row also means that the stream is over.
CREATE TABLE robot_stream (
  district text NOT NULL,
  message_key text NOT NULL,
  notice_keys text[] NOT NULL,
  text text NOT NULL,
  put_at timestamptz NOT NULL,
  taken_at timestamptz,
  PRIMARY KEY (district, message_key)
);

CREATE INDEX robot_stream_notice ON robot_stream USING gin (notice_keys);
