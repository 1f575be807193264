#include "model/round_data.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "model/dataset.hpp"
#include "model/derive.hpp"

namespace sojourn::model {
namespace {

void require_total(const RoundKey& key, std::string_view what, std::int64_t expected, std::int64_t found) {
  if (expected == found) return;
  throw std::runtime_error(fmt::format("{} {} round {}: {} should be {} and are {}; the round is not served",
                                       key.operation, to_string(key.method), key.number, what, expected,
                                       found));
}

void check_totals(const RoundData& data) {
  const auto& totals = data.round.totals;
  require_total(data.round.key, "people in the locations", totals.individuals, data.individuals);
  require_total(data.round.key, "locations", totals.locations,
                static_cast<std::int64_t>(data.locations.rows()));
  for (const auto& block : data.admin)
    require_total(data.round.key, fmt::format("people in {}", info_of(block->collection()).name),
                  totals.individuals, block->column("idps_individuals").sum().value_or(0));
}

std::shared_ptr<const RoundData> make_dataset(const Operation& operation, RoundContent content,
                                              const RoundData* previous) {
  auto data = std::make_shared<RoundData>();
  data->operation = operation;
  data->round = content.round;
  data->boundaries = content.boundaries;
  const auto& key = content.round.key;
  data->individuals = total_individuals(collection_of(key.method), content.assessments);
  const auto block = make_dataset_block(operation, content);
  if (previous != nullptr) block->share_texts(*previous->dataset);
  data->dataset = block;
  require_total(key, "people", data->round.totals.individuals, data->individuals);
  require_total(key, "rows", data->round.totals.locations, static_cast<std::int64_t>(data->dataset->rows()));
  return data;
}

}  // namespace

const Block* RoundData::block(Collection collection) const {
  if (dataset != nullptr || dataset_of(collection))
    return dataset != nullptr && dataset->collection() == collection ? dataset.get() : nullptr;
  if (collection == Collection::locations || collection == Collection::assessments) return &locations;
  if (collection == Collection::origins) return origins.get();
  return admin[static_cast<std::size_t>(admin_level(collection).value())].get();
}

std::shared_ptr<const RoundData> make_round_data(const Operation& operation, RoundContent content,
                                                 const RoundData* previous) {
  if (!is_assessment(content.round.key.method)) return make_dataset(operation, std::move(content), previous);
  auto data = std::make_shared<RoundData>();
  data->operation = operation;
  data->round = content.round;
  data->boundaries = content.boundaries;
  if (previous != nullptr) data->previous = previous->round;
  data->flows = make_flows(content);
  data->admin = make_admin_blocks(operation, content, data->flows.list, previous);
  data->origins = make_origins_block(operation, content, data->flows.list);

  const auto& ids = content.assessments.column("location_id");
  for (auto& move : content.secondary)
    data->secondary.push_back(
        {content.areas[move.location], std::string(ids.text(move.location)), std::move(move)});

  complete_locations(operation, content);
  std::vector<PointE7> points;
  points.reserve(content.points.size());
  for (const auto& point : content.points) points.push_back(point ? PointE7(*point) : PointE7());
  data->locations = Block::of_points(Collection::locations, content.assessments, points);
  if (previous != nullptr) data->locations.share_texts(previous->locations);
  data->individuals = data->locations.column("idps_individuals").sum().value_or(0);
  check_totals(*data);
  return data;
}

}  // namespace sojourn::model
