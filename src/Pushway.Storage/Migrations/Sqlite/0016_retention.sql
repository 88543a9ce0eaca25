-- What is removed first when it is old.
CREATE INDEX pushes_by_end ON pushes (expires_at);
