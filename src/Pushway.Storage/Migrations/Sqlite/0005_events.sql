-- What devices say of their messages. The message is a delivery or, for a broadcast, its push: ids of both come from one source.
CREATE TABLE client_events (
    message_id INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    event INTEGER NOT NULL,
    app INTEGER NOT NULL,
    push_id INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, device_id, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_counts (
    push_id INTEGER NOT NULL,
    event INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (push_id, event)
) STRICT, WITHOUT ROWID;

-- A broadcast's receipts to one device are numbered as a delivery's are; the confirmation itself was the first.
ALTER TABLE broadcast_confirmations ADD COLUMN event_seq INTEGER NOT NULL DEFAULT 1;

-- Receipts of bindings and tokens have no push, and dead letters say when and why they were given up. SQLite cannot relax a
-- column, so the table is made again.
CREATE TABLE receipts_new (
    receipt_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    push_id INTEGER,
    msg_key TEXT,
    target TEXT NOT NULL,
    device_id TEXT,
    event TEXT NOT NULL,
    reason TEXT,
    channel TEXT,
    happened_at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_attempt_at INTEGER,
    lease_owner TEXT,
    last_answer TEXT,
    dead_at INTEGER
) STRICT;
INSERT INTO receipts_new (
    receipt_id, app, push_id, msg_key, target, device_id, event, reason, channel, happened_at, seq, attempts, created_at,
    next_attempt_at, lease_owner, dead_at)
SELECT
    receipt_id, app, push_id, msg_key, target, device_id, event, reason, channel, happened_at, seq, attempts, created_at,
    next_attempt_at, lease_owner, CASE WHEN next_attempt_at IS NULL THEN created_at + 86400000 END
FROM receipts;
DROP TABLE receipts;
ALTER TABLE receipts_new RENAME TO receipts;
CREATE INDEX receipts_due ON receipts (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX receipts_of_app ON receipts (app, next_attempt_at, receipt_id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX receipts_dead ON receipts (app, receipt_id) WHERE next_attempt_at IS NULL;
CREATE INDEX receipts_dead_by_age ON receipts (dead_at) WHERE dead_at IS NOT NULL;
