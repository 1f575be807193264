#include "model/row_selection.hpp"

namespace sojourn::model {

RowSelection::RowSelection(std::size_t rows, bool selected)
    : rows_(rows), words_((rows + word_bits - 1) / word_bits, selected ? ~std::uint64_t{0} : 0) {
  if (selected && rows % word_bits != 0) words_.back() = (std::uint64_t{1} << (rows % word_bits)) - 1;
}

std::size_t RowSelection::count() const {
  std::size_t count = 0;
  for (const auto word : words_) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

}  // namespace sojourn::model
