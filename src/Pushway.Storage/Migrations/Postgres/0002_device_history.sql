-- The latest of each device, newest rows with the highest key; older ones are deleted where new ones are added.
CREATE TABLE binding_history (
    app integer NOT NULL,
    device_id text NOT NULL,
    epoch bigint NOT NULL,
    cause integer NOT NULL,
    user_id text NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (device_id, app, epoch)
);
-- Who is logged in already has been so at least since the last change that was kept.
INSERT INTO binding_history (app, device_id, epoch, cause, user_id, changed_at)
SELECT app, device_id, epoch, 0, user_id, changed_at FROM bindings WHERE user_id IS NOT NULL;

CREATE TABLE vendor_token_history (
    app integer NOT NULL,
    device_id text NOT NULL,
    change_id bigint NOT NULL,
    cause integer NOT NULL,
    vendor text NOT NULL,
    token_end text NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (device_id, app, change_id)
);

CREATE TABLE connection_history (
    app integer NOT NULL,
    device_id text NOT NULL,
    connected_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    reason text NOT NULL,
    transport text NOT NULL,
    protocol text NOT NULL,
    node text NOT NULL,
    PRIMARY KEY (device_id, app, connected_at)
);
