/// Which column of a boundary layer means what, known by name.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"

namespace sojourn::ingest {

struct NameColumn {
  std::size_t column = 0;
  std::string language;  ///< "en", "ar" …; an ordinal where the file only counts languages; may be empty
};

struct LevelColumns {
  std::optional<std::size_t> pcode;
  std::vector<NameColumn> names;
  std::vector<std::size_t> other_names;
};

struct BoundaryColumns {
  int level = 0;
  std::array<LevelColumns, geo::level_count> levels;
  std::optional<std::size_t>
      parent_pcode;  ///< of the level just above, where it is not that level's own column
  std::optional<std::size_t> valid_on;
  std::optional<std::size_t> date;  ///< when digitised: second best
  std::optional<std::size_t> population;
  std::optional<int> population_year;
};

/// Recognises the attribute names that COD boundaries have had:
///   A1Code A1NameEn A1NameAr A1NameAlt1, HRpcode HRparent
///   admin1Name admin1Pcod(e) admin1Name_ar admin1RefN(ame) admin1Alt…, also cut to ten characters
///   ADM1_EN ADM1_AR ADM1_PCODE ADM1_REF ADM1ALT1EN validOn
///   adm1_name adm1_name1 adm1_pcode valid_on
/// and plain `pcode` and `name` where `layer_name` tells the level. The level is the deepest that has a
/// name or code column. Throws BoundaryError naming the columns if the level or its P-code is missing.
BoundaryColumns recognise_boundary_columns(const std::vector<std::string>& columns,
                                           const std::string& layer_name);

}  // namespace sojourn::ingest
