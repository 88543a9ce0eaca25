-- When a scheduled push is planned to start; of one that repeats, for the last time. Null: it went at once.
ALTER TABLE pushes ADD COLUMN start_at bigint;
-- The id that a scheduled push would have had if it had been accepted when it started: what is newer by it takes the place of older messages.
ALTER TABLE pushes ADD COLUMN started_id bigint;
-- The push that repeats, of which this is an occurrence.
ALTER TABLE pushes ADD COLUMN parent_id bigint;

ALTER TABLE app_settings ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';

-- Pushes that start later. A cycle makes a push of its own for each occurrence; without one, the push is its only occurrence.
CREATE TABLE schedules (
    push_id bigint PRIMARY KEY,
    app integer NOT NULL,
    state integer NOT NULL,
    cycle text,
    validity bigint NOT NULL
);
CREATE INDEX schedules_open ON schedules (app) WHERE state = 0;

-- due_at: when somebody has to see to it: the time of the start; the end of the lease while somebody starts it; the end of the validity while
-- the push is paused; null when it is over. push_id: the push that started.
CREATE TABLE occurrences (
    occurrence_id bigint PRIMARY KEY,
    schedule_id bigint NOT NULL,
    app integer NOT NULL,
    start_at bigint NOT NULL,
    due_at bigint,
    state integer NOT NULL,
    lease_owner text,
    push_id bigint,
    finished_at bigint
);
CREATE INDEX occurrences_due ON occurrences (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX occurrences_of_schedule ON occurrences (schedule_id, start_at, occurrence_id);
CREATE INDEX occurrences_by_start ON occurrences (app, start_at, occurrence_id);

-- Whom each occurrence of a cycle is for, as long as there are more to come.
CREATE TABLE schedule_targets (
    push_id bigint NOT NULL,
    target_no integer NOT NULL,
    target_id text NOT NULL,
    msg_key text,
    PRIMARY KEY (push_id, target_no)
);
