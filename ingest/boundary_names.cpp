#include "ingest/boundary_names.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/utf8.hpp"

namespace sojourn::ingest {
namespace {

struct Decoded {
  char32_t character = 0;
  std::size_t size = 0;  ///< bytes; 0 if they are not UTF-8
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 && lead < 0xF5   ? 4
                           : lead >= 0xE0 && lead < 0xF0 ? 3
                           : lead >= 0xC2 && lead < 0xE0 ? 2
                                                         : 0;
  if (size == 0 || text.size() < size) return {};
  char32_t character = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    character = (character << 6) | (byte(i) & 0x3Fu);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (character < smallest[size] || character > 0x10FFFF || (character >= 0xD800 && character < 0xE000))
    return {};
  return {character, size};
}

std::string from_latin1(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | (byte >> 6));
      utf8 += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return utf8;
}

/// Control characters count as blanks, so that nothing unprintable gets through.
bool is_blank(char32_t c) {
  return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x202F || c == 0x3000 || c == 0xFEFF;
}
bool is_direction_mark(char32_t c) {
  return (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E);
}

/// Latin with its extensions, or no letters at all.
bool is_latin(std::string_view text) {
  while (!text.empty()) {
    const auto next = decode(text);
    const auto c = next.character;
    if (c >= 0x0370 && !(c >= 0x1E00 && c < 0x1F00) && !(c >= 0x2000 && c < 0x2100)) return false;
    text.remove_prefix(std::max<std::size_t>(next.size, 1));
  }
  return true;
}

}  // namespace

std::string clean_name(const std::string& text) {
  const std::string utf8 = model::is_utf8(text) ? text : from_latin1(text);
  std::string clean;
  bool blank_before = false;
  for (std::string_view rest = utf8; !rest.empty();) {
    const auto next = decode(rest);
    if (is_blank(next.character)) {
      blank_before = true;
    } else if (!is_direction_mark(next.character)) {
      if (blank_before && !clean.empty()) clean += ' ';
      blank_before = false;
      clean += rest.substr(0, next.size);
    }
    rest.remove_prefix(next.size);
  }
  return clean;
}

ChosenNames choose_names(const std::vector<GivenName>& given) {
  const auto first = [&](auto wanted) -> const GivenName* {
    const auto found = std::find_if(given.begin(), given.end(),
                                    [&](const GivenName& g) { return !g.text.empty() && wanted(g); });
    return found == given.end() ? nullptr : &*found;
  };
  const GivenName* main = first([](const GivenName& g) { return g.language == "en"; });
  if (main == nullptr) main = first([](const GivenName& g) { return is_latin(g.text); });
  if (main == nullptr) main = first([](const GivenName&) { return true; });
  if (main == nullptr) return {};

  const GivenName* local = first([&](const GivenName& g) { return &g != main && !is_latin(g.text); });
  if (local == nullptr)
    local = first([&](const GivenName& g) {
      return !g.language.empty() && g.language != main->language && g.text != main->text;
    });
  return {main->text, local == nullptr ? "" : local->text};
}

}  // namespace sojourn::ingest
