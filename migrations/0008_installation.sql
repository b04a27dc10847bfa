-- The database and the photo store hold the same id, so that a server never takes the files of another database for leftovers.
CREATE TABLE installation (
    -- There is one row, whichever server writes it first.
    singleton BOOLEAN NOT NULL PRIMARY KEY CHECK (singleton),
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
