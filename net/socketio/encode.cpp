#include "net/socketio/encode.hpp"

#include "net/socketio/utf8.hpp"

#include <charconv>

namespace fleetwire::socketio {

namespace {

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto [end, _] = std::to_chars(digits, digits + sizeof(digits), number);
  out.append(digits, end);
}

void append_unicode_escape(std::string& out, unsigned unit) {
  constexpr char hex[] = "0123456789abcdef";
  const char text[] = {
    '\\', 'u', hex[unit >> 12], hex[(unit >> 8) & 15], hex[(unit >> 4) & 15], hex[unit & 15]};
  out.append(text, sizeof(text));
}

void append_control(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      append_unicode_escape(out, c);
  }
}

/// Appends the sequence at `p` (first byte >= 0x80), or what stands for it, and returns its length.
std::size_t append_multibyte(std::string& out, const char* p, const char* end,
                             lone_surrogates how) {
  if (const auto size = detail::utf8_sequence(p, end)) {
    out.append(p, size);
    return size;
  }
  const auto byte = [p](int i) { return static_cast<unsigned char>(p[i]); };
  if (how == lone_surrogates::escape && end - p >= 3 && byte(0) == 0xed && byte(1) >= 0xa0
      && byte(1) < 0xc0 && (byte(2) & 0xc0) == 0x80) {
    append_unicode_escape(out, 0xd000u | ((byte(1) & 0x3fu) << 6) | (byte(2) & 0x3fu));
    return 3;
  }
  out += "\xef\xbf\xbd";
  return 1;
}

} // namespace

void append_packet_head(std::string& out, packet_type type, unsigned attachments,
                        std::string_view nsp, std::optional<std::uint64_t> id) {
  out += static_cast<char>('0' + static_cast<int>(type));
  if (is_binary(type)) {
    append_number(out, attachments);
    out += '-';
  }
  if (!nsp.empty() && nsp != "/") {
    out += nsp;
    out += ',';
  }
  if (id)
    append_number(out, *id);
}

void append_packet(std::string& out, packet_type type, unsigned attachments, std::string_view nsp,
                   std::optional<std::uint64_t> id, std::string_view data) {
  append_packet_head(out, type, attachments, nsp, id);
  out += data;
}

void append_packet(std::string& out, const packet_view& packet) {
  append_packet(out, packet.type, packet.attachments, packet.nsp, packet.id, packet.data);
}

void append_json_string(std::string& out, std::string_view utf8, lone_surrogates how) {
  const char* p = utf8.data();
  const char* const end = p + utf8.size();
  if (detail::skip_plain<true>(p, end) == end) { // most texts
    const auto size = out.size();
    out.resize(size + utf8.size() + 2);
    out[size] = '"';
    utf8.copy(out.data() + size + 1, utf8.size());
    out.back() = '"';
    return;
  }
  out += '"';
  while (p != end) {
    const char* const stop = detail::skip_plain<true>(p, end);
    out.append(p, stop);
    p = stop;
    if (p == end)
      break;
    const auto c = static_cast<unsigned char>(*p);
    if (c < 0x80) {
      append_control(out, c);
      ++p;
    } else {
      p += append_multibyte(out, p, end, how);
    }
  }
  out += '"';
}

void append_placeholder(std::string& out, unsigned index) {
  out += R"({"_placeholder":true,"num":)";
  append_number(out, index);
  out += '}';
}

} // namespace fleetwire::socketio
