-- 通道: how a conversation of the bot is reached on the far side, and who somebody there is.

-- The ways into and out of a conversation. What comes in from (channel, account, target) belongs to the group; what goes out takes the
-- first way by rank that is open. A rank of null means that nothing is sent this way.
CREATE TABLE route (
  district text NOT NULL,
  group_id text NOT NULL,
  channel text NOT NULL,
  account text NOT NULL,
  target text NOT NULL,
  rank integer,
  PRIMARY KEY (district, channel, account, target, group_id),
  FOREIGN KEY (district, group_id) REFERENCES chat_group (district, group_id)
);

CREATE INDEX route_group ON route (district, group_id, rank);

-- One person across channels, by proof only: never by a nickname.
CREATE TABLE identity (
  district text NOT NULL,
  channel text NOT NULL,
  account text NOT NULL,
  external_id text NOT NULL,
  person_id text NOT NULL,
  union_id text,
  -- "first" (nobody else can have written under this id), "union" (the platform says it is the same person), "code" (typed a code given to the person), "operator".
  proof text NOT NULL CHECK (proof IN ('first', 'union', 'code', 'operator')),
  proven_at timestamptz NOT NULL,
  PRIMARY KEY (district, channel, account, external_id),
  FOREIGN KEY (district, person_id) REFERENCES person (district, person_id)
);

CREATE INDEX identity_person ON identity (district, person_id);
CREATE INDEX identity_union ON identity (district, union_id) WHERE union_id IS NOT NULL;

-- 绑定码: an administrator makes it; typed in a group it binds the group to a node, typed in a private chat it proves who somebody is.
CREATE TABLE binding_code (
  district text NOT NULL,
  code text NOT NULL,
  -- 'grid' or 'staff': binds a group to node_id; 'person': proves to be person_id.
  kind text NOT NULL CHECK (kind IN ('grid', 'staff', 'person')),
  node_id text,
  person_id text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  used_by text,
  PRIMARY KEY (district, code)
);

-- Sends within the last while of whoever has a limit (a webhook robot, a session), so that all hosts together keep it. A row counts from its
-- beginning until so long after its end: the far side has seen it some time in between.
CREATE TABLE limited_sender (
  district text NOT NULL,
  sender text NOT NULL,
  PRIMARY KEY (district, sender)
);

CREATE TABLE limited_send (
  district text NOT NULL,
  sender text NOT NULL,
  send_id uuid NOT NULL,
  began_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (district, sender, send_id)
);

-- Which way a notice took, and why another was passed over.
ALTER TABLE outbox ADD COLUMN channel text, ADD COLUMN account text, ADD COLUMN passed_over text;
