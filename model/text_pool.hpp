/// Distinct texts, numbered in the order in which they came.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "model/large_pages.hpp"
#include "model/text_table.hpp"

namespace sojourn::model {

/// Some twelve bytes a text beside its characters, and no allocation for each: a million names are looked up
/// in as many cache misses.
class TextPool {
 public:
  std::size_t size() const { return texts_.size(); }
  std::string_view operator[](std::size_t number) const { return texts_[number]; }

  /// By number.
  const TextTable& table() const { return texts_; }

  /// Has the text's place brought into the processor's cache, for an `add` soon.
  void expect(std::string_view text) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash_of(text) & (slots_.size() - 1)], 1);
  }

  /// The text's number; a new one gets the next.
  std::size_t add(std::string_view text) {
    // Most columns say the same in row after row.
    if (last_ < texts_.size() && texts_[last_] == text) return last_;
    if ((texts_.size() + 1) * 4 > slots_.size() * 3) grow();
    const auto hash = hash_of(text);
    auto& slot = slots_[slot_of(hash, text)];
    if (slot.number == free_slot) {
      slot = {hash, static_cast<std::uint32_t>(texts_.size())};
      texts_.push_back(text);
    }
    last_ = slot.number;
    return last_;
  }

  /// The text's number, if it was added.
  std::optional<std::size_t> find(std::string_view text) const {
    if (slots_.empty()) return std::nullopt;
    const auto& slot = slots_[slot_of(hash_of(text), text)];
    return slot.number == free_slot ? std::nullopt : std::optional<std::size_t>(slot.number);
  }

 private:
  static std::uint32_t hash_of(std::string_view text) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
  }
  // Where the text is, or belongs.
  std::size_t slot_of(std::uint32_t hash, std::string_view text) const {
    auto slot = hash & (slots_.size() - 1);
    while (slots_[slot].number != free_slot &&
           !(slots_[slot].hash == hash && texts_[slots_[slot].number] == text))
      slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  static constexpr std::uint32_t free_slot = 0xFFFFFFFF;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = free_slot;
  };

  void grow() {
    LargeVector<Slot> larger(slots_.empty() ? 16 : slots_.size() * 2);
    for (const auto& known : slots_) {
      if (known.number == free_slot) continue;
      auto slot = known.hash & (larger.size() - 1);
      while (larger[slot].number != free_slot) slot = (slot + 1) & (larger.size() - 1);
      larger[slot] = known;
    }
    slots_.swap(larger);
  }

  TextTable texts_;
  LargeVector<Slot> slots_;  ///< a power of two
  std::size_t last_ = 0;     ///< the number given last
};

}  // namespace sojourn::model
