-- Where a sign-in leads to may be a mailed link with its token: it lies sealed. Sign-ins under way
-- begin anew.
DELETE FROM attempts;
ALTER TABLE attempts DROP COLUMN next;
ALTER TABLE attempts ADD COLUMN next BLOB;
