-- The token its owner was asked with; null while the owner certainly has not got it.
ALTER TABLE deliveries ADD COLUMN vendor_token text;

-- What vendors are to take back, until they have said something final. due_at: when the vendor is asked; the end of the lease while somebody asks.
CREATE TABLE vendor_recalls (
    delivery_id bigint NOT NULL,
    channel text NOT NULL,
    token text NOT NULL,
    message_id text,
    due_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    attempts integer NOT NULL,
    lease_owner text,
    PRIMARY KEY (delivery_id, channel)
);
CREATE INDEX vendor_recalls_due ON vendor_recalls (channel, due_at);
