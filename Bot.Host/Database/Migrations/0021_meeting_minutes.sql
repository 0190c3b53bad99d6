-- 会议纪要: the words, who came, and the matters with what became of them (jsonb list of text, answered, responsible, dueAt, ticket).
ALTER TABLE meeting ADD COLUMN minutes text, ADD COLUMN minutes_at timestamptz, ADD COLUMN minutes_by text, ADD COLUMN people integer, ADD COLUMN present text[], ADD COLUMN items jsonb NOT NULL DEFAULT '[]';

-- 报名: by a person's reply (person_id set), or by a line of a 接龙 (the name stands for whoever wrote it).
CREATE TABLE meeting_guest (
  district text NOT NULL,
  meeting_id text NOT NULL,
  guest text NOT NULL,
  person_id text,
  name text NOT NULL,
  comes boolean NOT NULL,
  people integer NOT NULL CHECK (people BETWEEN 0 AND 50),
  chained boolean NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (district, meeting_id, guest),
  FOREIGN KEY (district, meeting_id) REFERENCES meeting (district, meeting_id)
);
