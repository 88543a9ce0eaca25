-- Weeks of device profiles by channel, from the days there are. step: 3 weeks, from Thursday on.
INSERT INTO statistics (app, scope, scope_id, step, starts_at, platform, channel, kind,
    pushes, messages, sent, accepted, delivered, displayed, opened, dismissed, failed)
SELECT app, scope, scope_id, 3, starts_at / 604800000 * 604800000, platform, channel, kind,
    sum(pushes), sum(messages), sum(sent), sum(accepted), sum(delivered), sum(displayed), sum(opened), sum(dismissed), sum(failed)
FROM statistics WHERE scope = 1 AND step = 2
GROUP BY app, scope, scope_id, starts_at / 604800000, platform, channel, kind;

INSERT INTO statistics_failures (app, scope, scope_id, step, starts_at, platform, channel, kind, state, reason, failed)
SELECT app, scope, scope_id, 3, starts_at / 604800000 * 604800000, platform, channel, kind, state, reason, sum(failed)
FROM statistics_failures WHERE scope = 1 AND step = 2
GROUP BY app, scope, scope_id, starts_at / 604800000, platform, channel, kind, state, reason;

-- Hours of an app with all kinds together. scope: 4.
INSERT INTO statistics (app, scope, scope_id, step, starts_at, platform, channel, kind,
    pushes, messages, sent, accepted, delivered, displayed, opened, dismissed, failed)
SELECT app, 4, scope_id, step, starts_at, platform, channel, -1,
    sum(pushes), sum(messages), sum(sent), sum(accepted), sum(delivered), sum(displayed), sum(opened), sum(dismissed), sum(failed)
FROM statistics WHERE scope = 0 AND step = 1
GROUP BY app, scope_id, step, starts_at, platform, channel;

INSERT INTO statistics_failures (app, scope, scope_id, step, starts_at, platform, channel, kind, state, reason, failed)
SELECT app, 4, scope_id, step, starts_at, platform, channel, -1, state, reason, sum(failed)
FROM statistics_failures WHERE scope = 0 AND step = 1
GROUP BY app, scope_id, step, starts_at, platform, channel, state, reason;
