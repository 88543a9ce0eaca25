-- Who has a delivery: null is the own connection, else the vendor of that name.
ALTER TABLE deliveries ADD COLUMN owner text;
ALTER TABLE deliveries ADD COLUMN vendor_message_id text;

ALTER TABLE pushes ADD COLUMN on_ambiguous integer NOT NULL DEFAULT 0;
-- Seconds that own-first gives the own connection.
ALTER TABLE pushes ADD COLUMN confirm_within integer NOT NULL DEFAULT 10;

-- What a vendor has accepted does not expire: it is out of our hands, and only a confirmation says more.
DROP INDEX deliveries_by_end;
CREATE INDEX deliveries_by_end ON deliveries (expires_at) WHERE state <= 1;

-- What a vendor channel still has to do, or, in the queue of the channel gateway, what goes to a vendor unless it is confirmed by then.
-- due_at: when it is due; the end of the lease while somebody sends it. A lease that ended by itself has no answer: nobody knows.
CREATE TABLE vendor_queue (
    delivery_id bigint NOT NULL PRIMARY KEY,
    channel text NOT NULL,
    due_at bigint NOT NULL,
    attempts integer NOT NULL,
    repeats integer NOT NULL,
    lease_owner text,
    -- vendors that have refused it, each followed by a space
    refused text NOT NULL
);
CREATE INDEX vendor_queue_due ON vendor_queue (channel, due_at);

-- The steps of deliveries that are no columns of their row: what happens with vendors, and changes of the owner.
CREATE TABLE delivery_transitions (
    delivery_id bigint NOT NULL,
    transition_id bigint NOT NULL,
    happened_at bigint NOT NULL,
    state integer NOT NULL,
    channel text,
    node text,
    detail text,
    PRIMARY KEY (delivery_id, transition_id)
);

CREATE TABLE app_settings (
    app integer NOT NULL PRIMARY KEY,
    policy integer NOT NULL,
    on_ambiguous integer NOT NULL,
    confirm_within integer NOT NULL
);
