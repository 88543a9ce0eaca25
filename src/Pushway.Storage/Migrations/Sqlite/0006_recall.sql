-- Which devices a push to everyone means, as JSON; null: every device.
ALTER TABLE pushes ADD COLUMN audience_filter TEXT;
ALTER TABLE pushes ADD COLUMN recall_on_unbind INTEGER NOT NULL DEFAULT 0;
-- Rows that have yet to follow a recall: the last target number, or the last device of a broadcast, that has.
ALTER TABLE pushes ADD COLUMN recalling INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pushes ADD COLUMN recall_after TEXT;
CREATE INDEX pushes_recalling ON pushes (push_id) WHERE recalling;

-- When the message was recalled, whatever had become of it; should the device turn out to have it, it is to take it back.
ALTER TABLE deliveries ADD COLUMN recalled_at INTEGER;
ALTER TABLE deliveries ADD COLUMN recall_on_unbind INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deliveries_recalled_on_unbind ON deliveries (device_id, app) WHERE recall_on_unbind = 1 AND recalled_at IS NULL;

-- Messages that their device may have and is to take back. delivery_id is the push id for a broadcast. States: 0 waits for the
-- device, 1 confirmed, 2 ended without.
CREATE TABLE recalls (
    recall_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    push_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    msg_key TEXT,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    finished_at INTEGER,
    UNIQUE (delivery_id, device_id)
) STRICT;
CREATE INDEX recalls_waiting ON recalls (device_id, app, recall_id) WHERE state = 0;
CREATE INDEX recalls_by_end ON recalls (expires_at) WHERE state = 0;
CREATE INDEX recalls_of_push ON recalls (push_id, state);
