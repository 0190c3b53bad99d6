-- Series by any rule, for any node of the tree; its residents' groups are told.
ALTER TABLE meeting_series ADD COLUMN node_id text, ADD COLUMN rule text, ADD COLUMN holidays text NOT NULL DEFAULT '照开', ADD COLUMN host_id text, ADD COLUMN parties text[] NOT NULL DEFAULT '{}';
UPDATE meeting_series SET rule = '每周' || substr('一二三四五六日', weekday, 1), node_id = (SELECT node_id FROM chat_group WHERE chat_group.district = meeting_series.district AND chat_group.group_id = meeting_series.group_id);
ALTER TABLE meeting_series ALTER COLUMN node_id SET NOT NULL, ALTER COLUMN rule SET NOT NULL, DROP COLUMN group_id, DROP COLUMN weekday,
  ADD FOREIGN KEY (district, node_id) REFERENCES node (district, node_id);

ALTER TABLE meeting ADD COLUMN group_ids text[], ADD COLUMN host_id text, ADD COLUMN parties text[] NOT NULL DEFAULT '{}';
UPDATE meeting SET group_ids = ARRAY[group_id];
ALTER TABLE meeting ALTER COLUMN group_ids SET NOT NULL, DROP COLUMN group_id;

-- 日历订阅: whoever knows the id reads the meetings of a node or of a person; calendar programs can send no token.
CREATE TABLE feed (
  feed_id text PRIMARY KEY,
  district text NOT NULL REFERENCES district,
  node_id text,
  person_id text,
  created_at timestamptz NOT NULL,
  CHECK ((node_id IS NULL) <> (person_id IS NULL)),
  UNIQUE NULLS NOT DISTINCT (district, node_id, person_id)
);
