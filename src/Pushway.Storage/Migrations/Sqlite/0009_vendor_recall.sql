-- The token its owner was asked with; null while the owner certainly has not got it.
ALTER TABLE deliveries ADD COLUMN vendor_token TEXT;

-- What vendors are to take back, until they have said something final. due_at: when the vendor is asked; the end of the lease while somebody asks.
CREATE TABLE vendor_recalls (
    delivery_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    token TEXT NOT NULL,
    message_id TEXT,
    due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_owner TEXT,
    PRIMARY KEY (delivery_id, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX vendor_recalls_due ON vendor_recalls (channel, due_at);
