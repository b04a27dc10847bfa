-- Whoever moved a vehicle to another stage can take the move back for a minute, as long as nothing else about the vehicle has changed:
-- the version that the move led to, who made it, and what the vehicle had before in the fields that a move can change. A move
-- without a version cannot be taken back.
ALTER TABLE stage_moves ADD COLUMN version BIGINT;
ALTER TABLE stage_moves ADD COLUMN moved_by_key TEXT;
ALTER TABLE stage_moves ADD COLUMN from_arrival_detail TEXT;
ALTER TABLE stage_moves ADD COLUMN from_eta TEXT;
ALTER TABLE stage_moves ADD COLUMN from_etd TEXT;
ALTER TABLE stage_moves ADD COLUMN from_vessel TEXT;
ALTER TABLE stage_moves ADD COLUMN from_arrived_on TEXT;

-- What was taken back is not history that a customer reads. The rows stay, because a calendar counts them.
ALTER TABLE eta_changes ADD COLUMN taken_back BOOLEAN NOT NULL DEFAULT FALSE;
