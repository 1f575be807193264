/// The bytes of many rows, of which only the first lie in memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sojourn::model {

/// Grows at the end, then is read anywhere. Beyond a bound the bytes lie in a file without a name, which goes
/// with the process however that ends, and are read through the page cache, which the system takes back when
/// memory is short: what an import needs does not grow with the text of the source.
class RowBytes {
 public:
  static constexpr std::size_t kept_in_memory = std::size_t{32} << 20;

  RowBytes() = default;
  /// Of which so many bytes at most lie in memory.
  explicit RowBytes(std::size_t kept) : kept_(kept) {}
  /// Of bytes that are all there.
  explicit RowBytes(std::string bytes) : memory_(std::move(bytes)) {}
  ~RowBytes();
  RowBytes(RowBytes&& other) noexcept { *this = std::move(other); }
  RowBytes& operator=(RowBytes&& other) noexcept;

  /// Throws std::runtime_error where there is no room.
  void append(std::string_view bytes);
  /// To be called after the last `append`, before the first look at them.
  void finish();
  /// All of them; valid as long as this, not across moves.
  std::string_view view() const { return mapped_ != nullptr ? std::string_view(mapped_, size_) : memory_; }

  /// Pages that were looked at may go; they come back when looked at again.
  void let_go() const;

 private:
  void spill();

  std::string memory_;  ///< all, or what has not been written yet
  std::size_t kept_ = kept_in_memory;
  int file_ = -1;
  char* mapped_ = nullptr;
  std::size_t size_ = 0;  ///< in the file
};

}  // namespace sojourn::model
