-- The latest of each device, newest rows with the highest key; older ones are deleted where new ones are added.
CREATE TABLE binding_history (
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    cause INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (device_id, app, epoch)
) STRICT, WITHOUT ROWID;
-- Who is logged in already has been so at least since the last change that was kept.
INSERT INTO binding_history (app, device_id, epoch, cause, user_id, changed_at)
SELECT app, device_id, epoch, 0, user_id, changed_at FROM bindings WHERE user_id IS NOT NULL;

CREATE TABLE vendor_token_history (
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    change_id INTEGER NOT NULL,
    cause INTEGER NOT NULL,
    vendor TEXT NOT NULL,
    token_end TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (device_id, app, change_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE connection_history (
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    connected_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    transport TEXT NOT NULL,
    protocol TEXT NOT NULL,
    node TEXT NOT NULL,
    PRIMARY KEY (device_id, app, connected_at)
) STRICT, WITHOUT ROWID;
