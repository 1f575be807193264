/// Numbers for distinct 64-bit keys, in order of first sight.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace sojourn::tiles {

/// An open hash table: a few nanoseconds a look-up, no allocation per key. All ones is no key.
class KeyTable {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  explicit KeyTable(std::size_t expected = 16) { resize(expected); }

  std::size_t size() const { return size_; }
  std::uint32_t find(std::uint64_t key) const { return slots_[slot_of(key)].number; }

  /// The key's number; a new key gets size() as it was before.
  std::uint32_t add(std::uint64_t key) {
    auto slot = slot_of(key);
    if (slots_[slot].number != none) return slots_[slot].number;
    if (size_ + std::size_t{1} > slots_.size() / 2) {
      resize(slots_.size());
      slot = slot_of(key);
    }
    slots_[slot] = {key, size_};
    return size_++;
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = none;
  };

  std::size_t slot_of(std::uint64_t key) const {
    // Fibonacci hashing: the golden ratio spreads near keys over the upper bits.
    auto slot = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> shift_);
    while (slots_[slot].number != none && slots_[slot].key != key) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  void resize(std::size_t expected) {
    const auto capacity = std::bit_ceil(expected < 8 ? std::size_t{16} : 2 * expected);
    std::vector<Slot> old(capacity);
    old.swap(slots_);
    shift_ = 64 - std::countr_zero(capacity);
    for (const auto& slot : old)
      if (slot.number != none) slots_[slot_of(slot.key)] = slot;
  }

  std::vector<Slot> slots_;
  int shift_ = 60;
  std::uint32_t size_ = 0;
};

}  // namespace sojourn::tiles
