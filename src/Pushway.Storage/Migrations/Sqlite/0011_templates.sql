-- Notifications with placeholders, as JSON of the REST API.
CREATE TABLE templates (
    app INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    notification TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (app, name)
) STRICT, WITHOUT ROWID;
