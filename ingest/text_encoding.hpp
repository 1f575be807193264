/// From the bytes of a text file to UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn::ingest {

struct DecodedText {
  std::string text;                    ///< UTF-8 without byte order mark
  std::string encoding = "UTF-8";      ///< that it was read in
  bool guessed = false;                ///< nothing in the file says so: its bytes look like it
  std::int64_t guessed_bytes = 0;      ///< of a guess: how many bytes it decides about
  std::int64_t broken = 0;             ///< bytes that are no character; each became U+FFFD
  std::int64_t first_broken_line = 0;  ///< from 1; 0: none
};

/// Whether all of it is UTF-8, and nothing looks like UTF-16 (no NUL).
bool is_plain_utf8(std::string_view bytes);

/// UTF-16 by its byte order mark or its pattern of zeros; UTF-8 where the bytes are valid, or mostly so (then
/// the rest is broken); else a guess among encodings of one byte a character: Windows-1252 where bytes beyond
/// ASCII stand alone as accents do; where they make words, what makes the most natural ones of Windows-1256,
/// Windows-1251 and others, and of equals what ICU finds likeliest.
DecodedText decode_text(std::string bytes);

/// As the user says. `encoding` is one that ICU knows (encodings.hpp).
DecodedText decode_text(std::string_view bytes, const std::string& encoding);

}  // namespace sojourn::ingest
