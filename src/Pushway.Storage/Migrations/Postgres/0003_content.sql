-- What only vendors get of a push; null for most.
ALTER TABLE pushes ADD COLUMN vendor_content text;
