ALTER TABLE circle_auth_ledger ADD COLUMN owner VARCHAR(32) DEFAULT ':owner' NOT NULL;
ALTER TABLE circle_auth_ledger ALTER COLUMN owner DROP DEFAULT;
ALTER TABLE circle_auth_ledger ADD COLUMN identity_mark VARCHAR(32) DEFAULT '-' NOT NULL;
ALTER TABLE circle_auth_ledger ALTER COLUMN identity_mark DROP DEFAULT;
ALTER TABLE circle_auth_ledger ALTER COLUMN expires_at SET DATA TYPE DECIMAL(19);
ALTER TABLE circle_auth_ledger ALTER COLUMN revoke_at SET DATA TYPE DECIMAL(19);
INSERT INTO circle_auth_ledger (lease_id, mark, kind, owner, key_id, token, expires_at, revoke_at, attempts, identity_mark)
  SELECT lease_id, lease_id, 'LEASE', ':owner', MIN(key_id), '-', MAX(revoke_at) + 86400000, MAX(revoke_at), MAX(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), '-'
  FROM circle_auth_ledger GROUP BY lease_id;
DELETE FROM circle_auth_ledger WHERE kind = 'END';
DROP INDEX circle_auth_ledger_due;
CREATE INDEX circle_auth_ledger_due ON circle_auth_ledger (kind, owner, key_id, revoke_at, lease_id);
ALTER TABLE circle_auth_ledger ADD COLUMN member_mark VARCHAR(32) DEFAULT '-' NOT NULL;
ALTER TABLE circle_auth_ledger ALTER COLUMN member_mark DROP DEFAULT;
