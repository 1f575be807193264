/// The fingerprints of rows that were seen.
#pragma once

#include <cstdint>
#include <utility>

#include "model/large_pages.hpp"

namespace sojourn::ingest {

/// Eight bytes a row in a table that is at most three quarters full: files have millions of rows.
class FingerprintSet {
 public:
  /// Makes room for so many.
  void reserve(std::size_t fingerprints) {
    while (fingerprints * 4 > slots_.size() * 3) grow();
  }

  /// Has its place brought into the processor's cache, for an insert soon.
  void expect(std::uint64_t fingerprint) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[fingerprint & (slots_.size() - 1)], 1);
  }

  /// Whether the fingerprint is new.
  bool insert(std::uint64_t fingerprint) {
    if (fingerprint == 0) return !std::exchange(has_zero_, true);
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    auto& slot = slot_of(slots_, fingerprint);
    if (slot == fingerprint) return false;
    slot = fingerprint;
    ++size_;
    return true;
  }

 private:
  // Fingerprints are hashes: any of their bits will do.
  static std::uint64_t& slot_of(model::LargeVector<std::uint64_t>& slots, std::uint64_t fingerprint) {
    auto slot = fingerprint & (slots.size() - 1);
    while (slots[slot] != 0 && slots[slot] != fingerprint) slot = (slot + 1) & (slots.size() - 1);
    return slots[slot];
  }

  void grow() {
    model::LargeVector<std::uint64_t> larger(slots_.empty() ? 16 : slots_.size() * 2);
    for (const auto fingerprint : slots_)
      if (fingerprint != 0) slot_of(larger, fingerprint) = fingerprint;
    slots_.swap(larger);
  }

  model::LargeVector<std::uint64_t> slots_;  ///< a power of two; 0: free
  std::size_t size_ = 0;
  bool has_zero_ = false;
};

}  // namespace sojourn::ingest
