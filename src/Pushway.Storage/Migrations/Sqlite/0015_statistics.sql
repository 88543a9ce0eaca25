-- What devices are counted as: their platform and app version, '' for what was never reported.
CREATE TABLE device_profiles (
    profile INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    platform TEXT NOT NULL,
    app_version TEXT NOT NULL,
    UNIQUE (app, app_version, platform)
) STRICT;
INSERT INTO device_profiles (app, platform, app_version)
SELECT app, platform, version FROM (
    SELECT DISTINCT d.app, coalesce(d.platform, '') AS platform, CASE
        WHEN d.app_version IS NULL THEN ''
        WHEN (SELECT count(DISTINCT o.app_version) FROM devices o WHERE o.app = d.app) > 200 THEN 'other'
        ELSE d.app_version END AS version
    FROM devices d) AS known
WHERE platform <> '' OR version <> '';

ALTER TABLE devices ADD COLUMN profile INTEGER NOT NULL DEFAULT 0;
UPDATE devices SET profile = coalesce((
    SELECT p.profile FROM device_profiles p
    WHERE p.app = devices.app AND p.platform = coalesce(devices.platform, '')
        AND p.app_version IN (coalesce(devices.app_version, ''), 'other')), 0);

-- Kept apart from the others of its app, for its own sake: pushes to more than one.
ALTER TABLE pushes ADD COLUMN is_task INTEGER NOT NULL DEFAULT 0;

-- counted_as: device profile, kind and task of the message as it was made, with what was counted of it: see CountedAs.
-- ended_before: the end that it had before it turned out to go on: state, time, channel and reason, each followed by a space.
ALTER TABLE deliveries ADD COLUMN counted_as INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN ended_before TEXT;
ALTER TABLE broadcast_confirmations ADD COLUMN counted_as INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcast_confirmations ADD COLUMN ended_before TEXT;

-- What transactions counted, until it is folded into the statistics. minute: Unix time in minutes. push_id: 0 unless it is a task.
CREATE TABLE statistics_log (
    entry_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    push_id INTEGER NOT NULL,
    counted_as INTEGER NOT NULL,
    channel TEXT NOT NULL,
    metric INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    total INTEGER NOT NULL
) STRICT;

-- scope and scope_id: 0 an app as a whole, 1 a device profile by channel, 2 a task, 3 a device profile. step: 0 minutes, 1 hours, 2 days.
CREATE TABLE statistics (
    app INTEGER NOT NULL,
    scope INTEGER NOT NULL,
    scope_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    platform TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind INTEGER NOT NULL,
    pushes INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    displayed INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    dismissed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (app, scope, scope_id, step, starts_at, platform, channel, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX statistics_by_age ON statistics (step, starts_at);

CREATE TABLE statistics_failures (
    app INTEGER NOT NULL,
    scope INTEGER NOT NULL,
    scope_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    platform TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (app, scope, scope_id, step, starts_at, platform, channel, kind, state, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX statistics_failures_by_age ON statistics_failures (step, starts_at);
