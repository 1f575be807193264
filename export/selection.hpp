/// What is to be written: the features of one collection that somebody asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/edition.hpp"

namespace sojourn::exports {

struct Selection {
  model::Collection collection = model::Collection::locations;
  model::RoundList rounds;
  std::vector<std::size_t> fields;  ///< indexes of fields_of(collection)
  /// The rows wanted of the block of rounds[index], ascending. Called once for each round, in order.
  std::function<std::vector<std::uint32_t>(std::size_t index)> rows;
};

/// Told now and then how much is done (features, or tiles); may throw to give up.
using Progress = std::function<void(std::uint64_t done)>;

/// How much is written between two calls of a Progress, whichever is reached first: one outline may have more
/// bytes than thousands of points.
inline constexpr std::uint64_t features_between_calls = 8192;
inline constexpr std::uint64_t bytes_between_calls = std::uint64_t{4} << 20;

inline bool any_synthetic(const model::RoundList& rounds) {
  for (const auto& round : rounds)
    if (round->operation.synthetic) return true;
  return false;
}

/// Calls visit(index of round, row) for every feature, which returns how many bytes it took, about; the
/// number of features.
template <typename Visit>
std::uint64_t for_each_feature(const Selection& selection, const Progress& progress, Visit&& visit) {
  std::uint64_t done = 0;
  std::uint64_t told = 0;
  std::uint64_t bytes = 0;
  for (std::size_t index = 0; index < selection.rounds.size(); ++index) {
    if (selection.rounds[index]->block(selection.collection) == nullptr) continue;
    for (const auto row : selection.rows(index)) {
      bytes += visit(index, row);
      if (++done - told < features_between_calls && bytes < bytes_between_calls) continue;
      if (progress) progress(done);
      told = done;
      bytes = 0;
    }
  }
  return done;
}

}  // namespace sojourn::exports
