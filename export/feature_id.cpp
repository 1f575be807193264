#include "export/feature_id.hpp"

#include <fmt/format.h>

namespace sojourn::exports {

std::string feature_id(const model::RoundData& round, model::Collection collection, std::size_t row) {
  if (collection != model::Collection::assessments) return round.block(collection)->feature_id(row);
  const auto& key = round.round.key;
  return fmt::format("{}.{}.{}.{}", key.operation, to_string(key.method), key.number,
                     round.locations.column("location_id").text(row));
}

}  // namespace sojourn::exports
