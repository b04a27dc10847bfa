-- AVIF has fewer bytes than WebP for some photos, and takes seconds to make, so it is made after somebody looked at the photo. Here
-- are the widths for which it was worth it, with a space in between; an empty text if for none, NULL until it was tried.
ALTER TABLE photos ADD COLUMN avif_widths TEXT;
