-- A group may give its members a role; null gives none. What anybody may do stays in members.role: the highest of their own
-- role and those of their groups, written by people/roles and by nothing else.
ALTER TABLE groups ADD COLUMN role TEXT CHECK (role IN ('administrator', 'help-desk', 'employee'));
ALTER TABLE members ADD COLUMN own_role TEXT NOT NULL DEFAULT 'guest';
UPDATE members SET own_role = role;
