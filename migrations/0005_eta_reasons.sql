-- Why an arrival date was moved, in words that customers may read. There is no list of reasons here: one can be added
-- without building the table anew, and the program knows which there are.
ALTER TABLE eta_changes ADD COLUMN reason TEXT;
