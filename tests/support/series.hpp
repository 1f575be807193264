/// Places of one round after the other: some leave, some come, some are written otherwise.
#pragma once

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "model/column.hpp"

namespace sojourn::test {

class Series {
 public:
  explicit Series(std::uint32_t seed, std::size_t places) : random_(seed) {
    for (std::size_t i = 0; i < places; ++i) come();
  }

  const std::vector<std::string>& places() const { return places_; }

  /// The next round: so many of a hundred places are others, and all come in another order.
  void go_on(std::size_t percent) {
    std::shuffle(places_.begin(), places_.end(), random_);
    const auto others = places_.size() * percent / 100;
    places_.resize(places_.size() - others);
    for (std::size_t i = 0; i < others; ++i) come();
    std::shuffle(places_.begin(), places_.end(), random_);
  }

  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

 private:
  void come() { places_.push_back("Settlement of people " + std::to_string(next_++) + " beside the river"); }

  std::mt19937 random_;
  std::size_t next_ = 0;
  std::vector<std::string> places_;
};

/// An empty text is null.
inline model::Column text_column(const std::vector<std::string>& texts) {
  model::ColumnBuilder builder(model::FieldType::text);
  for (const auto& text : texts)
    text.empty() ? builder.append_null() : builder.append(std::string_view(text));
  std::vector<std::uint32_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0U);
  return builder.build(order);
}

}  // namespace sojourn::test
