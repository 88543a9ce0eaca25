-- What devices say of their messages. The message is a delivery or, for a broadcast, its push: ids of both come from one source.
CREATE TABLE client_events (
    message_id bigint NOT NULL,
    device_id text NOT NULL,
    event integer NOT NULL,
    app integer NOT NULL,
    push_id bigint NOT NULL,
    happened_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (message_id, device_id, event)
);

CREATE TABLE event_counts (
    push_id bigint NOT NULL,
    event integer NOT NULL,
    total bigint NOT NULL,
    PRIMARY KEY (push_id, event)
);

-- A broadcast's receipts to one device are numbered as a delivery's are; the confirmation itself was the first.
ALTER TABLE broadcast_confirmations ADD COLUMN event_seq integer NOT NULL DEFAULT 1;

-- Receipts of bindings and tokens have no push, and dead letters say when and why they were given up.
ALTER TABLE receipts ALTER COLUMN push_id DROP NOT NULL, ALTER COLUMN msg_key DROP NOT NULL, ALTER COLUMN seq TYPE bigint,
    ADD COLUMN last_answer text, ADD COLUMN dead_at bigint;
UPDATE receipts SET dead_at = created_at + 86400000 WHERE next_attempt_at IS NULL;
DROP INDEX receipts_of_app;
CREATE INDEX receipts_of_app ON receipts (app, next_attempt_at, receipt_id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX receipts_dead ON receipts (app, receipt_id) WHERE next_attempt_at IS NULL;
CREATE INDEX receipts_dead_by_age ON receipts (dead_at) WHERE dead_at IS NOT NULL;
