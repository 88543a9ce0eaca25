-- Notifications with placeholders, as JSON of the REST API.
CREATE TABLE templates (
    app integer NOT NULL,
    name text NOT NULL,
    description text,
    notification text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (app, name)
);
