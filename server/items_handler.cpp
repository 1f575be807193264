#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <numeric>

#include "server/canonical_query.hpp"
#include "server/collection_path.hpp"
#include "server/filter_parameter.hpp"
#include "server/handlers.hpp"
#include "server/items_body.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

/// A table without `limit` is meant whole: programs that read CSV do not follow links.
constexpr std::size_t table_rows_at_most = 100'000;

std::vector<std::size_t> all_fields(model::Collection collection) {
  std::vector<std::size_t> fields(model::fields_of(collection).size());
  std::iota(fields.begin(), fields.end(), 0U);
  return fields;
}

std::vector<std::string_view> known_of_one_feature(model::Collection collection) {
  const auto state = state_parameters_of(collection);
  std::vector<std::string_view> names(state.begin(), state.end());
  names.insert(names.end(), {"properties", "f"});
  return names;
}

std::vector<std::string_view> known_parameters(model::Collection collection) {
  auto names = known_of_one_feature(collection);
  for (const std::string_view name : {"bbox", "limit", "offset", "cursor"}) names.push_back(name);
  names.insert(names.end(), std::begin(filter_parameters), std::end(filter_parameters));
  for (const auto name : filterable_fields(model::fields_of(collection))) names.push_back(name);
  return names;
}

/// What requests for features and for one of them have in common.
ItemsRequest parse_features(model::Collection collection, const Parameters& parameters,
                            const Request& request, const Context& context) {
  ItemsRequest items;
  items.format = choose_format(parameters, request);
  items.selection.collection = collection;
  items.selection.selected = &context.resources.selections;
  const auto state = parse_state(parameters, context.published());
  items.selection.rounds = rounds_of(collection, state, context);
  items.fields = chosen_fields(collection, parameters, all_fields(collection));
  items.address =
      fmt::format("{}/ogc/collections/{}/items", context.base_url, model::info_of(collection).name);
  items.time_stamp = served_since(*context.snapshot, items.selection.rounds);
  items.texts = &context.resources.texts;
  CanonicalQuery query;
  query.add_state(parameters, state);
  query.add_properties(model::fields_of(collection), items.fields, all_fields(collection));
  items.query = std::move(query).take();
  return items;
}

/// The round that a cursor points into, of these; null if it is not among them.
std::shared_ptr<const model::RoundData> find_round(const model::RoundList& rounds, const Cursor& cursor,
                                                   const Snapshot& snapshot) {
  for (const auto& data : rounds)
    if (data->round.key == cursor.round &&
        snapshot.rounds.at(data.get()).identity.starts_with(cursor.identity))
      return data;
  return nullptr;
}

/// Another round may be in force since the page before was made. The cursor's takes its place, as long as it
/// is public, so that pages go on in what they began with.
void find_place(ItemsRequest& items, const Context& context) {
  const auto& cursor = *items.page.cursor;
  auto& rounds = items.selection.rounds;
  auto meant = find_round(rounds, cursor, *context.snapshot);
  if (!meant && items.selection.collection != model::Collection::assessments) {
    const auto operation = context.published().operations.find(cursor.round.operation);
    if (operation != context.published().operations.end())
      meant = find_round(operation->second->rounds, cursor, *context.snapshot);
  }
  const auto place = std::find_if(rounds.begin(), rounds.end(), [&](const auto& data) {
    return data == meant || (items.selection.collection != model::Collection::assessments &&
                             data->round.key.operation == cursor.round.operation &&
                             data->round.key.method == cursor.round.method);
  });
  if (!meant || place == rounds.end())
    refuse_parameter("cursor", "points into a round that is public no more: begin again without it");
  items.in_round_before = *place != meant;
  *place = std::move(meant);
  items.from = {static_cast<std::uint32_t>(place - rounds.begin()), cursor.row};
  items.time_stamp = served_since(*context.snapshot, rounds);
}

ItemsRequest parse_items(model::Collection collection, const Request& request, const Context& context) {
  const auto known = known_parameters(collection);
  const Parameters parameters(request.query, known);
  auto items = parse_features(collection, parameters, request, context);
  const auto asked_round = parse_state(parameters, context.published()).round;
  items.selection.boxes = parse_bbox(parameters);
  items.selection.filter = parse_filter(parameters, collection);
  const auto& settings = context.resources.settings;
  const bool table = items.format != Format::json;
  const PageLimits limits{table ? table_rows_at_most : static_cast<std::size_t>(settings.items_limit),
                          table ? table_rows_at_most : static_cast<std::size_t>(settings.items_most)};
  items.page = parse_page(parameters, limits);
  if (items.page.cursor && asked_round && items.page.cursor->round.number != *asked_round)
    refuse_parameter("cursor", "points into another round than 'round' says: begin again without it");
  if (items.page.cursor) find_place(items, context);
  for (const auto& data : items.selection.rounds)
    items.identities.push_back(context.snapshot->rounds.at(data.get()).identity);
  CanonicalQuery query(std::move(items.query));
  query.add_filter(items.selection.filter);
  if (items.selection.boxes) query.add_bbox(*items.selection.boxes);
  if (items.page.limit != limits.standard) query.add("limit", std::to_string(items.page.limit));
  items.query = std::move(query).take();
  return items;
}

