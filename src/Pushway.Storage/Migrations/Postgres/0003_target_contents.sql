-- Personal: some of its targets have a content of their own.
ALTER TABLE pushes ADD COLUMN personal boolean NOT NULL DEFAULT FALSE;

-- What a target gets in place of its push's content, as long as the push is kept.
CREATE TABLE target_contents (
    push_id bigint NOT NULL,
    target_no integer NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (push_id, target_no)
);
