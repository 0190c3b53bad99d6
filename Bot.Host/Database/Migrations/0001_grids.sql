-- Who and where: the tree, its people, and the groups they talk in. Every key starts with the district,
-- so that districts can be spread over servers later without a change of schema.

CREATE TABLE district (
  district text PRIMARY KEY,
  name text NOT NULL,
  -- The next ticket number. Numbers are said aloud, so they are short and without gaps of meaning: a counter per district.
  next_ticket integer NOT NULL DEFAULT 1001,
  next_meeting integer NOT NULL DEFAULT 1
);

CREATE TABLE node (
  district text NOT NULL REFERENCES district,
  node_id text NOT NULL,
  parent_id text,
  level text NOT NULL CHECK (level IN ('grid', 'community', 'street', 'district')),
  name text NOT NULL,
  PRIMARY KEY (district, node_id),
  FOREIGN KEY (district, parent_id) REFERENCES node (district, node_id)
);

CREATE TABLE person (
  district text NOT NULL REFERENCES district,
  person_id text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (district, person_id)
);

-- 花名册: a person may hold several posts, a post stands at a node and counts for all below it.
CREATE TABLE post (
  district text NOT NULL,
  node_id text NOT NULL,
  person_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('grid_worker', 'property', 'community', 'street', 'district')),
  PRIMARY KEY (district, node_id, person_id, role),
  FOREIGN KEY (district, node_id) REFERENCES node (district, node_id),
  FOREIGN KEY (district, person_id) REFERENCES person (district, person_id)
);

CREATE TABLE chat_group (
  district text NOT NULL REFERENCES district,
  group_id text NOT NULL,
  name text NOT NULL,
  channel text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('grid', 'staff', 'private')),
  -- The grid of a residents' group, the node that a staff group serves, the home grid of a private chat's person.
  node_id text,
  communities text[] NOT NULL DEFAULT '{}',
  -- The community a bare building number belongs to; null where several share the group and the bot has to ask.
  default_community text,
  PRIMARY KEY (district, group_id),
  FOREIGN KEY (district, node_id) REFERENCES node (district, node_id)
);

CREATE TABLE member (
  district text NOT NULL,
  group_id text NOT NULL,
  person_id text NOT NULL,
  PRIMARY KEY (district, group_id, person_id),
  FOREIGN KEY (district, group_id) REFERENCES chat_group (district, group_id),
  FOREIGN KEY (district, person_id) REFERENCES person (district, person_id)
);

-- Who may use the staff API. Only hashes are kept.
CREATE TABLE account (
  district text NOT NULL REFERENCES district,
  user_name text NOT NULL,
  password_hash text NOT NULL,
  token_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (district, user_name, token_hash)
);
