-- Deliveries by device and by user, whatever became of them. An index on deliveries would be touched at another page for every delivery,
-- and each page goes to the log whole; these are written sorted, thousands at a time, each segment behind the last. What is newer than
-- the last segment is found in deliveries itself.
DROP INDEX deliveries_of_device;
DROP INDEX deliveries_of_user;

-- segment: the last delivery in it.
CREATE TABLE delivery_segments (
    segment INTEGER PRIMARY KEY
) STRICT;

-- kind: as in targets, 0 devices, 1 users.
CREATE TABLE segmented_deliveries (
    segment INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    app INTEGER NOT NULL,
    push_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    PRIMARY KEY (segment, kind, id, app, push_id, delivery_id)
) STRICT, WITHOUT ROWID;

INSERT INTO segmented_deliveries
SELECT (SELECT max(delivery_id) FROM deliveries), 0, device_id, app, push_id, delivery_id FROM deliveries ORDER BY 3, 4, 5, 6;
INSERT INTO segmented_deliveries
SELECT (SELECT max(delivery_id) FROM deliveries), 1, user_id, app, push_id, delivery_id FROM deliveries WHERE user_id IS NOT NULL
ORDER BY 3, 4, 5, 6;
INSERT INTO delivery_segments SELECT max(delivery_id) FROM deliveries HAVING count(*) > 0;
