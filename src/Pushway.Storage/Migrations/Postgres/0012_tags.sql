-- Named sets of user ids. name: null while an upload fills what is to take a tag's place, and once the tag was deleted; then its rows are being
-- removed, some at a time.
CREATE TABLE tags (
    tag_id bigint PRIMARY KEY,
    app integer NOT NULL,
    name text,
    members bigint NOT NULL,
    is_removed boolean NOT NULL DEFAULT FALSE,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL
);
CREATE UNIQUE INDEX tags_by_name ON tags (app, name);
CREATE INDEX tags_removed ON tags (tag_id) WHERE is_removed;

-- Which tags a user has is asked tag by tag: an index by user would cost an upload as much again.
CREATE TABLE tag_members (
    tag_id bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (tag_id, user_id)
);

-- state: 0 running, 1 done, 2 interrupted, 3 too large. bad_lines: the first of them, as JSON.
CREATE TABLE tag_uploads (
    upload_id bigint PRIMARY KEY,
    app integer NOT NULL,
    tag text NOT NULL,
    tag_id bigint NOT NULL,
    mode integer NOT NULL,
    state integer NOT NULL,
    lines bigint NOT NULL,
    added bigint NOT NULL,
    known bigint NOT NULL,
    bad bigint NOT NULL,
    bad_lines text NOT NULL,
    started_at bigint NOT NULL,
    changed_at bigint NOT NULL
);
CREATE INDEX tag_uploads_of_tag ON tag_uploads (tag, app, upload_id);
CREATE INDEX tag_uploads_running ON tag_uploads (changed_at) WHERE state = 0;
CREATE INDEX tag_uploads_by_age ON tag_uploads (changed_at);

-- Whom a push is for, as an expression of names; null: not for tags.
ALTER TABLE pushes ADD COLUMN audience_tags text;

-- Pushes to tags: how far their users were walked, in order of id; a page is one transaction. due_at: when the page before ended; null when the walk
-- is over, then ended says why. expected: about how many are to be looked at.
CREATE TABLE tag_walks (
    push_id bigint PRIMARY KEY,
    due_at bigint,
    after_user text COLLATE "C" NOT NULL,
    looked bigint NOT NULL,
    matched bigint NOT NULL,
    expected bigint NOT NULL,
    ended integer
);
CREATE INDEX tag_walks_due ON tag_walks (due_at) WHERE due_at IS NOT NULL;
