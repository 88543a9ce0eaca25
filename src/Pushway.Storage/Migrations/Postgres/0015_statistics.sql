-- What devices are counted as: their platform and app version, '' for what was never reported.
CREATE TABLE device_profiles (
    profile bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app integer NOT NULL,
    platform text NOT NULL,
    app_version text NOT NULL,
    UNIQUE (app, app_version, platform)
);
INSERT INTO device_profiles (app, platform, app_version)
SELECT app, platform, version FROM (
    SELECT DISTINCT d.app, coalesce(d.platform, '') AS platform, CASE
        WHEN d.app_version IS NULL THEN ''
        WHEN (SELECT count(DISTINCT o.app_version) FROM devices o WHERE o.app = d.app) > 200 THEN 'other'
        ELSE d.app_version END AS version
    FROM devices d) AS known
WHERE platform <> '' OR version <> '';

ALTER TABLE devices ADD COLUMN profile bigint NOT NULL DEFAULT 0;
UPDATE devices SET profile = coalesce((
    SELECT p.profile FROM device_profiles p
    WHERE p.app = devices.app AND p.platform = coalesce(devices.platform, '')
        AND p.app_version IN (coalesce(devices.app_version, ''), 'other')), 0);

-- Kept apart from the others of its app, for its own sake: pushes to more than one.
ALTER TABLE pushes ADD COLUMN is_task boolean NOT NULL DEFAULT FALSE;

-- counted_as: device profile, kind and task of the message as it was made, with what was counted of it: see CountedAs.
-- ended_before: the end that it had before it turned out to go on: state, time, channel and reason, each followed by a space.
ALTER TABLE deliveries ADD COLUMN counted_as bigint NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN ended_before text;
ALTER TABLE broadcast_confirmations ADD COLUMN counted_as bigint NOT NULL DEFAULT 0;
ALTER TABLE broadcast_confirmations ADD COLUMN ended_before text;

-- What transactions counted, until it is folded into the statistics. minute: Unix time in minutes. push_id: 0 unless it is a task.
CREATE TABLE statistics_log (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app integer NOT NULL,
    minute bigint NOT NULL,
    push_id bigint NOT NULL,
    counted_as bigint NOT NULL,
    channel text NOT NULL,
    metric integer NOT NULL,
    state integer NOT NULL,
    reason text NOT NULL,
    total bigint NOT NULL
);

-- scope and scope_id: 0 an app as a whole, 1 a device profile by channel, 2 a task, 3 a device profile. step: 0 minutes, 1 hours, 2 days.
CREATE TABLE statistics (
    app integer NOT NULL,
    scope integer NOT NULL,
    scope_id bigint NOT NULL,
    step integer NOT NULL,
    starts_at bigint NOT NULL,
    platform text NOT NULL,
    channel text NOT NULL,
    kind integer NOT NULL,
    pushes bigint NOT NULL,
    messages bigint NOT NULL,
    sent bigint NOT NULL,
    accepted bigint NOT NULL,
    delivered bigint NOT NULL,
    displayed bigint NOT NULL,
    opened bigint NOT NULL,
    dismissed bigint NOT NULL,
    failed bigint NOT NULL,
    PRIMARY KEY (app, scope, scope_id, step, starts_at, platform, channel, kind)
);
CREATE INDEX statistics_by_age ON statistics (step, starts_at);

CREATE TABLE statistics_failures (
    app integer NOT NULL,
    scope integer NOT NULL,
    scope_id bigint NOT NULL,
    step integer NOT NULL,
    starts_at bigint NOT NULL,
    platform text NOT NULL,
    channel text NOT NULL,
    kind integer NOT NULL,
    state integer NOT NULL,
    reason text NOT NULL,
    failed bigint NOT NULL,
    PRIMARY KEY (app, scope, scope_id, step, starts_at, platform, channel, kind, state, reason)
);
CREATE INDEX statistics_failures_by_age ON statistics_failures (step, starts_at);
