-- Which devices a push to everyone means, as JSON; null: every device.
ALTER TABLE pushes ADD COLUMN audience_filter text;
ALTER TABLE pushes ADD COLUMN recall_on_unbind boolean NOT NULL DEFAULT FALSE;
-- Rows that have yet to follow a recall: the last target number, or the last device of a broadcast, that has.
ALTER TABLE pushes ADD COLUMN recalling boolean NOT NULL DEFAULT FALSE;
ALTER TABLE pushes ADD COLUMN recall_after text;
CREATE INDEX pushes_recalling ON pushes (push_id) WHERE recalling;

-- When the message was recalled, whatever had become of it; should the device turn out to have it, it is to take it back.
ALTER TABLE deliveries ADD COLUMN recalled_at bigint;
ALTER TABLE deliveries ADD COLUMN recall_on_unbind integer NOT NULL DEFAULT 0;
CREATE INDEX deliveries_recalled_on_unbind ON deliveries (device_id, app) WHERE recall_on_unbind = 1 AND recalled_at IS NULL;

-- Messages that their device may have and is to take back. delivery_id is the push id for a broadcast. States: 0 waits for the
-- device, 1 confirmed, 2 ended without.
CREATE TABLE recalls (
    recall_id bigint PRIMARY KEY,
    app integer NOT NULL,
    device_id text NOT NULL,
    push_id bigint NOT NULL,
    delivery_id bigint NOT NULL,
    msg_key text,
    state integer NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    finished_at bigint,
    UNIQUE (delivery_id, device_id)
);
CREATE INDEX recalls_waiting ON recalls (device_id, app, recall_id) WHERE state = 0;
CREATE INDEX recalls_by_end ON recalls (expires_at) WHERE state = 0;
CREATE INDEX recalls_of_push ON recalls (push_id, state);
