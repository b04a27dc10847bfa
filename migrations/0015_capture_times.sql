-- A photo proves a car's condition at a time, and uploads come hours later and in any order: the time that the camera's clock
-- showed is kept, in ISO 8601, with the offset from UTC if the camera wrote it. Photos from before have none.
ALTER TABLE photos ADD COLUMN capture_time TEXT;
