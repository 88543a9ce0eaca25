-- Broadcasts whose devices with tokens are still being walked, in order of device id; a page is one transaction.
CREATE TABLE broadcast_walks (
    push_id INTEGER NOT NULL PRIMARY KEY,
    due_at INTEGER NOT NULL,
    after_device TEXT NOT NULL,
    -- the last delivery of the page before: while it waits for its vendor, the walk waits too
    last_delivery INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX broadcast_walks_due ON broadcast_walks (due_at);

-- The device gets the broadcast by this delivery, which says what has become of it.
ALTER TABLE broadcast_confirmations ADD COLUMN delivery_id INTEGER;
CREATE INDEX vendor_tokens_of_app ON vendor_tokens (app, device_id);
CREATE INDEX broadcasts_to_vendors ON pushes (app, expires_at) WHERE broadcast_number IS NOT NULL AND policy <> 2;
