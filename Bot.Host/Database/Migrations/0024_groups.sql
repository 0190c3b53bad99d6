-- 客户群: one that was renamed. The platform tells neither the old nor the new name, and shows the new one only some time after.
CREATE TABLE group_rename (
  district text NOT NULL,
  chat_id text NOT NULL,
  -- The application that was told, and by which the name is asked for.
  app text NOT NULL,
  due_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  PRIMARY KEY (district, chat_id)
);

-- "handed_over": its reader can be reached by no way, and staff were asked to tell him.
ALTER TABLE outbox DROP CONSTRAINT outbox_state_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_state_check
  CHECK (state IN ('pending', 'sending', 'sent', 'awaiting_tap', 'unknown', 'dead', 'withdrawn', 'handed_over'));

-- "merged": taken back before anybody tapped it, since more had come to be said: all of it is in the next task.
ALTER TABLE group_send_task DROP CONSTRAINT group_send_task_state_check;
ALTER TABLE group_send_task ADD CONSTRAINT group_send_task_state_check
  CHECK (state IN ('asking', 'waiting', 'sent', 'refused', 'expired', 'cancelled', 'merged'));
