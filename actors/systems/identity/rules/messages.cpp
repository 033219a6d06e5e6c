#include "actors/systems/identity/rules/messages.hpp"

#include <iterator>

namespace fleetwire::systems::identity {

namespace {

struct entry {
  message what;
  int status;
  std::string_view code;
  bool spanish_is_original; ///< which of the two clients have always seen
  std::string_view spanish;
  std::string_view english;
};

constexpr std::string_view unauthorized = "Unauthorized";
constexpr std::string_view bad_request = "Bad Request";

// In the order of the enumeration.
constexpr entry entries[] = {
  {message::bad_credentials, 401, unauthorized, true, "Email o contraseña inválidos",
   "Invalid email or password"},
  {message::account_locked, 401, unauthorized, false, "La cuenta está bloqueada temporalmente",
   "Account is temporarily locked"},
  {message::user_not_active, 401, unauthorized, false, "El usuario no está activo",
   "User is not active"},
  {message::wrong_application, 403, "Forbidden", true, "No tienes permisos para esta aplicación",
   "You do not have access to this application"},
  {message::wrong_role, 403, "Forbidden", true, "Rol inválido para este usuario",
   "Invalid role for this user"},
  {message::login_failed, 400, bad_request, true, "Error inesperado durante el login",
   "Unexpected error during login"},
  {message::too_busy, 429, "Too Many Requests", false,
   "Demasiadas solicitudes, inténtalo de nuevo en unos segundos",
   "Too many requests, try again in a few seconds"},
  {message::no_refresh_token, 400, bad_request, false, "No se envió el refresh token",
   "No refresh token provided"},
  {message::refresh_invalid, 401, unauthorized, false, "Refresh token inválido o expirado",
   "Invalid or expired refresh token"},
  {message::refresh_unknown, 401, unauthorized, true,
   "Refresh token inválido o sesión no encontrada", "Invalid refresh token or session not found"},
  {message::refresh_revoked, 401, unauthorized, true, "Refresh token inválido o revocado",
   "Invalid or revoked refresh token"},
  {message::account_inactive, 401, unauthorized, true, "Cuenta inactiva", "Account is not active"},
  {message::session_without_audience, 401, unauthorized, true,
   "Sesión inválida (audiencia ausente)", "Invalid session (no audience)"},
  {message::refresh_without_user, 401, unauthorized, true,
   "Usuario no encontrado para refresh token", "No user found for refresh token"},
  {message::token_invalid, 401, unauthorized, true, "Token inválido o expirado",
   "Invalid or expired token"},
  {message::token_user_gone, 401, unauthorized, true, "Error validando token",
   "Error validating token"},
  {message::forbidden, 403, "Forbidden", false, "No tienes permiso para esto",
   "Forbidden resource"},
  {message::email_conflict, 201, "EMAIL_CONFLICT", false, "El email ya está registrado",
   "Email is already registered"},
  {message::phone_conflict, 201, "PHONE_CONFLICT", false, "El teléfono ya está registrado",
   "Phone number is already registered"},
  {message::credentials_conflict, 201, "CREDENTIALS_CONFLICT", false,
   "El usuario ya tiene credenciales", "User already has credentials"},
  {message::missing_contact, 201, "MISSING_CONTACT", false, "Se requiere email o teléfono",
   "Email or phone number is required"},
  {message::unique_constraint, 201, "UNIQUE_CONSTRAINT", false, "El valor ya existe",
   "Value already exists"},
  {message::create_failed, 201, "CREATE_USER_ERROR", false, "No se pudo crear el usuario",
   "User could not be created"},
  {message::user_not_found, 200, "USER_NOT_FOUND", false, "Usuario no encontrado",
   "User not found"},
  {message::update_failed, 200, "UPDATE_USER_ERROR", false, "No se pudo actualizar el usuario",
   "User could not be updated"},
  {message::password_failed, 200, "PASSWORD_UPDATE_ERROR", false,
   "No se pudo cambiar la contraseña", "Password could not be updated"},
  {message::admin_not_registered, 403, "Forbidden", false,
   "Un administrador no puede registrarse a sí mismo", "An admin cannot register"},
  {message::only_passengers, 403, "Forbidden", false,
   "Solo los pasajeros pueden actualizar su ubicación", "Only passengers can update location"},
  {message::registered, 201, "", false, "Usuario registrado correctamente",
   "User registered successfully"},
  {message::profile_obtained, 200, "", false, "Perfil obtenido correctamente",
   "Profile obtained correctly"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(entries); ++i)
    if (entries[i].what != static_cast<message>(i))
      return false;
  return std::size(entries) == static_cast<std::size_t>(message::profile_obtained) + 1;
}
static_assert(in_order());

} // namespace

message_info info_of(message what) noexcept {
  const auto& found = entries[static_cast<std::size_t>(what)];
  return {found.status, found.code};
}

std::string_view text_of(message what, language in) noexcept {
  const auto& found = entries[static_cast<std::size_t>(what)];
  bool spanish = in == language::as_written ? found.spanish_is_original : in == language::spanish;
  return spanish ? found.spanish : found.english;
}

} // namespace fleetwire::systems::identity
