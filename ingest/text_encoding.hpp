/// From the bytes of a text file to UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn::ingest {

enum class Encoding : std::uint8_t { utf8, utf16_le, utf16_be, windows_1252 };

struct DecodedText {
  std::string text;  ///< UTF-8 without byte order mark
  Encoding encoding = Encoding::utf8;
  std::int64_t broken = 0;             ///< bytes that are no character; each became U+FFFD
  std::int64_t first_broken_line = 0;  ///< from 1; 0: none
};

/// Whether all of it is UTF-8, and nothing looks like UTF-16 (no NUL).
bool is_plain_utf8(std::string_view bytes);

/// UTF-16 by its byte order mark or its pattern of zeros; UTF-8 where the bytes are valid, or mostly so (then
/// the rest is broken); else Windows-1252.
DecodedText decode_text(std::string bytes);

}  // namespace sojourn::ingest
