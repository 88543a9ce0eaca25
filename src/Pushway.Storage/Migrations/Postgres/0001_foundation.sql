-- Keys begin with the column that tells rows apart best; app comes later, since planners without statistics overrate it.
-- Times are Unix milliseconds. States, kinds and policies are the values of the enums in Pushway.Core.
CREATE TABLE apps (
    app integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app_id text NOT NULL,
    workspace_id text NOT NULL,
    name text NOT NULL,
    created_at bigint NOT NULL,
    broadcast_number bigint NOT NULL DEFAULT 0,
    UNIQUE (app_id, workspace_id)
);

CREATE TABLE admins (
    user_name text NOT NULL PRIMARY KEY,
    password_hash text NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE keys (
    key_id text NOT NULL PRIMARY KEY,
    app integer NOT NULL,
    kind integer NOT NULL,
    secret bytea NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint
);

CREATE TABLE callbacks (
    app integer NOT NULL PRIMARY KEY,
    url text NOT NULL,
    -- names between commas, one at each end: ,delivered,expired,
    events text NOT NULL,
    enabled boolean NOT NULL
);

CREATE TABLE secrets (
    name text NOT NULL PRIMARY KEY,
    value bytea NOT NULL
);

CREATE TABLE key_ring (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    element text NOT NULL
);

CREATE TABLE devices (
    app integer NOT NULL,
    device_id text NOT NULL,
    generation integer NOT NULL DEFAULT 1,
    previous_valid_until bigint,
    provisional boolean NOT NULL,
    nonce_hash bytea,
    nonce_at bigint,
    platform text,
    app_version text,
    model text,
    locale text,
    time_zone text,
    notifications_enabled boolean,
    created_at bigint NOT NULL,
    last_seen_at bigint,
    PRIMARY KEY (device_id, app)
);
-- Two registrations that race with one nonce get one device.
CREATE UNIQUE INDEX devices_by_nonce ON devices (nonce_hash, app) WHERE provisional;
CREATE INDEX devices_provisional ON devices (created_at) WHERE provisional;

CREATE TABLE vendor_tokens (
    app integer NOT NULL,
    vendor text NOT NULL,
    token text NOT NULL,
    device_id text NOT NULL,
    reported_at bigint NOT NULL,
    PRIMARY KEY (token, vendor, app),
    UNIQUE (device_id, app, vendor)
);

-- A row outlives unbind: its epoch and timestamp must never go back.
CREATE TABLE bindings (
    app integer NOT NULL,
    device_id text NOT NULL,
    user_id text,
    epoch bigint NOT NULL,
    changed_ts bigint NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (device_id, app)
);
CREATE INDEX bindings_by_user ON bindings (user_id, app) WHERE user_id IS NOT NULL;

CREATE TABLE pushes (
    push_id bigint PRIMARY KEY,
    app integer NOT NULL,
    audience integer NOT NULL,
    state integer NOT NULL,
    unresolved boolean NOT NULL,
    lease_owner text,
    lease_until bigint,
    accepted_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    content text NOT NULL,
    policy integer NOT NULL,
    collapse_key text,
    priority integer NOT NULL,
    broadcast_number bigint
);
CREATE INDEX pushes_unresolved ON pushes (push_id) WHERE unresolved;
CREATE UNIQUE INDEX broadcasts_by_number ON pushes (app, broadcast_number) WHERE broadcast_number IS NOT NULL;
CREATE INDEX broadcasts ON pushes (push_id) WHERE broadcast_number IS NOT NULL;

CREATE TABLE idempotency_keys (
    app integer NOT NULL,
    call_key text NOT NULL,
    request_hash text NOT NULL,
    push_id bigint NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (call_key, app)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE message_keys (
    app integer NOT NULL,
    msg_key text NOT NULL,
    kind integer NOT NULL,
    target_id text NOT NULL,
    content_hash text NOT NULL,
    push_id bigint NOT NULL,
    keep_until bigint NOT NULL,
    PRIMARY KEY (msg_key, target_id, kind, app)
);
CREATE INDEX message_keys_by_end ON message_keys (keep_until);

-- Users a call named, until the push ends; devices only until they are resolved: then the delivery is the target.
CREATE TABLE targets (
    push_id bigint NOT NULL,
    target_no integer NOT NULL,
    app integer NOT NULL,
    kind integer NOT NULL,
    target_id text NOT NULL,
    msg_key text,
    state integer NOT NULL,
    resolved boolean NOT NULL,
    reason text,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    finished_at bigint,
    PRIMARY KEY (push_id, target_no)
);
CREATE INDEX targets_unresolved ON targets (push_id, target_no) WHERE NOT resolved;
CREATE INDEX targets_of_user ON targets (target_id, app) WHERE kind = 1 AND state <= 1;
CREATE INDEX targets_by_end ON targets (expires_at) WHERE state <= 1;

CREATE TABLE deliveries (
    delivery_id bigint PRIMARY KEY,
    app integer NOT NULL,
    push_id bigint NOT NULL,
    target_no integer NOT NULL,
    device_id text NOT NULL,
    user_id text,
    msg_key text,
    binding_epoch bigint,
    state integer NOT NULL,
    reason text,
    channel text,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    sent_at bigint,
    sent_node text,
    finished_at bigint,
    finished_node text,
    event_seq integer NOT NULL
);
CREATE INDEX deliveries_waiting ON deliveries (device_id, app, push_id, target_no) WHERE state <= 1;
CREATE INDEX deliveries_of_push ON deliveries (push_id, target_no, delivery_id);
CREATE INDEX deliveries_by_end ON deliveries (expires_at) WHERE state <= 2;

CREATE TABLE broadcast_confirmations (
    app integer NOT NULL,
    device_id text NOT NULL,
    number bigint NOT NULL,
    push_id bigint NOT NULL,
    state integer NOT NULL,
    reason text,
    channel text NOT NULL,
    node text NOT NULL,
    sent_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    PRIMARY KEY (device_id, app, number)
);
CREATE INDEX broadcast_confirmations_of_push ON broadcast_confirmations (push_id, device_id);

CREATE TABLE broadcast_counts (
    push_id bigint PRIMARY KEY,
    delivered bigint NOT NULL
);

-- next_attempt_at: when the receipt is due; the end of the lease while somebody sends it; null for a dead letter.
CREATE TABLE receipts (
    receipt_id bigint PRIMARY KEY,
    app integer NOT NULL,
    push_id bigint NOT NULL,
    msg_key text NOT NULL,
    target text NOT NULL,
    device_id text,
    event text NOT NULL,
    reason text,
    channel text,
    happened_at bigint NOT NULL,
    seq integer NOT NULL,
    attempts integer NOT NULL,
    created_at bigint NOT NULL,
    next_attempt_at bigint,
    lease_owner text
);
CREATE INDEX receipts_due ON receipts (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX receipts_of_app ON receipts (app, receipt_id) WHERE next_attempt_at IS NOT NULL;

-- Pushes, deliveries and receipts share one sequence, since a phone sees ids of the first two in one place.
-- It starts at the clock (microseconds), so that a wiped database never hands out an id that a phone remembers.
CREATE SEQUENCE ids;
SELECT setval('ids', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
