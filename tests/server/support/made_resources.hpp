/// What handlers work with, empty and with the settings that nobody set.
#pragma once

#include "server/handlers.hpp"

namespace sojourn::server::testing {

class MadeResources {
 public:
  /// Ways between vintages are made by `make`.
  explicit MadeResources(VintageLinks::Make make = model::VintageLink::by_overlap)
      : vintages_(VintageLinks::most_unless_said, VintageLinks::bytes_unless_said, std::move(make)) {}
  const Resources& all() const { return all_; }

 private:
  Settings settings_;
  Metrics metrics_;
  tiles::PreparedAreas areas_;
  exports::GeometryTexts texts_;
  query::SelectionCache selections_;
  VintageLinks vintages_;
  Resources all_{settings_, metrics_, areas_, texts_, selections_, vintages_};
};

}  // namespace sojourn::server::testing
