-- Rosters, households, duty and lines of work.

-- Nodes that are no level of escalation: 片 between community and grid, 组, 邻, 联户 below a grid.
ALTER TABLE node ALTER COLUMN level DROP NOT NULL;
ALTER TABLE node
  -- The district's own word (片, 邻, 镇 ...); empty where it is the level's usual one.
  ADD COLUMN word text NOT NULL DEFAULT '',
  -- Below a grid: whether these people answer before the grid's worker does.
  ADD COLUMN answers_first boolean NOT NULL DEFAULT false;

-- One person may hold posts by several names and for several lines of work at one node. Role "resident" has no rights: 志愿者.
ALTER TABLE post
  ADD COLUMN title text NOT NULL DEFAULT '',
  ADD COLUMN line text NOT NULL DEFAULT '',
  DROP CONSTRAINT post_role_check,
  ADD CONSTRAINT post_role_check CHECK (role IN ('grid_worker', 'property', 'community', 'street', 'district', 'resident')),
  DROP CONSTRAINT post_pkey,
  ADD PRIMARY KEY (district, node_id, person_id, role, title, line);

-- 多网合一: which line of work (党建, 综治, 城管, 卫健 ...) a category of matters belongs to.
CREATE TABLE work_line (
  district text NOT NULL REFERENCES district,
  category text NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (district, category)
);

-- 邻长 5–15 户: a household (a door as 4-1-302, or person:ID) is bound to one node below its grid.
CREATE TABLE household (
  district text NOT NULL,
  node_id text NOT NULL,
  household text NOT NULL,
  PRIMARY KEY (district, node_id, household),
  FOREIGN KEY (district, node_id) REFERENCES node (district, node_id)
);

-- 请假: both days included, by the date in Shanghai.
CREATE TABLE leave (
  district text NOT NULL,
  person_id text NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL CHECK (to_day >= from_day),
  stand_in text,
  PRIMARY KEY (district, person_id, from_day),
  FOREIGN KEY (district, person_id) REFERENCES person (district, person_id),
  FOREIGN KEY (district, stand_in) REFERENCES person (district, person_id)
);

-- 值班: hours in Shanghai; hours that do not end after they begin run into the next day.
CREATE TABLE duty (
  district text NOT NULL,
  node_id text NOT NULL,
  day date NOT NULL,
  starts time NOT NULL,
  ends time NOT NULL,
  person_id text NOT NULL,
  PRIMARY KEY (district, node_id, day, starts),
  FOREIGN KEY (district, node_id) REFERENCES node (district, node_id),
  FOREIGN KEY (district, person_id) REFERENCES person (district, person_id)
);
CREATE INDEX duty_day ON duty (district, day);
