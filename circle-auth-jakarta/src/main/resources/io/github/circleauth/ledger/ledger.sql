-- The durable ledger of circle-auth: one row for each token. For PostgreSQL and H2.
-- expires_at and revoke_at are milliseconds since 1970-01-01 (UTC). token is sealed with the key that key_id names.
CREATE TABLE IF NOT EXISTS circle_auth_ledger (
  lease_id   VARCHAR(32)    NOT NULL,
  mark       VARCHAR(32)    NOT NULL,
  kind       VARCHAR(8)     NOT NULL,
  key_id     VARCHAR(8)     NOT NULL,
  token      VARCHAR(12000) NOT NULL,
  expires_at BIGINT         NOT NULL,
  revoke_at  BIGINT         NOT NULL,
  attempts   INTEGER        NOT NULL,
  PRIMARY KEY (lease_id, mark)
);
CREATE INDEX IF NOT EXISTS circle_auth_ledger_due ON circle_auth_ledger (kind, revoke_at, lease_id);
CREATE INDEX IF NOT EXISTS circle_auth_ledger_mark ON circle_auth_ledger (mark);
