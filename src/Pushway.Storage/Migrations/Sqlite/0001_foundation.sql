-- Keys begin with the column that tells rows apart best; app comes later, since planners without statistics overrate it.
-- Times are Unix milliseconds. States, kinds and policies are the values of the enums in Pushway.Core.
CREATE TABLE apps (
    app INTEGER PRIMARY KEY AUTOINCREMENT,
    app_id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    broadcast_number INTEGER NOT NULL DEFAULT 0,
    UNIQUE (app_id, workspace_id)
) STRICT;

CREATE TABLE admins (
    user_name TEXT NOT NULL PRIMARY KEY,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    app INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE callbacks (
    app INTEGER NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    -- names between commas, one at each end: ,delivered,expired,
    events TEXT NOT NULL,
    enabled INTEGER NOT NULL
) STRICT;

CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE key_ring (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    element TEXT NOT NULL
) STRICT;

CREATE TABLE devices (
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    generation INTEGER NOT NULL DEFAULT 1,
    previous_valid_until INTEGER,
    provisional INTEGER NOT NULL,
    nonce_hash BLOB,
    nonce_at INTEGER,
    platform TEXT,
    app_version TEXT,
    model TEXT,
    locale TEXT,
    time_zone TEXT,
    notifications_enabled INTEGER,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER,
    PRIMARY KEY (device_id, app)
) STRICT, WITHOUT ROWID;
-- Two registrations that race with one nonce get one device.
CREATE UNIQUE INDEX devices_by_nonce ON devices (nonce_hash, app) WHERE provisional;
CREATE INDEX devices_provisional ON devices (created_at) WHERE provisional;

CREATE TABLE vendor_tokens (
    app INTEGER NOT NULL,
    vendor TEXT NOT NULL,
    token TEXT NOT NULL,
    device_id TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    PRIMARY KEY (token, vendor, app),
    UNIQUE (device_id, app, vendor)
) STRICT, WITHOUT ROWID;

-- A row outlives unbind: its epoch and timestamp must never go back.
CREATE TABLE bindings (
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    user_id TEXT,
    epoch INTEGER NOT NULL,
    changed_ts INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (device_id, app)
) STRICT, WITHOUT ROWID;
CREATE INDEX bindings_by_user ON bindings (user_id, app) WHERE user_id IS NOT NULL;

CREATE TABLE pushes (
    push_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    state INTEGER NOT NULL,
    unresolved INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    accepted_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    content TEXT NOT NULL,
    policy INTEGER NOT NULL,
    collapse_key TEXT,
    priority INTEGER NOT NULL,
    broadcast_number INTEGER
) STRICT;
CREATE INDEX pushes_unresolved ON pushes (push_id) WHERE unresolved;
CREATE UNIQUE INDEX broadcasts_by_number ON pushes (app, broadcast_number) WHERE broadcast_number IS NOT NULL;
CREATE INDEX broadcasts ON pushes (push_id) WHERE broadcast_number IS NOT NULL;

CREATE TABLE idempotency_keys (
    app INTEGER NOT NULL,
    call_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    push_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (call_key, app)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE message_keys (
    app INTEGER NOT NULL,
    msg_key TEXT NOT NULL,
    kind INTEGER NOT NULL,
    target_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    push_id INTEGER NOT NULL,
    keep_until INTEGER NOT NULL,
    PRIMARY KEY (msg_key, target_id, kind, app)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_keys_by_end ON message_keys (keep_until);

-- Users a call named, until the push ends; devices only until they are resolved: then the delivery is the target.
CREATE TABLE targets (
    push_id INTEGER NOT NULL,
    target_no INTEGER NOT NULL,
    app INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    target_id TEXT NOT NULL,
    msg_key TEXT,
    state INTEGER NOT NULL,
    resolved INTEGER NOT NULL,
    reason TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (push_id, target_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX targets_unresolved ON targets (push_id, target_no) WHERE NOT resolved;
CREATE INDEX targets_of_user ON targets (target_id, app) WHERE kind = 1 AND state <= 1;
CREATE INDEX targets_by_end ON targets (expires_at) WHERE state <= 1;

CREATE TABLE deliveries (
    delivery_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    push_id INTEGER NOT NULL,
    target_no INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    user_id TEXT,
    msg_key TEXT,
    binding_epoch INTEGER,
    state INTEGER NOT NULL,
    reason TEXT,
    channel TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    sent_at INTEGER,
    sent_node TEXT,
    finished_at INTEGER,
    finished_node TEXT,
    event_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (device_id, app, push_id, target_no) WHERE state <= 1;
CREATE INDEX deliveries_of_push ON deliveries (push_id, target_no, delivery_id);
CREATE INDEX deliveries_by_end ON deliveries (expires_at) WHERE state <= 2;

CREATE TABLE broadcast_confirmations (
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    push_id INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT,
    channel TEXT NOT NULL,
    node TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    PRIMARY KEY (device_id, app, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX broadcast_confirmations_of_push ON broadcast_confirmations (push_id, device_id);

CREATE TABLE broadcast_counts (
    push_id INTEGER PRIMARY KEY,
    delivered INTEGER NOT NULL
) STRICT;

-- next_attempt_at: when the receipt is due; the end of the lease while somebody sends it; null for a dead letter.
CREATE TABLE receipts (
    receipt_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    push_id INTEGER NOT NULL,
    msg_key TEXT NOT NULL,
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
    lease_owner TEXT
) STRICT;
CREATE INDEX receipts_due ON receipts (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX receipts_of_app ON receipts (app, receipt_id) WHERE next_attempt_at IS NOT NULL;
