-- A message is found by the caller's key, and by device or user whatever became of it. What is open has indexes of its own; these leave
-- it out, so that no planner takes them for what waits.
CREATE INDEX deliveries_by_key ON deliveries (msg_key, app) WHERE msg_key IS NOT NULL;
CREATE INDEX targets_by_key ON targets (msg_key, app) WHERE msg_key IS NOT NULL;
CREATE INDEX deliveries_of_device ON deliveries (device_id, app, push_id, delivery_id) WHERE state > 1;
CREATE INDEX deliveries_of_user ON deliveries (user_id, app, push_id, delivery_id) WHERE user_id IS NOT NULL;
CREATE INDEX targets_by_user ON targets (target_id, app, push_id) WHERE kind = 1 AND state > 1;
CREATE INDEX binding_history_by_user ON binding_history (user_id, app);
