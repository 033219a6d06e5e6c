#define CAF_SUITE actors.systems.identity.rules.messages

#include "actors/systems/identity/rules/messages.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

CAF_TEST(without a wish the text is the one clients have always seen) {
  CAF_CHECK_EQUAL(text_of(message::bad_credentials), "Email o contraseña inválidos");
  CAF_CHECK_EQUAL(text_of(message::account_locked), "Account is temporarily locked");
  CAF_CHECK_EQUAL(text_of(message::user_not_active), "User is not active");
  CAF_CHECK_EQUAL(text_of(message::wrong_application), "No tienes permisos para esta aplicación");
  CAF_CHECK_EQUAL(text_of(message::wrong_role), "Rol inválido para este usuario");
  CAF_CHECK_EQUAL(text_of(message::login_failed), "Error inesperado durante el login");
  CAF_CHECK_EQUAL(text_of(message::no_refresh_token), "No refresh token provided");
  CAF_CHECK_EQUAL(text_of(message::refresh_invalid), "Invalid or expired refresh token");
  CAF_CHECK_EQUAL(text_of(message::refresh_unknown),
                  "Refresh token inválido o sesión no encontrada");
  CAF_CHECK_EQUAL(text_of(message::refresh_revoked), "Refresh token inválido o revocado");
  CAF_CHECK_EQUAL(text_of(message::account_inactive), "Cuenta inactiva");
  CAF_CHECK_EQUAL(text_of(message::session_without_audience),
                  "Sesión inválida (audiencia ausente)");
  CAF_CHECK_EQUAL(text_of(message::refresh_without_user),
                  "Usuario no encontrado para refresh token");
  CAF_CHECK_EQUAL(text_of(message::token_invalid), "Token inválido o expirado");
  CAF_CHECK_EQUAL(text_of(message::token_user_gone), "Error validando token");
  CAF_CHECK_EQUAL(text_of(message::registered), "User registered successfully");
  CAF_CHECK_EQUAL(text_of(message::profile_obtained), "Profile obtained correctly");
  CAF_CHECK_EQUAL(text_of(message::only_passengers), "Only passengers can update location");
}

CAF_TEST(a wish changes the text and never the code) {
  CAF_CHECK_EQUAL(text_of(message::bad_credentials, language::english),
                  "Invalid email or password");
  CAF_CHECK_EQUAL(text_of(message::bad_credentials, language::spanish),
                  "Email o contraseña inválidos");
  CAF_CHECK_EQUAL(text_of(message::account_locked, language::spanish),
                  "La cuenta está bloqueada temporalmente");
  CAF_CHECK_EQUAL(info_of(message::bad_credentials).status, 401);
  CAF_CHECK_EQUAL(info_of(message::bad_credentials).code, "Unauthorized");
  CAF_CHECK_EQUAL(info_of(message::wrong_role).status, 403);
  CAF_CHECK_EQUAL(info_of(message::too_busy).status, 429);
  CAF_CHECK_EQUAL(info_of(message::email_conflict).code, "EMAIL_CONFLICT");
}

CAF_TEST(the best language we speak is chosen) {
  auto pick = [](std::string_view header) { return pick_language(header); };
  CAF_CHECK(pick("") == language::as_written);
  CAF_CHECK(pick("*") == language::as_written);
  CAF_CHECK(pick("de, fr;q=0.5") == language::as_written);
  CAF_CHECK(pick("en") == language::english);
  CAF_CHECK(pick("EN-us,en;q=0.9") == language::english);
  CAF_CHECK(pick("es-CU") == language::spanish);
  CAF_CHECK(pick("de, en;q=0.4, es;q=0.5") == language::spanish);
  CAF_CHECK(pick("de, es;q=0.4 , en ; q=0.5") == language::english);
  CAF_CHECK(pick("en;q=0, es;q=0.1") == language::spanish);
  CAF_CHECK(pick("en;q=2") == language::as_written);
  CAF_CHECK(pick("en;q=x") == language::as_written);
  CAF_CHECK(pick("eng,est") == language::as_written);
  CAF_CHECK(pick(",,;q=,en") == language::english);
}
