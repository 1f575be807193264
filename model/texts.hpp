/// The distinct texts of a column, of which columns of other rounds may have the most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "model/text_table.hpp"

namespace sojourn::model {

/// Numbered texts in a few immutable pieces, each of which is in memory once however many columns have it.
/// No text is there twice, so texts are equal where their numbers are.
class Texts {
 public:
  struct Piece {
    std::shared_ptr<const TextTable> table;  ///< not empty
    std::size_t first = 0;                   ///< the number of its first text
    std::size_t end() const { return first + table->size(); }
  };
  /// More take longer to look through than they save.
  static constexpr std::size_t most_pieces = 16;

  Texts() = default;
  explicit Texts(TextTable table);
  /// Numbers the texts piece after piece. The largest piece should come first: its texts are found soonest.
  explicit Texts(std::vector<std::shared_ptr<const TextTable>> tables);

  std::size_t size() const { return pieces_.empty() ? 0 : pieces_.back().end(); }
  bool empty() const { return pieces_.empty(); }
  std::string_view operator[](std::size_t number) const {
    if (number < first_size_) [[likely]]
      return (*first_)[number];
    return beyond_first(number);
  }
  /// As of a TextTable. For texts of the first piece only, which has most of them.
  void expect(std::size_t number) const {
    if (number < first_size_) first_->expect(number);
  }
  std::span<const Piece> pieces() const { return pieces_; }
  /// The same texts in the same order.
  bool operator==(const Texts& other) const;
  /// Of pieces that others have, too: its share.
  std::size_t memory_bytes() const;

  /// By number. Takes less time than asking for each.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = std::string_view;

    explicit Iterator(const Piece* piece) : piece_(piece) {}
    std::string_view operator*() const { return (*piece_->table)[position_]; }
    Iterator& operator++() {
      if (++position_ == piece_->table->size()) *this = Iterator(piece_ + 1);
      return *this;
    }
    bool operator==(const Iterator& other) const = default;

   private:
    const Piece* piece_;
    std::size_t position_ = 0;
  };
  Iterator begin() const { return Iterator(pieces_.data()); }
  Iterator end() const { return Iterator(pieces_.data() + pieces_.size()); }

 private:
  std::string_view beyond_first(std::size_t number) const;

  const TextTable* first_ = nullptr;  ///< of pieces_
  std::size_t first_size_ = 0;
  std::vector<Piece> pieces_;
};

/// A column's texts that go on from those of the round before.
struct ContinuedTexts {
  Texts texts;                         ///< the own and some that are not
  std::vector<std::uint32_t> numbers;  ///< in `texts`, by number in the own
  std::size_t added_bytes = 0;         ///< memory of what was not there before
};

/// Takes pieces of `before`, where at least half of the piece is own texts, and puts the rest of the own into
/// a piece of its own. So what nobody uses any more is never more than what is used, and a series whose texts
/// drift begins anew piece by piece. Cost: each text of both is looked at once.
ContinuedTexts continue_texts(const Texts& before, const Texts& own);

}  // namespace sojourn::model
