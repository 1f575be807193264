/// Memory of large vectors in large pages: tables of a million rows are looked up at random, and with small
/// pages the processor looks up the page each time before it finds the row.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace sojourn::model {

/// An allocator as the standard one, but for blocks of several megabytes, which begin at a large page's bound
/// and for which the system is asked for such pages. Where it has none, nothing changes.
template <typename Value>
struct LargePages {
  using value_type = Value;
  using is_always_equal = std::true_type;

  LargePages() = default;
  template <typename Other>
  LargePages(const LargePages<Other>& /*other*/) {}  // NOLINT(google-explicit-constructor): as allocators are

  Value* allocate(std::size_t count) {
    const auto bytes = count * sizeof(Value);
    if (bytes < worth_it) return static_cast<Value*>(::operator new(bytes));
    void* block = ::operator new(bytes, page);
    ::madvise(block, bytes, MADV_HUGEPAGE);
    return static_cast<Value*>(block);
  }
  void deallocate(Value* block, std::size_t count) {
    count * sizeof(Value) < worth_it ? ::operator delete(block) : ::operator delete(block, page);
  }
  bool operator==(const LargePages& /*other*/) const { return true; }

 private:
  static constexpr std::align_val_t page{std::size_t{2} << 20};
  static constexpr std::size_t worth_it = std::size_t{4} << 20;
};

template <typename Value>
using LargeVector = std::vector<Value, LargePages<Value>>;

}  // namespace sojourn::model
