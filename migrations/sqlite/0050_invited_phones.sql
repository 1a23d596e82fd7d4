-- People are invited at a phone number, too: of the two, a workspace knows each by one.
ALTER TABLE members ADD COLUMN phone TEXT;
-- A number is invited once: of two who add it at the same moment, one finds the other's.
CREATE UNIQUE INDEX members_invited_phone ON members (workspace_id, phone) WHERE state = 'invited';
