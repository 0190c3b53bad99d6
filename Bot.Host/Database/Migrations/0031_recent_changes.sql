-- What happened to tickets in the last minutes, whatever their group: asked once when the reminders of a sweep are told.
CREATE INDEX ticket_by_change ON ticket (district, changed_at);
