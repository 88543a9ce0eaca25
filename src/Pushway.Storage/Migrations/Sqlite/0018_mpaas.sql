-- What callers call their batches and broadcasts, and what they scheduled.
CREATE TABLE tasks (
    push_id INTEGER NOT NULL PRIMARY KEY,
    app INTEGER NOT NULL,
    name TEXT NOT NULL,
    template TEXT,
    template_id INTEGER,
    msg_key TEXT,
    kind INTEGER NOT NULL,
    delivery_type INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tasks_by_time ON tasks (app, created_at);

-- Templates get a number, by which the mPaaS API names them.
ALTER TABLE templates ADD COLUMN template_id INTEGER NOT NULL DEFAULT 0;
UPDATE templates SET template_id = (SELECT count(*) FROM templates t WHERE t.app = templates.app AND t.name <= templates.name);

-- Marks of signed calls that could be repeated, many in a row.
CREATE TABLE nonce_batches (
    batch_id INTEGER NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    marks BLOB NOT NULL
) STRICT;
CREATE INDEX nonce_batches_by_end ON nonce_batches (expires_at);
