/// Some of the rows of one block: what a filter leaves of it.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace sojourn::model {

/// A bitmap over the rows of a block: 1 bit a row.
class RowSelection {
 public:
  static constexpr std::size_t word_bits = 64;

  RowSelection() = default;
  /// None of `rows` rows, or all.
  explicit RowSelection(std::size_t rows, bool selected = false);

  /// Of the block: selected or not.
  std::size_t rows() const { return rows_; }
  bool contains(std::size_t row) const { return (words_[row / word_bits] >> (row % word_bits) & 1) != 0; }
  void insert(std::size_t row) { words_[row / word_bits] |= std::uint64_t{1} << (row % word_bits); }
  /// How many are selected. Cost: a word for 64 rows.
  std::size_t count() const;

  /// Row r is bit r % 64 of word r / 64. Whoever writes leaves the bits past the last row 0.
  std::span<const std::uint64_t> words() const { return words_; }
  std::span<std::uint64_t> words() { return words_; }

  /// Calls visit(row) for the selected rows in ascending order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (auto word = words_[i]; word != 0; word &= word - 1)
        visit(i * word_bits + static_cast<std::size_t>(std::countr_zero(word)));
  }

  /// The same for rows from first to before last.
  template <typename Visit>
  void for_each_in(std::size_t first, std::size_t last, Visit&& visit) const {
    for (auto i = first / word_bits; i * word_bits < last; ++i) {
      auto word = words_[i];
      if (i == first / word_bits) word &= ~std::uint64_t{0} << (first % word_bits);
      if (last - i * word_bits < word_bits) word &= (std::uint64_t{1} << (last % word_bits)) - 1;
      for (; word != 0; word &= word - 1)
        visit(i * word_bits + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }

  std::size_t memory_bytes() const { return words_.capacity() * sizeof(std::uint64_t); }
  bool operator==(const RowSelection&) const = default;

 private:
  std::size_t rows_ = 0;
  std::vector<std::uint64_t> words_;
};

/// What is selected of each round of a RoundList, in its order; null stands for every row. An empty list
/// stands for every row of every round.
using RowSelections = std::vector<std::shared_ptr<const RowSelection>>;

/// The selection of the round at that position of the list; null: every row.
inline const RowSelection* selection_at(const RowSelections& selections, std::size_t round) {
  return selections.empty() ? nullptr : selections[round].get();
}

}  // namespace sojourn::model
