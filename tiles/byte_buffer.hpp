/// Bytes that grow at their end, written in place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace sojourn::tiles {

/// As a std::string would, but new room is not cleared first.
class ByteBuffer {
 public:
  /// Room for that many more bytes, after those that are there.
  char* reserve(std::size_t more) {
    if (capacity_ - size_ < more) grow(more);
    return bytes_.get() + size_;
  }
  /// Of what was reserved, the bytes before `end` are written.
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

  std::size_t size() const { return size_; }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  void grow(std::size_t more) {
    // By four: a tile of some hundred places is moved once or twice, and what is not written takes no memory.
    capacity_ = std::max(4 * capacity_, size_ + more + least);
    std::unique_ptr<char[]> larger(new char[capacity_]);
    if (size_ > 0) std::memcpy(larger.get(), bytes_.get(), size_);
    bytes_ = std::move(larger);
  }

  static constexpr std::size_t least = 8192;
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace sojourn::tiles
