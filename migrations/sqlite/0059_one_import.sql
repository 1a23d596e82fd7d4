-- One import of a workspace runs at a time.
UPDATE imports SET state = 'stopped' WHERE state = 'running' AND EXISTS
    (SELECT 1 FROM imports AS newer WHERE newer.workspace_id = imports.workspace_id
     AND newer.state = 'running' AND newer.id > imports.id);
CREATE UNIQUE INDEX imports_running ON imports (workspace_id) WHERE state = 'running';

-- Who left or waits at an address, whichever passport they had.
CREATE INDEX members_away ON members (workspace_id, email_folded) WHERE state <> 'active';
