-- What only fires changes nothing that an index of ticket holds. With room left on its page the new row is then written beside the old one, and no index is
-- touched: a third of what it cost.
ALTER TABLE ticket SET (fillfactor = 60);
