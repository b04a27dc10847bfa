-- Integrators read lists in the order in which they need them: those of 100,000 rows are read from an index. And each organisation
-- names the websites that may read its data from a browser.

-- By estimated arrival; a vehicle without one comes after all others.
CREATE INDEX vehicles_eta ON vehicles (organization_id, (COALESCE(eta, '9999-12-31')), id);
CREATE INDEX tracking_links_updated ON tracking_links (organization_id, updated_at, id);

-- Origins, separated by spaces; empty for none.
ALTER TABLE organizations ADD COLUMN allowed_origins TEXT NOT NULL DEFAULT '';
