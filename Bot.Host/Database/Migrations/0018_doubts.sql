-- Attempts of which nobody knows whether they arrived. The state alone forgets it: a repeat that is answered "later" is pending again, and what
-- is said then is still a repeat.
ALTER TABLE outbox ADD COLUMN doubts smallint NOT NULL DEFAULT 0;

UPDATE outbox SET doubts = 1 WHERE state = 'unknown';
