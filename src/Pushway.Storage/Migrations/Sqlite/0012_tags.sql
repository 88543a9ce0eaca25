-- Named sets of user ids. name: null while an upload fills what is to take a tag's place, and once the tag was deleted; then its rows are being
-- removed, some at a time.
CREATE TABLE tags (
    tag_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    name TEXT,
    members INTEGER NOT NULL,
    is_removed INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tags_by_name ON tags (app, name);
CREATE INDEX tags_removed ON tags (tag_id) WHERE is_removed;

-- Which tags a user has is asked tag by tag: an index by user would cost an upload as much again.
CREATE TABLE tag_members (
    tag_id INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (tag_id, user_id)
) STRICT, WITHOUT ROWID;

-- state: 0 running, 1 done, 2 interrupted, 3 too large. bad_lines: the first of them, as JSON.
CREATE TABLE tag_uploads (
    upload_id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    tag TEXT NOT NULL,
    tag_id INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    state INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    added INTEGER NOT NULL,
    known INTEGER NOT NULL,
    bad INTEGER NOT NULL,
    bad_lines TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tag_uploads_of_tag ON tag_uploads (tag, app, upload_id);
CREATE INDEX tag_uploads_running ON tag_uploads (changed_at) WHERE state = 0;
CREATE INDEX tag_uploads_by_age ON tag_uploads (changed_at);

-- Whom a push is for, as an expression of names; null: not for tags.
ALTER TABLE pushes ADD COLUMN audience_tags TEXT;

-- Pushes to tags: how far their users were walked, in order of id; a page is one transaction. due_at: when the page before ended; null when the walk
-- is over, then ended says why. expected: about how many are to be looked at.
CREATE TABLE tag_walks (
    push_id INTEGER NOT NULL PRIMARY KEY,
    due_at INTEGER,
    after_user TEXT NOT NULL,
    looked INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    expected INTEGER NOT NULL,
    ended INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_walks_due ON tag_walks (due_at) WHERE due_at IS NOT NULL;
