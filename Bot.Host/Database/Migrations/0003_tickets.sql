-- 工单: the row is a projection of the events and can be rebuilt from them (verb rebuild).
CREATE TABLE ticket (
  district text NOT NULL,
  number text NOT NULL,
  state text NOT NULL,
  level text NOT NULL,
  urgency text NOT NULL,
  category text NOT NULL,
  grid_id text NOT NULL,
  group_id text NOT NULL,
  summary text NOT NULL,
  private boolean NOT NULL,
  opened_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  due_at timestamptz,
  overdue_since timestamptz,
  version integer NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (district, number)
);

CREATE INDEX ticket_by_group ON ticket (district, group_id, changed_at DESC);
CREATE INDEX ticket_by_grid ON ticket (district, grid_id, state);
CREATE INDEX ticket_open_due ON ticket (district, due_at) WHERE state IN ('reported', 'accepted', 'assigned', 'working', 'paused');

-- Appended, never changed. Partitioned by month of the event's time; the ticket's row lock keeps (number, sequence) unique.
CREATE TABLE event (
  district text NOT NULL,
  number text NOT NULL,
  sequence integer NOT NULL,
  batch integer NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  kind text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (district, number, sequence, at)
) PARTITION BY RANGE (at);

-- Catches what lies outside the months laid out so far; the job that lays out months keeps it empty.
CREATE TABLE event_other PARTITION OF event DEFAULT;

-- 时钟: one row per subject, kind and episode. Kept after firing, so that it cannot fire again.
CREATE TABLE clock (
  district text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  episode integer NOT NULL,
  due_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'fired', 'stopped', 'moot')),
  settled_at timestamptz,
  reason text,
  PRIMARY KEY (district, subject, kind, episode)
);

-- A tick asks only this index: its cost follows what is due, not what is open.
CREATE INDEX clock_due ON clock (due_at) WHERE state = 'running';
