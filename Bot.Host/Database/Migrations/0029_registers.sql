-- Registers, disputes and inspections.

-- What registers and disputes say is sealed (AES-256-GCM, bound to district and row) with a key that never stands here; key_id tells which one.
-- The proof is a known text sealed with the key: a wrong key is noticed before anything is written with it.
CREATE TABLE register_key (
  district text NOT NULL REFERENCES district,
  key_id text NOT NULL,
  proof bytea NOT NULL,
  PRIMARY KEY (district, key_id)
);

-- 三张清单. In the clear stands only what the clocks need.
CREATE TABLE register_entry (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('people', 'places', 'matters')),
  node_id text NOT NULL,
  owner_id text NOT NULL,
  every_days integer NOT NULL CHECK (every_days BETWEEN 1 AND 400),
  -- When it was last visited, or added.
  visited_at timestamptz NOT NULL,
  -- How often it has been visited, or its rhythm changed: the episode of its clocks.
  round integer NOT NULL DEFAULT 0,
  is_closed boolean NOT NULL DEFAULT false,
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (district, number)
);
CREATE INDEX register_entry_owner ON register_entry (district, owner_id) WHERE NOT is_closed;

-- A keyed hash of the place or the person of an entry: a ticket finds its entries without opening any.
CREATE TABLE register_mark (
  district text NOT NULL,
  mark bytea NOT NULL,
  number text NOT NULL,
  PRIMARY KEY (district, mark, number),
  FOREIGN KEY (district, number) REFERENCES register_entry (district, number)
);

CREATE TABLE register_visit (
  district text NOT NULL,
  number text NOT NULL,
  sequence integer NOT NULL,
  at timestamptz NOT NULL,
  by_id text NOT NULL,
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (district, number, sequence),
  FOREIGN KEY (district, number) REFERENCES register_entry (district, number)
);

-- 矛盾纠纷
CREATE TABLE dispute (
  district text NOT NULL REFERENCES district,
  number text NOT NULL,
  node_id text NOT NULL,
  opened_by text NOT NULL,
  opened_at timestamptz NOT NULL,
  mediator_id text NOT NULL,
  -- The ticket it came out of.
  ticket text,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'agreed', 'failed', 'followed_up')),
  follow_up_on date,
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (district, number)
);

CREATE TABLE dispute_step (
  district text NOT NULL,
  number text NOT NULL,
  sequence integer NOT NULL,
  at timestamptz NOT NULL,
  by_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('progress', 'agreed', 'failed', 'followed_up')),
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (district, number, sequence),
  FOREIGN KEY (district, number) REFERENCES dispute (district, number)
);

-- 监督抽查
CREATE TABLE inspection_plan (
  district text NOT NULL REFERENCES district,
  plan_id text NOT NULL,
  node_id text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  body jsonb NOT NULL,
  PRIMARY KEY (district, plan_id)
);

-- One row per week, written before the week begins and never changed but for the time of its disclosure.
CREATE TABLE inspection_draw (
  district text NOT NULL,
  plan_id text NOT NULL,
  -- ISO week: 2026-W10.
  week text NOT NULL,
  committed_at timestamptz NOT NULL,
  -- SHA-256 of the seed, told before the week.
  commitment text NOT NULL,
  seed bytea NOT NULL,
  -- What the draw chose from, as it was when the seed was made.
  inputs jsonb NOT NULL,
  revealed_at timestamptz,
  PRIMARY KEY (district, plan_id, week),
  FOREIGN KEY (district, plan_id) REFERENCES inspection_plan (district, plan_id)
);

CREATE TABLE inspection (
  district text NOT NULL,
  number text NOT NULL,
  plan_id text NOT NULL,
  week text NOT NULL,
  day date NOT NULL,
  person_id text NOT NULL,
  items text[] NOT NULL,
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'done', 'missing')),
  findings jsonb NOT NULL DEFAULT '[]',
  pictures jsonb NOT NULL DEFAULT '[]',
  done_at timestamptz,
  PRIMARY KEY (district, number),
  FOREIGN KEY (district, plan_id, week) REFERENCES inspection_draw (district, plan_id, week),
  UNIQUE (district, plan_id, day)
);
