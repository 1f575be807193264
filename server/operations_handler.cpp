#include "server/handlers.hpp"
#include "server/json_writer.hpp"
#include "server/parameters.hpp"

namespace sojourn::server {
namespace {

geo::Box bounds_of(const model::Edition& edition) {
  geo::Box box;
  for (const auto& data : edition.rounds) {
    box.grow(data->locations.bounds());
    if (data->dataset) box.grow(data->dataset->bounds());
    if (const auto* country = data->block(model::Collection::admin0)) box.grow(country->bounds());
  }
  return box;
}

void write_round(JsonWriter& json, const model::Round& round) {
  json.begin_object();
  json.member("method", model::to_string(round.key.method));
  json.member("round", round.key.number);
  json.member("period_start", round.period_start.to_string());
  json.member("period_end", round.period_end.to_string());
  json.member("idps_individuals", round.totals.individuals);
  json.member("households", round.totals.households);
  json.member("locations", round.totals.locations);
  json.member("revision", round.revision);
  json.member("erratum", round.erratum.empty() ? std::nullopt : std::optional(round.erratum));
  json.end_object();
}

/// What an operation has besides rounds of assessments.
void write_dataset(JsonWriter& json, const model::RoundData& data) {
  const auto& round = data.round;
  json.begin_object();
  json.member("collection", model::info_of(data.dataset->collection()).name);
  json.member("round", round.key.number);
  json.member("period_start", round.period_start.to_string());
  json.member("period_end", round.period_end.to_string());
  json.member("features", round.totals.locations);
  json.member("revision", round.revision);
  json.member("erratum", round.erratum.empty() ? std::nullopt : std::optional(round.erratum));
  json.end_object();
}

void write_bbox(JsonWriter& json, const geo::Box& box) {
  json.key("bbox");
  if (box.empty()) return json.null();
  json.begin_array();
  for (const double edge : {box.min_x, box.min_y, box.max_x, box.max_y}) json.value(edge);
  json.end_array();
}

void write_operation(JsonWriter& json, const model::Edition& edition) {
  const auto& operation = edition.operation;
  json.begin_object();
  json.member("code", operation.code);
  json.member("name", operation.name);
  json.member("country", operation.country);
  json.member("source", operation.source);
  json.member("licence", operation.licence);
  json.member("synthetic", operation.synthetic);
  json.member("ends_on", operation.ends_on ? std::optional(operation.ends_on->to_string()) : std::nullopt);
  write_bbox(json, bounds_of(edition));
  json.member("edition", edition.number);
  json.key("rounds");
  json.begin_array();
  for (const auto& data : edition.rounds)
    if (!data->dataset) write_round(json, data->round);
  json.end_array();
  json.key("datasets");
  json.begin_array();
  for (const auto& data : edition.rounds)
    if (data->dataset) write_dataset(json, *data);
  json.end_array();
  json.end_object();
}

}  // namespace

Answer get_operations(const Request& request, const Context& context, Captures) {
  const Parameters none(request.query, {});
  auto render = [published = context.snapshot->published] {
    JsonWriter json;
    json.begin_object();
    json.key("operations");
    json.begin_array();
    for (const auto& [code, edition] : published->operations) write_operation(json, *edition);
    json.end_array();
    json.end_object();
    return std::move(json).take();
  };
  return json_rendition("operations" + snapshot_key(*context.snapshot), "application/json",
                        std::move(render));
}

}  // namespace sojourn::server
