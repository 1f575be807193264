/// Files made worse, always in the same ways: what transport, editors and attackers do to them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::test {

/// One damaged copy of a file, and how it came about.
struct Damaged {
  std::string how;
  std::string bytes;
};

inline std::vector<Damaged> cut_off(std::string_view bytes, std::size_t copies) {
  std::vector<Damaged> result;
  for (std::size_t i = 0; i < copies; ++i) {
    const auto length = std::max<std::size_t>(1, bytes.size() * i / copies);
    result.push_back({"cut off after " + std::to_string(length), std::string(bytes.substr(0, length))});
  }
  return result;
}

inline std::vector<Damaged> with_bits_flipped(std::string_view bytes, std::size_t copies) {
  std::vector<Damaged> result;
  std::mt19937 random(7);
  for (std::size_t i = 0; i < copies; ++i) {
    std::string copy(bytes);
    const auto flips = 1 + i % 16;
    for (std::size_t flip = 0; flip < flips; ++flip)
      copy[random() % copy.size()] ^= static_cast<char>(1U << (random() % 8));
    result.push_back({std::to_string(flips) + " bits flipped, copy " + std::to_string(i), std::move(copy)});
  }
  return result;
}

/// Parts repeated, left out, or overwritten with zeros.
inline std::vector<Damaged> with_parts_moved(std::string_view bytes, std::size_t copies) {
  std::vector<Damaged> result;
  std::mt19937 random(11);
  for (std::size_t i = 0; i < copies; ++i) {
    std::string copy(bytes);
    const auto from = random() % copy.size();
    const auto length = 1 + random() % std::min<std::size_t>(copy.size() - from, 400);
    if (i % 3 == 0)
      copy.insert(random() % copy.size(), copy.substr(from, length));
    else if (i % 3 == 1)
      copy.erase(from, length);
    else
      std::fill_n(copy.begin() + static_cast<std::ptrdiff_t>(from), length, '\0');
    if (!copy.empty()) result.push_back({"parts moved, copy " + std::to_string(i), std::move(copy)});
  }
  return result;
}

inline std::vector<Damaged> damaged(std::string_view bytes) {
  auto all = cut_off(bytes, 16);
  for (auto&& more : {with_bits_flipped(bytes, 24), with_parts_moved(bytes, 12)})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace sojourn::test
