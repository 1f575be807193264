/// People who were displaced within their own area, where the source counts them.
#pragma once

#include <cstdint>
#include <map>

#include "ingest/finding_log.hpp"
#include "ingest/known_locations.hpp"
#include "ingest/placer.hpp"
#include "ingest/record.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {

/// Adds up what rows say, by the area around them that the profile names (`value = "admin2"`). A row may
/// speak for others of its area, as a ward's row does for its camps, so the area's people are what the sum is
/// compared with. An area of which a row says "yes" and not how many has no count. What is left out has a
/// finding, unless there are no boundaries: then nothing is known of any area. The order of rows does not
/// matter.
class DisplacedWithin {
 public:
  void add(const Record& record, const PlacedArea& placed, const geo::BoundarySet& boundaries,
           FindingLog& log);
  /// As figures of the areas; call once, when all locations have theirs.
  void finish(const KnownLocations& locations, model::RoundContent& content, FindingLog& log) const;

 private:
  struct Said {
    std::int64_t people = 0;
    std::int64_t first_row = 0;
    std::int64_t first_uncounted_row = 0;  ///< that says yes and not how many; 0: none
  };
  std::map<std::uint32_t, Said> said_of_;
};

}  // namespace sojourn::ingest
