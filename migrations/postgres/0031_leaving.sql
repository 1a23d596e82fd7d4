-- When a passport that was given up is deleted with what is personal.
ALTER TABLE passports ADD COLUMN gone_at BIGINT;
CREATE INDEX passports_gone ON passports (gone_at) WHERE gone_at IS NOT NULL;
