-- Topics, opinions, votes and consent lists.

-- 议题: how it stands is the body; what happened is in the journal under topic:NUMBER.
CREATE TABLE topic (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('proposed', 'discussing', 'implementing', 'reviewing', 'done', 'refused')),
  node_id text NOT NULL,
  -- The residents' groups that take part in it.
  group_ids text[] NOT NULL,
  proposed_at timestamptz NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (district, number)
);
CREATE INDEX topic_stage ON topic (district, stage);

CREATE TABLE topic_opinion (
  district text NOT NULL,
  number text NOT NULL,
  message_key text NOT NULL,
  person_id text NOT NULL,
  name text NOT NULL,
  text text NOT NULL,
  -- Said in a group, and not to the bot alone.
  openly boolean NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number, message_key),
  FOREIGN KEY (district, number) REFERENCES topic (district, number)
);

-- The last vote counts. Only this table knows whose ballot is whose: the journal knows the ballots, and nothing ever shows this.
CREATE TABLE topic_vote (
  district text NOT NULL,
  number text NOT NULL,
  round integer NOT NULL,
  -- A household, or "person:ID".
  voter text NOT NULL,
  person_id text NOT NULL,
  ballot uuid NOT NULL,
  -- From 1, as the options are told.
  choice integer NOT NULL CHECK (choice > 0),
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number, round, voter),
  FOREIGN KEY (district, number) REFERENCES topic (district, number)
);

-- 复盘: 1 好了, 2 没好, 3 说不清; null for who was asked and has not answered.
CREATE TABLE topic_review (
  district text NOT NULL,
  number text NOT NULL,
  round integer NOT NULL,
  person_id text NOT NULL,
  value integer CHECK (value BETWEEN 1 AND 3),
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number, round, person_id),
  FOREIGN KEY (district, number) REFERENCES topic (district, number)
);

-- 委托书: people sign with their own household; a paper signature names who collected it.
CREATE TABLE consent_list (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  node_id text NOT NULL,
  group_ids text[] NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  -- Who may sign; empty where any household of the node may.
  houses text[] NOT NULL,
  needed integer NOT NULL CHECK (needed > 0),
  until timestamptz NOT NULL,
  closed_at timestamptz,
  -- When it was told that the threshold is reached; that is told once.
  reached_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (district, number)
);

CREATE TABLE consent_signature (
  district text NOT NULL,
  number text NOT NULL,
  house text NOT NULL,
  -- Null for a signature on paper.
  person_id text,
  name text NOT NULL,
  collected_by text,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number, house),
  FOREIGN KEY (district, number) REFERENCES consent_list (district, number),
  CHECK ((person_id IS NULL) <> (collected_by IS NULL))
);

-- 到会: how many of the parties, and how many people, make a quorum.
ALTER TABLE meeting ADD COLUMN quorum_parties integer, ADD COLUMN quorum_people integer;
ALTER TABLE meeting_series ADD COLUMN quorum_parties integer, ADD COLUMN quorum_people integer;
