-- How an application proves itself, what it may ask for, and how it hears of a sign-out.

ALTER TABLE applications ADD COLUMN auth_method TEXT NOT NULL DEFAULT 'none';
ALTER TABLE applications ADD COLUMN jwks TEXT;
ALTER TABLE applications ADD COLUMN jwks_uri TEXT;
ALTER TABLE applications ADD COLUMN id_token_alg TEXT NOT NULL DEFAULT 'ES256';
ALTER TABLE applications ADD COLUMN access_token_format TEXT NOT NULL DEFAULT 'opaque';
ALTER TABLE applications ADD COLUMN grants TEXT NOT NULL DEFAULT '["authorization_code","refresh_token"]';
ALTER TABLE applications ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';
ALTER TABLE applications ADD COLUMN requires TEXT NOT NULL DEFAULT '[]';
ALTER TABLE applications ADD COLUMN backchannel_logout_uri TEXT;
ALTER TABLE applications ADD COLUMN backchannel_session_required BIGINT NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN frontchannel_logout_uri TEXT;
ALTER TABLE applications ADD COLUMN frontchannel_session_required BIGINT NOT NULL DEFAULT 0;

-- At most two of an application live at a time, so that it can change over without a gap. Only the end
-- of the text of a secret is kept, for people to tell them apart.
CREATE TABLE client_secrets (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT
);
CREATE INDEX client_secrets_application_id ON client_secrets (application_id, created_at);

UPDATE applications SET auth_method = 'secret' WHERE confidential = 1;
INSERT INTO client_secrets (id, application_id, hash, hint, created_at)
    SELECT id, id, secret_hash, '', created_at FROM applications WHERE secret_hash IS NOT NULL;
ALTER TABLE applications DROP COLUMN confidential;
ALTER TABLE applications DROP COLUMN secret_hash;
