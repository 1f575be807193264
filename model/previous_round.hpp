/// What is known of the round before, to compare a new one with.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "model/round.hpp"
#include "model/row_bytes.hpp"

namespace sojourn::model {

struct PreviousLocation {
  std::string_view id;
  std::string_view name;   ///< empty: none
  std::string_view pcode;  ///< of the deepest area known, in that round's boundaries
  std::optional<std::int64_t> individuals;
};

/// Locations in the order in which they were added. They are gone through once, so beyond some megabytes they
/// wait in a file (see RowBytes).
class PreviousLocations {
 public:
  void add(const PreviousLocation& location);
  /// To be called after the last `add`.
  void finish() { bytes_.finish(); }
  std::size_t size() const { return size_; }
  /// Calls visit(location) for each; its texts are valid during the call.
  void for_each(const std::function<void(const PreviousLocation&)>& visit) const;

 private:
  static constexpr std::size_t kept_in_memory = std::size_t{4} << 20;
  RowBytes bytes_{kept_in_memory};
  std::size_t size_ = 0;
};

/// The round of the same operation and method with the highest number below the new one's.
struct PreviousRound {
  RoundKey key;
  Date period_end = Date::from_days(0);
  PreviousLocations locations;
};

}  // namespace sojourn::model
