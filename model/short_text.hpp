/// Copying texts of a few bytes, of which tiles are made: calling for it takes longer than doing it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sojourn::model {

/// Returns where the next byte goes.
inline char* copy_short_text(char* to, std::string_view text) {
  constexpr std::size_t word = sizeof(std::uint64_t);
  const char* from = text.data();
  char* const end = to + text.size();
  if (text.size() > 8 * word) return std::copy(text.begin(), text.end(), to);
  if (text.size() < word) {
    while (to != end) *to++ = *from++;
    return end;
  }
  for (const char* const last = from + text.size() - word; from < last; from += word, to += word)
    std::memcpy(to, from, word);
  // The last word may overlap the one before.
  std::memcpy(end - word, text.data() + text.size() - word, word);
  return end;
}

}  // namespace sojourn::model
