#include "ingest/text_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "ingest/encoding_guess.hpp"
#include "ingest/encodings.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

// 0x80 to 0x9F; the rest of Windows-1252 is Latin-1. 0: no character.
constexpr std::array<char16_t, 32> windows_1252_c1 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append(std::string& text, char32_t c) {
  const auto byte = [&](char32_t value) { text.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

void note_broken(DecodedText& result) {
  if (result.broken++ == 0)
    result.first_broken_line = 1 + std::count(result.text.begin(), result.text.end(), '\n');
  append(result.text, 0xFFFD);
}

DecodedText from_utf16(std::string_view bytes, bool little_endian) {
  DecodedText result;
  result.encoding = "UTF-16";
  const std::size_t high = little_endian ? 1 : 0;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>((static_cast<unsigned char>(bytes[at + high]) << 8) |
                                 static_cast<unsigned char>(bytes[at + 1 - high]));
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    auto c = unit(at);
    if (c == 0xFEFF && at == 0) continue;
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
        unit(at + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    }
    if (c >= 0xD800 && c < 0xE000)
      note_broken(result);
    else
      append(result.text, c);
  }
  return result;
}

DecodedText from_windows_1252(std::string_view bytes) {
  DecodedText result;
  result.encoding = "Windows-1252";
  result.text.reserve(bytes.size() + bytes.size() / 8);
  for (const char raw : bytes) {
    const auto c = static_cast<unsigned char>(raw);
    if (c < 0x80 || c >= 0xA0)
      append(result.text, c);
    else if (windows_1252_c1[c - 0x80U] != 0)
      append(result.text, windows_1252_c1[c - 0x80U]);
    else
      note_broken(result);
  }
  return result;
}

void note_replaced(DecodedText& result) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  for (auto at = result.text.find(replacement); at != std::string::npos;
       at = result.text.find(replacement, at + replacement.size()))
    if (result.broken++ == 0)
      result.first_broken_line =
          1 + std::count(result.text.begin(), result.text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
}

DecodedText from_single_bytes(std::string_view bytes) {
  const auto guess = guess_encoding(bytes);
  auto result = guess.encoding.empty() ? from_windows_1252(bytes) : decode_text(bytes, guess.encoding);
  result.guessed = true;
  result.guessed_bytes = guess.bytes;
  return result;
}

// Where the ASCII characters from `at` on end.
std::size_t after_ascii(std::string_view bytes, std::size_t at) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  for (std::uint64_t eight = 0; at + sizeof eight <= bytes.size(); at += sizeof eight) {
    std::memcpy(&eight, bytes.data() + at, sizeof eight);
    if ((eight & high_bits) != 0) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

struct Utf8Count {
  std::int64_t characters = 0;  ///< of more than one byte
  std::int64_t broken = 0;
};

Utf8Count count_utf8(std::string_view bytes) {
  Utf8Count count;
  for (std::size_t at = 0; at < bytes.size();) {
    at = after_ascii(bytes, at);
    if (at == bytes.size()) break;
    const auto before = at;
    next_character(bytes, at);
    ++(at - before == 1 ? count.broken : count.characters);
  }
  return count;
}

DecodedText from_broken_utf8(std::string_view bytes) {
  DecodedText result;
  result.text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const auto before = at;
    const bool ascii = static_cast<unsigned char>(bytes[at]) < 0x80;
    next_character(bytes, at);
    if (ascii || at - before > 1)
      result.text.append(bytes, before, at - before);
    else
      note_broken(result);
  }
  return result;
}

// Text in Latin script has a zero in every second byte.
bool looks_utf16(std::string_view bytes, std::size_t zero_at) {
  const auto sample = std::min<std::size_t>(bytes.size() & ~std::size_t{1}, 400);
  std::size_t zeros = 0;
  for (std::size_t at = zero_at; at < sample; at += 2) zeros += bytes[at] == '\0' ? 1 : 0;
  return sample >= 8 && zeros * 2 > sample / 2;
}

}  // namespace

bool is_plain_utf8(std::string_view bytes) {
  return bytes.find('\0') == std::string_view::npos && count_utf8(bytes).broken == 0;
}

DecodedText decode_text(std::string bytes) {
  const std::string_view view(bytes);
  if (view.starts_with("\xFF\xFE") || looks_utf16(view, 1)) return from_utf16(view, true);
  if (view.starts_with("\xFE\xFF") || looks_utf16(view, 0)) return from_utf16(view, false);
  const bool marked = view.starts_with("\xEF\xBB\xBF");
  const auto count = count_utf8(view);
  if (count.broken == 0) {
    if (marked) bytes.erase(0, 3);
    DecodedText plain;
    plain.text = std::move(bytes);
    return plain;
  }
  if (marked) return from_broken_utf8(view.substr(3));
  return count.characters >= count.broken ? from_broken_utf8(view) : from_single_bytes(view);
}

DecodedText decode_text(std::string_view bytes, const std::string& encoding) {
  DecodedText result;
  result.encoding = encoding;
  result.text = convert(bytes, encoding);
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (result.text.starts_with(mark)) result.text.erase(0, mark.size());
  note_replaced(result);
  return result;
}

}  // namespace sojourn::ingest
