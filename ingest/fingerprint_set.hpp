/// Fingerprints that were seen: of rows, of locations' ids, of positions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "model/large_pages.hpp"

namespace sojourn::ingest {

/// Where in a table of so many slots a fingerprint belongs. Its upper bits say it, so a table need not have a
/// power of two of slots: files have millions of rows, and room for twice as many is not for nothing.
inline std::size_t slot_of_fingerprint(std::uint64_t fingerprint, std::size_t slots) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::size_t>((static_cast<Wide>(fingerprint) * slots) >> 64);
}

/// A table for so many is three quarters full.
inline std::size_t slots_for(std::size_t fingerprints) {
  return fingerprints + fingerprints / 3 + 1;
}

/// Fingerprints of 64 bits in a table that is at most three quarters full: 10.7 bytes each where their number
/// is known before.
class FingerprintSet {
 public:
  /// Makes room for so many.
  void reserve(std::size_t fingerprints) {
    if (slots_for(fingerprints) > slots_.size()) rehash(slots_for(fingerprints));
  }

  /// Has its place brought into the processor's cache, for an insert soon.
  void expect(std::uint64_t fingerprint) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[slot_of_fingerprint(fingerprint, slots_.size())], 1);
  }

  /// Whether the fingerprint is new.
  bool insert(std::uint64_t fingerprint) {
    if (fingerprint == 0) return !std::exchange(has_zero_, true);
    if (slots_for(size_ + 1) > slots_.size()) rehash(std::max<std::size_t>(16, slots_.size() * 2));
    auto& slot = slot_of(slots_, fingerprint);
    if (slot == fingerprint) return false;
    slot = fingerprint;
    ++size_;
    return true;
  }

 private:
  // Fingerprints are hashes: any of their bits will do.
  static std::uint64_t& slot_of(model::LargeVector<std::uint64_t>& slots, std::uint64_t fingerprint) {
    auto slot = slot_of_fingerprint(fingerprint, slots.size());
    while (slots[slot] != 0 && slots[slot] != fingerprint) slot = slot + 1 == slots.size() ? 0 : slot + 1;
    return slots[slot];
  }

  void rehash(std::size_t size) {
    model::LargeVector<std::uint64_t> larger(size);
    for (const auto fingerprint : slots_)
      if (fingerprint != 0) slot_of(larger, fingerprint) = fingerprint;
    slots_.swap(larger);
  }

  model::LargeVector<std::uint64_t> slots_;  ///< 0: free
  std::size_t size_ = 0;
  bool has_zero_ = false;
};

/// The number of each fingerprint, in 16 bytes where their number is known before.
class FingerprintIndex {
 public:
  void reserve(std::size_t fingerprints) {
    if (slots_for(fingerprints) > fingerprints_.size()) rehash(slots_for(fingerprints));
  }

  /// As for FingerprintSet.
  void expect(std::uint64_t fingerprint) const {
    if (fingerprints_.empty()) return;
    const auto slot = slot_of_fingerprint(fingerprint, fingerprints_.size());
    __builtin_prefetch(&fingerprints_[slot], 1);
    __builtin_prefetch(&numbers_[slot], 1);
  }

  /// Whether the fingerprint is new; one that is known keeps its number.
  bool insert(std::uint64_t fingerprint, std::uint32_t number) {
    if (slots_for(size_ + 1) > fingerprints_.size())
      rehash(std::max<std::size_t>(16, fingerprints_.size() * 2));
    fingerprint = marked(fingerprint);
    const auto slot = slot_of(fingerprint);
    if (fingerprints_[slot] == fingerprint) return false;
    fingerprints_[slot] = fingerprint;
    numbers_[slot] = number;
    ++size_;
    return true;
  }

  std::optional<std::uint32_t> find(std::uint64_t fingerprint) const {
    if (fingerprints_.empty()) return std::nullopt;
    const auto slot = slot_of(marked(fingerprint));
    return fingerprints_[slot] == 0 ? std::nullopt : std::optional(numbers_[slot]);
  }

 private:
  /// 0 is for free slots; of two hashes in 2⁶⁴ nobody will miss one.
  static std::uint64_t marked(std::uint64_t fingerprint) { return fingerprint == 0 ? 1 : fingerprint; }

  // Where it is, or belongs.
  std::size_t slot_of(std::uint64_t fingerprint) const {
    auto slot = slot_of_fingerprint(fingerprint, fingerprints_.size());
    while (fingerprints_[slot] != 0 && fingerprints_[slot] != fingerprint)
      slot = slot + 1 == fingerprints_.size() ? 0 : slot + 1;
    return slot;
  }

  void rehash(std::size_t size) {
    const auto fingerprints = std::exchange(fingerprints_, model::LargeVector<std::uint64_t>(size));
    const auto numbers = std::exchange(numbers_, model::LargeVector<std::uint32_t>(size));
    for (std::size_t i = 0; i < fingerprints.size(); ++i) {
      if (fingerprints[i] == 0) continue;
      const auto slot = slot_of(fingerprints[i]);
      fingerprints_[slot] = fingerprints[i];
      numbers_[slot] = numbers[i];
    }
  }

  model::LargeVector<std::uint64_t> fingerprints_;  ///< 0: free
  model::LargeVector<std::uint32_t> numbers_;
  std::size_t size_ = 0;
};

/// How often fingerprints were seen, up to seven times, in four bytes each: 29 of their bits, and their slot,
/// stand for them, so a count may be too high, by chance of one in millions, and is never too low.
class FingerprintCounts {
 public:
  /// Forgets all, and makes room for so many at most: there is no more later.
  void begin(std::size_t fingerprints) {
    slots_ = model::LargeVector<std::uint32_t>(slots_for(fingerprints));
  }
  void expect(std::uint64_t fingerprint) const {
    __builtin_prefetch(&slots_[slot_of_fingerprint(fingerprint, slots_.size())], 1);
  }

  /// How often it was seen, this time too.
  unsigned add(std::uint64_t fingerprint) {
    const auto tag = static_cast<std::uint32_t>(fingerprint << count_bits);
    auto slot = slot_of_fingerprint(fingerprint, slots_.size());
    while (slots_[slot] != 0 && (slots_[slot] & ~most) != tag)
      slot = slot + 1 == slots_.size() ? 0 : slot + 1;
    const auto count = std::min(most, (slots_[slot] & most) + 1);
    slots_[slot] = tag | count;
    return count;
  }

 private:
  static constexpr unsigned count_bits = 3;
  static constexpr std::uint32_t most = (1U << count_bits) - 1;
  model::LargeVector<std::uint32_t> slots_;  ///< 29 bits and a count; 0: free
};

}  // namespace sojourn::ingest
