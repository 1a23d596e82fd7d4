-- The time zone a person chose, by its name in the IANA list; null reads UTC.
ALTER TABLE passports ADD COLUMN zone TEXT;
