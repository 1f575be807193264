/// From a reported code or name to an area of a boundary set.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/boundary_set.hpp"

namespace sojourn::geo {

/// The form in which names are compared. UTF-8 in and out: case folded, diacritics and apostrophes
/// dropped, Arabic letter variants unified (hamza carriers, alef maqsura, ta marbuta, Persian kaf
/// and ya), letters such as ɓ, ø or ł put as their plain Latin ones, `&` as `and`, digits as ASCII,
/// all other punctuation as one space. Bytes that are not UTF-8 count as punctuation. "" if nothing is left.
std::string normalise_name(std::string_view name);

/// A name that a source uses for an area: "FCT" for "Federal Capital Territory" at level 1.
struct AreaAlias {
  int level = 0;
  std::string name;
  std::string target;  ///< a P-code, or a name at that level
};

enum class MatchKind : std::uint8_t { area, unknown, ambiguous };

struct AreaMatch {
  MatchKind kind = MatchKind::unknown;
  std::uint32_t area = no_area;           ///< set if kind is area
  std::vector<std::uint32_t> candidates;  ///< if ambiguous: the areas it could be, ascending

  explicit operator bool() const { return kind == MatchKind::area; }
};

/// Name and code lookup over one boundary set, which has to outlive it. Safe to use from several threads.
class Gazetteer {
 public:
  /// Aliases whose target does not exist in this boundary set are left out: a profile serves several
  /// vintages.
  explicit Gazetteer(const BoundarySet& set, const std::vector<AreaAlias>& aliases = {});

  /// By P-code, exactly as it stands (surrounding blanks aside): an opaque token.
  AreaMatch by_code(std::string_view pcode) const;

  /// By name among the areas of `level` that lie in `within` (an area of any higher level; no_area: the
  /// whole set). Aliases come first, then names and local names, then other names; within the first of
  /// these where the name occurs, a unique area is a match, several are ambiguous.
  AreaMatch by_name(std::string_view name, int level, std::uint32_t within = no_area) const;

  const BoundarySet& boundaries() const { return *set_; }

 private:
  enum Tier : std::size_t { alias_name, main_name, other_name, tier_count };
  using Names = std::unordered_map<std::string, std::vector<std::uint32_t>>;

  void add(Tier tier, std::string_view name, std::uint32_t area);
  void add_alias(const AreaAlias& alias);

  const BoundarySet* set_;
  std::array<std::array<Names, tier_count>, level_count> names_;
};

}  // namespace sojourn::geo
