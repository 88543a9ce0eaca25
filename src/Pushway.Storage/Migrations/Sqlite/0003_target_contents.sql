-- Personal: some of its targets have a content of their own.
ALTER TABLE pushes ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;

-- What a target gets in place of its push's content, as long as the push is kept.
CREATE TABLE target_contents (
    push_id INTEGER NOT NULL,
    target_no INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (push_id, target_no)
) STRICT, WITHOUT ROWID;
