/// Moves after the first: what a source says of people who were displaced again. Not origin, which is where
/// they lived before the first, and never added to a stock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::model {

/// `times`: people displaced `rank` times, and where their last move began. `group`: those who came together,
/// the largest group first, and where they had been displaced to before.
enum class SecondaryKind : std::uint8_t { times, group };
std::string_view to_string(SecondaryKind kind);
std::optional<SecondaryKind> parse_secondary_kind(std::string_view text);

/// One statement of a round about a location, or about the area it lies in.
struct SecondaryDisplacement {
  std::uint32_t location = 0;  ///< row of `assessments`
  bool of_area = false;        ///< about all people of the location's area, not of the location alone
  SecondaryKind kind = SecondaryKind::times;
  int rank = 1;                 ///< times displaced, or the group's place by size; 1 to 9
  bool or_more = false;         ///< of times: that many or more
  std::optional<double> share;  ///< of the displaced people, 0 to 1; as stated, never turned into people
  std::optional<std::int64_t> individuals;
  std::optional<std::int64_t> households;
  std::string pcode;   ///< of the place they were displaced to before; empty: unknown, or known by name only
  std::string name;    ///< of that place; empty: unknown
  int level = -1;      ///< of `pcode`; -1: unknown
  std::string period;  ///< when, as the source dates it: a day, a year, `before 2014`; empty: not said
  std::string basis;   ///< how the figures are known, as `idps_basis`
  bool operator==(const SecondaryDisplacement&) const = default;
};

/// The same where rows have no numbers: as a round is served.
struct ServedSecondary {
  std::uint32_t area = 0;  ///< index into the boundary set
  std::string location_id;
  SecondaryDisplacement said;
};

}  // namespace sojourn::model
