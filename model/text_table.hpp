/// Texts one after the other in one piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "model/large_pages.hpp"

namespace sojourn::model {

/// Little more than two bytes a text beside its characters, where a std::string takes 32 and more. Grows at
/// the end only.
class TextTable {
 public:
  std::size_t size() const { return wide_ ? wide_ends_.size() : ends_.size(); }
  bool empty() const { return size() == 0; }

  std::string_view operator[](std::size_t index) const {
    const std::size_t first = index == 0 ? 0 : end_of(index - 1);
    return {characters_.data() + first, end_of(index) - first};
  }

  /// That this text will be read soon: it is fetched from memory meanwhile.
  void expect(std::size_t index) const {
    __builtin_prefetch(characters_.data() + (index == 0 ? 0 : end_of(index - 1)));
  }

  /// Throws std::length_error where all texts together would pass 4 GiB.
  void push_back(std::string_view text) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max() - characters_.size())
      throw std::length_error("the texts of one column take more than 4 GiB");
    if (!wide_ && ends_.size() % group == 0)
      starts_.push_back(static_cast<std::uint32_t>(characters_.size()));
    characters_.insert(characters_.end(), text.begin(), text.end());
    if (!wide_ && characters_.size() - starts_.back() > std::numeric_limits<std::uint16_t>::max()) widen();
    if (wide_)
      wide_ends_.push_back(static_cast<std::uint32_t>(characters_.size()));
    else
      ends_.push_back(static_cast<std::uint16_t>(characters_.size() - starts_.back()));
  }
  /// Room for as many texts as the other has, and as long.
  void reserve_as(const TextTable& other) {
    characters_.reserve(other.characters_.size());
    ends_.reserve(other.size());
    starts_.reserve(other.size() / group + 1);
  }
  /// The length of all texts together, in bytes.
  std::size_t characters() const { return characters_.size(); }
  void shrink_to_fit() {
    characters_.shrink_to_fit();
    starts_.shrink_to_fit();
    ends_.shrink_to_fit();
    wide_ends_.shrink_to_fit();
  }
  std::size_t memory_bytes() const {
    return characters_.capacity() + (starts_.capacity() + wide_ends_.capacity()) * sizeof(std::uint32_t) +
           ends_.capacity() * sizeof(std::uint16_t);
  }
  bool operator==(const TextTable& other) const {
    return characters_ == other.characters_ && ends_ == other.ends_ && wide_ends_ == other.wide_ends_;
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
  static constexpr std::size_t group = 16;

  std::size_t end_of(std::size_t index) const {
    return wide_ ? wide_ends_[index] : std::size_t{starts_[index / group]} + ends_[index];
  }
  /// For texts so long that a group of them passes 64 KiB.
  void widen() {
    for (std::size_t i = 0; i < ends_.size(); ++i)
      wide_ends_.push_back(static_cast<std::uint32_t>(end_of(i)));
    wide_ = true;
    ends_ = {};
    starts_ = {};
  }

  LargeVector<char> characters_;
  std::vector<std::uint32_t> starts_;     ///< of each group's characters
  std::vector<std::uint16_t> ends_;       ///< of each text, from the start of its group
  std::vector<std::uint32_t> wide_ends_;  ///< of each text, instead of both, where they are long
  bool wide_ = false;
};

}  // namespace sojourn::model
