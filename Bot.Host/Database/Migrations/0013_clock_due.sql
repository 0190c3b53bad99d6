-- Districts may share a database: a tick must not read over what is due elsewhere.
CREATE INDEX clock_due_by_district ON clock (district, due_at) WHERE state = 'running';
DROP INDEX clock_due;
