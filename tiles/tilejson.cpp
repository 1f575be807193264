#include "tiles/tilejson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "geo/mercator.hpp"
#include "tiles/encode.hpp"
#include "tiles/text.hpp"

namespace sojourn::tiles {
namespace {

void append_html(std::string& out, std::string_view text) {
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
}

/// "Source (licence), synthetic data", each once, in the order of the rounds.
std::string attribution(const model::RoundList& rounds) {
  std::set<std::string> seen;
  std::string html;
  for (const auto& round : rounds) {
    const auto& operation = round->operation;
    auto text = round->round.source.empty() ? operation.source : round->round.source;
    if (text.empty()) text = operation.name.empty() ? operation.code : operation.name;
    if (!operation.licence.empty()) text += fmt::format(" ({})", operation.licence);
    if (operation.synthetic) text += ", synthetic data";
    if (!seen.insert(text).second) continue;
    if (!html.empty()) html += "; ";
    append_html(html, text);
  }
  return html;
}

/// The part of a box that lies within another, or the point or edge there that is nearest to it.
geo::Box clipped(const geo::Box& box, const geo::Box& to) {
  return {std::clamp(box.min_x, to.min_x, to.max_x), std::clamp(box.min_y, to.min_y, to.max_y),
          std::clamp(box.max_x, to.min_x, to.max_x), std::clamp(box.max_y, to.min_y, to.max_y)};
}

geo::Box bounds_of(const model::RoundList& rounds, model::Collection collection,
                   std::span<const geo::Box> boxes) {
  geo::Box box;
  for (const auto& round : rounds)
    if (const auto* block = round->block(collection)) box.grow(block->bounds());
  const geo::Box world{-180, -geo::max_mercator_latitude, 180, geo::max_mercator_latitude};
  if (box.empty()) return world;
  geo::Box extent;
  for (const auto& one : boxes) extent.grow(one);
  return clipped(extent.empty() ? box : clipped(box, extent), world);
}

/// The middle of the bounds and the deepest zoom at which one tile's side still spans them.
std::string center_of(const geo::Box& box) {
  const auto corner = geo::to_mercator(box.min_x, box.max_y);
  const auto opposite = geo::to_mercator(box.max_x, box.min_y);
  const double side = std::max({opposite.x - corner.x, opposite.y - corner.y, 1e-4});
  const auto zoom = std::clamp(static_cast<int>(std::floor(-std::log2(side))), 0, tilejson_max_zoom);
  const auto middle = geo::from_mercator({(corner.x + opposite.x) / 2, (corner.y + opposite.y) / 2});
  return fmt::format("[{:.6f},{:.6f},{}]", middle.x, middle.y, zoom);
}

std::string_view type_name(model::FieldType type) {
  switch (type) {
    case model::FieldType::integer:
      return "whole number";
    case model::FieldType::real:
      return "number";
    case model::FieldType::date:
      return "date, YYYY-MM-DD";
    default:
      return "text";
  }
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}

void append_fields(std::string& out, model::Collection collection, std::span<const std::size_t> properties,
                   bool clusters, bool synthetic) {
  const auto fields = model::fields_of(collection);
  out += "\"fields\":{";
  bool first = true;
  for (const auto index : properties) {
    const auto& field = fields[index];
    auto text = std::string(type_name(field.type));
    if (!field.unit.empty()) text += fmt::format(", {}", field.unit);
    if (!field.hxl.empty()) text += fmt::format(" ({})", field.hxl);
    if (!first) out += ',';
    first = false;
    append_member(out, field.name, text);
  }
  const auto append_more = [&](std::string_view name, std::string_view text) {
    if (!first) out += ',';
    first = false;
    append_member(out, name, text);
  };
  if (clusters) append_more(count_key, "whole number, of a cluster: the locations it stands for");
  if (synthetic) append_more(synthetic_key, "true where the operation is made up");
  out += '}';
}

/// Whether the people of a collection's features may be added at all.
bool adds_up(model::Collection collection) {
  const auto fields = model::fields_of(collection);
  return fields[model::field_index(fields, model::main_measure(collection))].aggregate ==
         model::Aggregate::sum;
}

std::int64_t unplaced_of(const model::Block& block, const model::RowSelection& selection) {
  if (!adds_up(block.collection())) return 0;
  const auto& people = block.column(model::main_measure(block.collection()));
  std::int64_t sum = 0;
  selection.for_each([&](std::size_t row) {
    if (!block.has_geometry(row)) sum += people.optional_integer(row).value_or(0);
  });
  return sum;
}

/// By round, and as what all of them lack, by which who adds up tiles can tell that nothing is missing.
void append_unplaced(std::string& out, const model::RoundList& rounds, model::Collection collection,
                     const model::RowSelections& selections) {
  std::int64_t all = 0;
  out += ",\"unplaced\":[";
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const auto& key = rounds[i]->round.key;
    const auto here = unplaced_individuals(*rounds[i], collection, model::selection_at(selections, i));
    all += here;
    out += i == 0 ? "{" : ",{";
    append_member(out, "operation", key.operation);
    if (model::is_assessment(key.method)) {
      out += ',';
      append_member(out, "method", model::to_string(key.method));
    }
    out += fmt::format(",\"round\":{},\"individuals\":{}}}", key.number, here);
  }
  out += fmt::format("],\"unplaced_individuals\":{}", all);
}

}  // namespace

std::int64_t unplaced_individuals(const model::RoundData& round, model::Collection collection,
                                  const model::RowSelection* selection) {
  const auto* block = round.block(collection);
  if (block == nullptr) return 0;
  return selection == nullptr ? block->unplaced_individuals() : unplaced_of(*block, *selection);
}

std::string tilejson(const model::RoundList& rounds, model::Collection collection, std::string_view tiles_url,
                     std::span<const std::size_t> properties, const model::RowSelections& selections,
                     bool cluster, std::span<const geo::Box> boxes) {
  const auto& info = model::info_of(collection);
  const bool synthetic =
      std::any_of(rounds.begin(), rounds.end(), [](const auto& round) { return round->operation.synthetic; });
  const auto box = bounds_of(rounds, collection, boxes);
  std::string out = "{\"tilejson\":\"3.0.0\",";
  append_member(out, "name", info.title);
  out += ',';
  append_member(out, "description", info.description);
  out += ',';
  append_member(out, "attribution", attribution(rounds));
  out += ",\"scheme\":\"xyz\",\"tiles\":[";
  append_json_string(out, tiles_url);
  out += fmt::format("],\"minzoom\":0,\"maxzoom\":{}", tilejson_max_zoom);
  out += fmt::format(",\"bounds\":[{:.6f},{:.6f},{:.6f},{:.6f}]", box.min_x, box.min_y, box.max_x, box.max_y);
  out += fmt::format(",\"center\":{}", center_of(box));
  out += ",\"vector_layers\":[{";
  append_member(out, "id", info.name);
  out += ',';
  append_member(out, "description", info.description);
  out += fmt::format(",\"minzoom\":0,\"maxzoom\":{},", tilejson_max_zoom);
  const bool clusters = cluster && collection == model::Collection::locations;
  append_fields(out, collection, properties, clusters, synthetic);
  out += "}]";
  if (adds_up(collection)) append_unplaced(out, rounds, collection, selections);
  if (clusters) out += fmt::format(",\"cluster_max_zoom\":{}", last_cluster_zoom);
  if (synthetic) out += ",\"synthetic\":true";
  out += '}';
  return out;
}

}  // namespace sojourn::tiles
