-- Wishes, needs, services and volunteers' posts.

-- 微心愿: how each stands; its steps are in the journal.
CREATE TABLE wish (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  grid_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'published', 'claimed', 'done', 'fulfilled', 'refused', 'withdrawn')),
  body jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (district, number)
);
CREATE INDEX wish_state ON wish (district, state);

-- 需求: apart from complaints. Without an item until somebody says which it is; private while that is not known.
CREATE TABLE need (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  grid_id text NOT NULL,
  person_id text NOT NULL,
  name text NOT NULL,
  text text NOT NULL,
  kind text,
  item text,
  is_private boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'linked', 'met', 'dropped')),
  -- The service that meets it.
  service text,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number)
);
CREATE INDEX need_item ON need (district, item, state);

-- 服务: who offers what, when, where, for how many.
CREATE TABLE service (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  node_id text NOT NULL,
  title text NOT NULL,
  item text,
  times text NOT NULL,
  place text NOT NULL,
  provider text NOT NULL,
  -- How many it takes; null without a limit.
  capacity integer CHECK (capacity > 0),
  is_open boolean NOT NULL DEFAULT true,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number)
);

-- 先锋岗.
ALTER TABLE district ADD COLUMN next_post integer NOT NULL DEFAULT 1;
CREATE TABLE volunteer_post (
  district text NOT NULL REFERENCES district,
  post integer NOT NULL,
  node_id text NOT NULL,
  title text NOT NULL,
  tasks text NOT NULL,
  places integer NOT NULL CHECK (places > 0),
  is_open boolean NOT NULL DEFAULT true,
  PRIMARY KEY (district, post)
);

CREATE TABLE volunteer_post_holder (
  district text NOT NULL,
  post integer NOT NULL,
  person_id text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (district, post, person_id),
  FOREIGN KEY (district, post) REFERENCES volunteer_post
);

-- 党员报到: which grid a person has reported to.
CREATE TABLE volunteer (
  district text NOT NULL REFERENCES district,
  person_id text NOT NULL,
  grid_id text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (district, person_id)
);

-- 服务时长: counts once the worker has confirmed it.
CREATE TABLE volunteer_hours (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  person_id text NOT NULL,
  grid_id text NOT NULL,
  hours numeric(4, 1) NOT NULL CHECK (hours > 0 AND hours <= 24),
  work text NOT NULL,
  state text NOT NULL CHECK (state IN ('told', 'confirmed', 'refused')),
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number)
);
CREATE INDEX volunteer_hours_of ON volunteer_hours (district, person_id);

-- A ticket that a volunteer helped with.
CREATE TABLE volunteer_credit (
  district text NOT NULL REFERENCES district,
  ticket text NOT NULL,
  person_id text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, ticket, person_id)
);

-- 互助: what neighbours can do; who can is told to nobody but the worker, and only when that person agrees.
CREATE TABLE skill (
  district text NOT NULL REFERENCES district,
  person_id text NOT NULL,
  skill text NOT NULL,
  grid_id text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, person_id, skill)
);

CREATE TABLE skill_request (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  grid_id text NOT NULL,
  asker_id text NOT NULL,
  skill text NOT NULL,
  -- Those who were asked, and those who agreed.
  asked text[] NOT NULL,
  willing text[] NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL,
  PRIMARY KEY (district, number)
);
