#include "tiles/text.hpp"

#include <algorithm>

#include "model/utf8.hpp"

namespace sojourn::tiles {
namespace {

bool is_plain_json(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
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
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte != 0x7F) {
    out += c;
    return;
  }
  out += "\\u00";
  out += digits[byte >> 4U];
  out += digits[byte & 0xFU];
}

void append_characters(std::string& out, std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  while (!text.empty()) {
    const auto others = std::find_if(text.begin(), text.end(), is_ascii) - text.begin();
    model::append_as_utf8(out, text.substr(0, static_cast<std::size_t>(others)));
    text.remove_prefix(static_cast<std::size_t>(others));
    if (text.empty()) break;
    append_escaped(out, text.front());
    text.remove_prefix(1);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  if (std::all_of(text.begin(), text.end(), is_plain_json))
    out += text;
  else
    append_characters(out, text);
  out += '"';
}

}  // namespace sojourn::tiles
