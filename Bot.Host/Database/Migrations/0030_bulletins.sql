-- Bulletins, posters and intake elsewhere.

-- A picture that goes out with a notice.
CREATE TABLE picture (
  district text NOT NULL REFERENCES district,
  picture_id text NOT NULL,
  -- PNG.
  content bytea NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (district, picture_id)
);
ALTER TABLE picture ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE outbox ADD COLUMN picture text;

-- 通报、公示、总结、月报告: what was counted, as it was shown to the one who answers for it and is sent.
CREATE TABLE bulletin (
  district text NOT NULL REFERENCES district,
  bulletin_id text NOT NULL,
  title text NOT NULL,
  node_id text NOT NULL,
  -- 2026-03, 2026-Q1 or 2026.
  period text NOT NULL,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'released', 'dropped')),
  -- Who answers for it: shown the draft, and reminded.
  answers text NOT NULL,
  -- Events later than this are not counted; with it the numbers are had again.
  as_of timestamptz NOT NULL,
  body jsonb NOT NULL,
  picture_id text,
  released_at timestamptz,
  released_by text,
  PRIMARY KEY (district, bulletin_id)
);
CREATE UNIQUE INDEX bulletin_once ON bulletin (district, title, node_id, period) WHERE state <> 'dropped';

-- 一码通: a poster with its code, and where it hangs.
CREATE TABLE poster (
  district text NOT NULL REFERENCES district,
  code text NOT NULL,
  node_id text NOT NULL,
  place text NOT NULL,
  phone text,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (district, code),
  FOREIGN KEY (district, node_id) REFERENCES node (district, node_id)
);

-- What came in elsewhere than in a chat: by code, at the desk, in the box, in the notebook, on a visit.
CREATE TABLE intake (
  district text NOT NULL REFERENCES district,
  -- The ticket's.
  number text NOT NULL,
  source text NOT NULL CHECK (source IN ('qr', 'desk', 'box', 'notebook', 'visit')),
  -- The conversation that is answered: the writer's own, or that of who recorded it.
  group_id text NOT NULL,
  -- Whom staff speak for; null for anonymous. Shown to nobody but who recorded it and the staff API.
  reporter_name text,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (district, number)
);
CREATE INDEX intake_by_group ON intake (district, group_id);