/// `NGA.NG008002`, or of assessments `NGA.baseline.28.NG008002`, taken apart.
struct FeatureId {
  std::string operation;
  std::optional<model::RoundKey> round;  ///< of an assessment
};

std::optional<FeatureId> parse_feature_id(std::string_view text, bool is_assessment) {
  const auto take = [&] {
    const auto dot = std::min(text.find('.'), text.size());
    const auto part = text.substr(0, dot);
    text.remove_prefix(std::min(dot + 1, text.size()));
    return part;
  };
  FeatureId id;
  id.operation = take();
  if (!model::is_operation_code(id.operation) || text.empty()) return std::nullopt;
  if (!is_assessment) return id;
  const auto method = model::parse_method(take());
  const auto digits = take();
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (!method || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  id.round = model::RoundKey{id.operation, *method, number};
  return id;
}

/// The first round that has the feature, and its row.
std::optional<RowPage::Row> find_feature(const RowSelection& selection, const std::string& id) {
  for (std::uint32_t i = 0; i < selection.rounds.size(); ++i) {
    const auto& data = *selection.rounds[i];
    const auto* block = data.block(selection.collection);
    if (!block) continue;
    auto block_id = id;
    if (selection.collection == model::Collection::assessments) {
      const auto prefix = fmt::format("{}.{}.{}.", data.operation.code,
                                      model::to_string(data.round.key.method), data.round.key.number);
      if (!id.starts_with(prefix)) continue;
      block_id = data.operation.code + "." + id.substr(prefix.size());
    }
    if (const auto row = block->find(block_id)) return RowPage::Row{i, static_cast<std::uint32_t>(*row)};
  }
  return std::nullopt;
}

Rendition as_rendition(std::string key, const ItemsRequest& items) {
  Rendition rendition;
  rendition.key = std::move(key);
  rendition.content_type = items.format == Format::json ? geojson_type : csv_type;
  rendition.headers.add("Cache-Control", data_cache_control);
  rendition.headers.add("Content-Crs", "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
  return rendition;
}

}  // namespace

Answer get_items(const Request& request, const Context& context, Captures captures) {
  auto items = parse_items(require_collection(captures[0]), request, context);
  auto rendition =
      as_rendition(fmt::format("items {} {} {}{} {}", items.link(), items.page.limit, items.time_stamp,
                               items.in_round_before ? " of a round before" : "",
                               rounds_key(*context.snapshot, items.selection.rounds)),
                   items);
  rendition.render = [items = std::make_shared<const ItemsRequest>(std::move(items))] {
    return render_items(items);
  };
  return rendition;
}

Answer get_item(const Request& request, const Context& context, Captures captures) {
  const auto collection = require_collection(captures[0]);
  const auto& id = captures[1];
  const bool is_assessment = collection == model::Collection::assessments;
  const auto parsed = parse_feature_id(id, is_assessment);
  if (!parsed || !context.published().operations.contains(parsed->operation))
    throw Problem(ProblemCode::unknown_feature, fmt::format("There is no feature '{}'.", id));
  const auto known = known_of_one_feature(collection);
  const Parameters parameters(request.query, known);
  auto items = parse_features(collection, parameters, request, context);
  std::erase_if(items.selection.rounds, [&](const auto& data) {
    return data->operation.code != parsed->operation || (parsed->round && data->round.key != *parsed->round);
  });
  auto rendition = as_rendition(fmt::format("item {} {} {}", percent_encode(id), items.link(),
                                            rounds_key(*context.snapshot, items.selection.rounds)),
                                items);
  rendition.render = [items = std::make_shared<const ItemsRequest>(std::move(items)), id] {
    const auto found = find_feature(items->selection, id);
    if (!found)
      throw Problem(ProblemCode::unknown_feature,
                    fmt::format("There is no feature '{}' in the state asked for.", id));
    RowPage page;
    page.rows.push_back(*found);
    return render_item(items, std::move(page), id);
  };
  return rendition;
}

}  // namespace sojourn::server
