#include "actors/systems/identity/store/schema.hpp"

namespace fleetwire::systems::identity {

namespace {

// Released steps are never edited, only added to.
constexpr std::string_view steps[] = {
  R"sql(
CREATE TABLE identity_user(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  email_verified INTEGER NOT NULL DEFAULT 0,
  phone_verified INTEGER NOT NULL DEFAULT 0,
  type TEXT NOT NULL CHECK (type IN ('passenger', 'driver', 'admin')),
  status TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'banned')),
  roles TEXT NOT NULL DEFAULT '',
  picture_url TEXT,
  language TEXT,
  vehicle_id TEXT,
  latitude REAL,
  longitude REAL,
  terms_at INTEGER,
  privacy_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
-- Who has left frees address and number.
CREATE UNIQUE INDEX identity_user_email ON identity_user(email) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX identity_user_phone ON identity_user(phone) WHERE deleted_at IS NULL;
CREATE INDEX identity_user_created ON identity_user(created_at DESC, id) WHERE deleted_at IS NULL;

CREATE TABLE identity_credential(
  user_id TEXT PRIMARY KEY REFERENCES identity_user(id),
  method TEXT NOT NULL,
  password_hash TEXT,
  provider_user_id TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX identity_credential_provider ON identity_credential(method, provider_user_id)
  WHERE provider_user_id IS NOT NULL;

CREATE TABLE identity_session(
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES identity_user(id),
  type TEXT NOT NULL,
  application TEXT,
  jti TEXT NOT NULL,
  previous_jti TEXT,
  rotated_at INTEGER NOT NULL DEFAULT 0,
  access_expires_at INTEGER NOT NULL,
  previous_access_expires_at INTEGER NOT NULL DEFAULT 0,
  refresh_expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_activity_at INTEGER NOT NULL,
  os TEXT NOT NULL,
  browser TEXT NOT NULL,
  device_kind TEXT NOT NULL,
  app_version TEXT NOT NULL,
  ip_address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0,
  revoked_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX identity_session_jti ON identity_session(jti);
CREATE UNIQUE INDEX identity_session_previous ON identity_session(previous_jti)
  WHERE previous_jti IS NOT NULL;
CREATE INDEX identity_session_user ON identity_session(user_id, created_at);
CREATE INDEX identity_session_end ON identity_session(refresh_expires_at);

CREATE TABLE identity_audit(
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  ip_address TEXT NOT NULL
) STRICT;
CREATE INDEX identity_audit_at ON identity_audit(at);
)sql"};

} // namespace

storage::schema identity_schema() noexcept {
  return {"identity", storage::file::promises, steps};
}

} // namespace fleetwire::systems::identity
