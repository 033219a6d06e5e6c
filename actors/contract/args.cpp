#include <fleetwire/args.hpp>

#include <algorithm>

namespace fleetwire {

namespace {

/// Passes JSON text on as JSON.stringify would write it: without white space between its tokens.
void append_compact(std::string& out, std::string_view text) {
  auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  if (std::none_of(text.begin(), text.end(), blank)) {
    out += text;
    return;
  }
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!in_string && blank(text[i]))
      continue;
    out += text[i];
    if (in_string && text[i] == '\\')
      out += text[++i];
    else if (text[i] == '"')
      in_string = !in_string;
  }
}

} // namespace

void arg_list::separate() {
  if (!text_.empty())
    text_ += ',';
}

void arg_list::add(bool flag) {
  separate();
  text_ += flag ? "true" : "false";
}

void arg_list::add(std::nullptr_t) {
  separate();
  text_ += "null";
}

void arg_list::add(double number) {
  separate();
  append_json_number(text_, number);
}

void arg_list::add(std::string_view text) {
  separate();
  append_json_string(text_, text);
}

void arg_list::add(const json& text) {
  separate();
  text_ += text.text.empty() ? std::string_view{"null"} : std::string_view{text.text};
}

void arg_list::add(const binary& bytes) {
  separate();
  append_attachment(bytes.data);
}

void arg_list::add(const value& received) {
  separate();
  append_value(received);
}

void arg_list::add(const args& received) {
  for (std::size_t i = 0; i < received.size(); ++i)
    add(received[i]);
}

void arg_list::add_integer(std::string_view digits) {
  separate();
  text_ += digits;
}

void arg_list::add_array(const arg_list& inner) {
  separate();
  text_ += '[';
  // The binary parts of `inner` count from 0; going through a value numbers them anew.
  auto whole = '[' + inner.text_ + ']';
  bool first = true;
  value{whole, inner.attachments_}.for_each([&](value element) {
    if (!first)
      text_ += ',';
    first = false;
    append_value(element);
  });
  text_ += ']';
}

void arg_list::append_attachment(attachment bytes) {
  text_ += R"({"_placeholder":true,"num":)";
  text_ += std::to_string(attachments_.size());
  text_ += '}';
  attachments_.push_back(std::move(bytes));
}

void arg_list::append_value(const value& received) {
  if (!received.exists()) {
    text_ += "null";
    return;
  }
  if (received.attachments().empty()) {
    append_compact(text_, received.raw());
    return;
  }
  // Binary parts inside get new numbers; everything else keeps its text. The depth is bounded by
  // the validator that let the packet in.
  auto kind = received.type();
  bool first = true;
  auto comma = [&] {
    if (!first)
      text_ += ',';
    first = false;
  };
  if (kind == value::kind::binary) {
    append_attachment(received.as_binary());
  } else if (kind == value::kind::array) {
    text_ += '[';
    received.for_each([&](value element) {
      comma();
      append_value(element);
    });
    text_ += ']';
  } else if (kind == value::kind::object) {
    text_ += '{';
    received.for_each_member([&](std::string_view raw_key, value member) {
      comma();
      text_.append(1, '"').append(raw_key).append("\":");
      append_value(member);
    });
    text_ += '}';
  } else {
    text_ += received.raw();
  }
}

} // namespace fleetwire
