/// Areas whose names are near a name that is not known as it is written.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/boundary_set.hpp"
#include "geo/name_form.hpp"

namespace sojourn::geo {

struct SimilarName {
  std::uint32_t area = no_area;
  double similarity = 0;  ///< 0 to 1
};

/// Compares with names, local names and other names of areas, across scripts, transliterations, punctuation
/// and the order of words. Remembers the forms of what it compared. Not for several threads; `set` has to
/// outlive it.
class SimilarNames {
 public:
  explicit SimilarNames(const BoundarySet& set) : set_(&set) {}

  /// Below this nobody would see one name in the other.
  static constexpr double least_similarity = 0.6;

  /// The areas of `level` within `within` (of a higher level) whose names are nearest, the nearest first; at
  /// most `most`, each at least `least_similarity`.
  std::vector<SimilarName> near(std::string_view name, int level, std::uint32_t within, std::size_t most = 3);

  /// Of an answer of near(): the first, if nobody could mean another: it is very near, and the next is far
  /// behind; else no_area. Distinctions (numbers, north and south) have to agree, so `Mubi North` is never
  /// `Mubi South`, and short names have to sound the same.
  static std::uint32_t clearly_best(const std::vector<SimilarName>& near);

 private:
  const std::vector<NameForm>& forms_of(std::uint32_t area);
  double similarity(const NameForm& name, std::uint32_t area);

  const BoundarySet* set_;
  NameFormer former_;
  std::unordered_map<std::uint32_t, std::vector<NameForm>> forms_;
};

/// How alike two names are, 0 to 1; too little to be taken where distinctions differ, or where short names do
/// not sound the same.
double similarity(const NameForm& a, const NameForm& b);

}  // namespace sojourn::geo
