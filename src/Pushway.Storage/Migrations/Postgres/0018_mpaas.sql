-- What callers call their batches and broadcasts, and what they scheduled.
CREATE TABLE tasks (
    push_id bigint NOT NULL PRIMARY KEY,
    app integer NOT NULL,
    name text NOT NULL,
    template text,
    template_id bigint,
    msg_key text,
    kind integer NOT NULL,
    delivery_type integer,
    created_at bigint NOT NULL
);
CREATE INDEX tasks_by_time ON tasks (app, created_at);

-- Templates get a number, by which the mPaaS API names them.
ALTER TABLE templates ADD COLUMN template_id bigint NOT NULL DEFAULT 0;
UPDATE templates SET template_id = (SELECT count(*) FROM templates t WHERE t.app = templates.app AND t.name <= templates.name);

-- Marks of signed calls that could be repeated, many in a row.
CREATE TABLE nonce_batches (
    batch_id bigint NOT NULL PRIMARY KEY,
    expires_at bigint NOT NULL,
    marks bytea NOT NULL
);
CREATE INDEX nonce_batches_by_end ON nonce_batches (expires_at);
