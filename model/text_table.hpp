/// Texts one after the other in one piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace sojourn::model {

/// Four bytes a text beside its characters, where a std::string takes 32 and more. Grows at the end only.
class TextTable {
 public:
  std::size_t size() const { return ends_.size(); }
  bool empty() const { return ends_.empty(); }

  std::string_view operator[](std::size_t index) const {
    const std::size_t first = index == 0 ? 0 : ends_[index - 1];
    return {characters_.data() + first, ends_[index] - first};
  }

  /// Throws std::length_error where all texts together would pass 4 GiB.
  void push_back(std::string_view text) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max() - characters_.size())
      throw std::length_error("the texts of one column take more than 4 GiB");
    characters_.insert(characters_.end(), text.begin(), text.end());
    ends_.push_back(static_cast<std::uint32_t>(characters_.size()));
  }
  void shrink_to_fit() {
    characters_.shrink_to_fit();
    ends_.shrink_to_fit();
  }
  std::size_t memory_bytes() const {
    return characters_.capacity() + ends_.capacity() * sizeof(std::uint32_t);
  }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = std::string_view;

    Iterator(const TextTable& table, std::size_t index) : table_(&table), index_(index) {}
    std::string_view operator*() const { return (*table_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const TextTable* table_;
    std::size_t index_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

 private:
  std::vector<char> characters_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace sojourn::model
