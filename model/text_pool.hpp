/// Distinct texts, numbered in the order in which they came.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "model/text_table.hpp"

namespace sojourn::model {

/// Some twelve bytes a text beside its characters, and no allocation for each: a million names are looked up
/// in as many cache misses.
class TextPool {
 public:
  std::size_t size() const { return texts_.size(); }
  std::string_view operator[](std::size_t number) const { return texts_[number]; }

  /// The text's number; a new one gets the next.
  std::size_t add(std::string_view text) {
    if ((texts_.size() + 1) * 4 > slots_.size() * 3) grow();
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
    auto slot = hash & (slots_.size() - 1);
    for (; slots_[slot].number != free_slot; slot = (slot + 1) & (slots_.size() - 1))
      if (slots_[slot].hash == hash && texts_[slots_[slot].number] == text) return slots_[slot].number;
    slots_[slot] = {hash, static_cast<std::uint32_t>(texts_.size())};
    texts_.push_back(text);
    return texts_.size() - 1;
  }

 private:
  static constexpr std::uint32_t free_slot = 0xFFFFFFFF;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = free_slot;
  };

  void grow() {
    std::vector<Slot> larger(slots_.empty() ? 16 : slots_.size() * 2);
    for (const auto& known : slots_) {
      if (known.number == free_slot) continue;
      auto slot = known.hash & (larger.size() - 1);
      while (larger[slot].number != free_slot) slot = (slot + 1) & (larger.size() - 1);
      larger[slot] = known;
    }
    slots_.swap(larger);
  }

  TextTable texts_;
  std::vector<Slot> slots_;  ///< a power of two
};

}  // namespace sojourn::model
