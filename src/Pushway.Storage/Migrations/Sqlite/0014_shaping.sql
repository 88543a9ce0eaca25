-- When messages of the push may go out, and how many, as JSON; null: all at once. What is held has the owner held, and its place in vendor_queue.
ALTER TABLE pushes ADD COLUMN shape TEXT;

ALTER TABLE app_settings ADD COLUMN quiet_from TEXT;
ALTER TABLE app_settings ADD COLUMN quiet_until TEXT;
ALTER TABLE app_settings ADD COLUMN daily_cap INTEGER;

-- How many messages were made for a device on a day of its own (days since 0001-01-01), for apps that bound them.
CREATE TABLE device_days (
    app INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    day INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (device_id, app, day)
) STRICT;
CREATE INDEX device_days_by_day ON device_days (day);
