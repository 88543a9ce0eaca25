-- Who has a delivery: null is the own connection, else the vendor of that name.
ALTER TABLE deliveries ADD COLUMN owner TEXT;
ALTER TABLE deliveries ADD COLUMN vendor_message_id TEXT;

ALTER TABLE pushes ADD COLUMN on_ambiguous INTEGER NOT NULL DEFAULT 0;
-- Seconds that own-first gives the own connection.
ALTER TABLE pushes ADD COLUMN confirm_within INTEGER NOT NULL DEFAULT 10;

-- What a vendor has accepted does not expire: it is out of our hands, and only a confirmation says more.
DROP INDEX deliveries_by_end;
CREATE INDEX deliveries_by_end ON deliveries (expires_at) WHERE state <= 1;

-- What a vendor channel still has to do, or, in the queue of the channel gateway, what goes to a vendor unless it is confirmed by then.
-- due_at: when it is due; the end of the lease while somebody sends it. A lease that ended by itself has no answer: nobody knows.
CREATE TABLE vendor_queue (
    delivery_id INTEGER NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    lease_owner TEXT,
    -- vendors that have refused it, each followed by a space
    refused TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX vendor_queue_due ON vendor_queue (channel, due_at);

-- The steps of deliveries that are no columns of their row: what happens with vendors, and changes of the owner.
CREATE TABLE delivery_transitions (
    delivery_id INTEGER NOT NULL,
    transition_id INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    channel TEXT,
    node TEXT,
    detail TEXT,
    PRIMARY KEY (delivery_id, transition_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE app_settings (
    app INTEGER NOT NULL PRIMARY KEY,
    policy INTEGER NOT NULL,
    on_ambiguous INTEGER NOT NULL,
    confirm_within INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
