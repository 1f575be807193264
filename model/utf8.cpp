#include "model/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace sojourn::model {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

unsigned byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

bool between(unsigned value, unsigned low, unsigned high) {
  return value >= low && value <= high;
}

/// Most text is ASCII: eight bytes at a time.
void drop_ascii(std::string_view& text) {
  for (std::uint64_t bytes = 0; text.size() >= sizeof bytes; text.remove_prefix(sizeof bytes)) {
    std::memcpy(&bytes, text.data(), sizeof bytes);
    if ((bytes & 0x8080808080808080ULL) != 0) break;
  }
  while (!text.empty() && byte_at(text, 0) < 0x80) text.remove_prefix(1);
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  const auto lead = byte_at(text, 0);
  if (lead < 0x80) return 1;
  const std::size_t length = between(lead, 0xC2, 0xDF)   ? 2
                             : between(lead, 0xE0, 0xEF) ? 3
                             : between(lead, 0xF0, 0xF4) ? 4
                                                         : 0;
  if (length == 0 || text.size() < length) return 0;

  // The second byte's range excludes overlong forms, surrogates and what lies beyond U+10FFFF.
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (!between(byte_at(text, 1), low, high)) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (!between(byte_at(text, i), 0x80, 0xBF)) return 0;
  return length;
}

std::string_view utf8_prefix(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  auto size = most_bytes;
  while (size > 0 && between(byte_at(text, size), 0x80, 0xBF)) --size;
  return text.substr(0, size);
}

bool is_utf8(std::string_view text) {
  for (drop_ascii(text); !text.empty(); drop_ascii(text)) {
    const auto length = utf8_sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_as_utf8(std::string& out, std::string_view text) {
  if (is_utf8(text)) {
    out += text;
    return;
  }
  while (!text.empty()) {
    const auto length = utf8_sequence_length(text);
    out += length == 0 ? replacement : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

}  // namespace sojourn::model
