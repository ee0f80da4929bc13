-- The durable ledger of circle-auth. For MariaDB and MySQL.
-- kind ACCESS and REFRESH: a token, sealed with the key that key_id names. LEASE: a lease, ended if attempts is 1.
-- OWNER: the community of a deployment. MEMBER: all leases of a member ended at revoke_at.
-- expires_at and revoke_at are milliseconds since 1970-01-01 (UTC).
-- owner, mark, identity_mark and member_mark are hashes.
CREATE TABLE circle_auth_ledger (
  lease_id      VARCHAR(32)   NOT NULL,
  mark          VARCHAR(32)   NOT NULL,
  kind          VARCHAR(8)    NOT NULL,
  owner         VARCHAR(32)   NOT NULL,
  key_id        VARCHAR(8)    NOT NULL,
  token         VARCHAR(4000) NOT NULL,
  expires_at    DECIMAL(19)   NOT NULL,
  revoke_at     DECIMAL(19)   NOT NULL,
  attempts      INTEGER       NOT NULL,
  identity_mark VARCHAR(32)   NOT NULL,
  member_mark   VARCHAR(32)   NOT NULL,
  PRIMARY KEY (lease_id, mark),
  INDEX circle_auth_ledger_due (kind, owner, key_id, revoke_at, lease_id),
  INDEX circle_auth_ledger_mark (mark),
  INDEX circle_auth_ledger_identity (identity_mark),
  INDEX circle_auth_ledger_member (member_mark)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
