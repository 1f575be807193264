#include <fmt/format.h>

#include <array>

#include "server/collection_path.hpp"
#include "server/export_request.hpp"
#include "server/formats.hpp"
#include "server/handlers.hpp"
#include "server/json_writer.hpp"
#include "server/links.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view schema_type = "application/schema+json";
constexpr std::string_view crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Neither core is among them: both want a description of the interface that programs read.
constexpr std::array<std::string_view, 9> conformance_classes = {
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
};

/// Documents here have one format; `f=json` may say so.
void require_json(const Request& request) {
  constexpr std::array<std::string_view, 1> known = {"f"};
  const Parameters parameters(request.query, known);
  if (const auto format = parameters.find("f"); format && *format != "json")
    refuse_parameter("f", "can only be json here");
}

struct Extent {
  geo::Box box;
  std::optional<model::Date> from;
  std::optional<model::Date> to;
};

Extent extent_of(const model::Published& published, model::Collection collection) {
  Extent extent;
  for (const auto& [code, edition] : published.operations)
    for (const auto& data : edition->rounds) {
      const auto* block = data->block(collection);
      if (!block) continue;
      extent.box.grow(block->bounds());
      extent.from = extent.from ? std::min(*extent.from, data->round.period_start) : data->round.period_start;
      extent.to = extent.to ? std::max(*extent.to, data->round.period_end) : data->round.period_end;
    }
  return extent;
}

void write_extent(JsonWriter& json, const Extent& extent) {
  json.key("extent");
  json.begin_object();
  if (!extent.box.empty()) {
    json.key("spatial");
    json.begin_object();
    json.key("bbox");
    json.begin_array();
    json.begin_array();
    for (const double edge : {extent.box.min_x, extent.box.min_y, extent.box.max_x, extent.box.max_y})
      json.value(edge);
    json.end_array();
    json.end_array();
    json.member("crs", crs84);
    json.end_object();
  }
  if (extent.from) {
    json.key("temporal");
    json.begin_object();
    json.key("interval");
    json.begin_array();
    json.begin_array();
    json.value(extent.from->to_string() + "T00:00:00Z");
    json.value(extent.to->to_string() + "T23:59:59Z");
    json.end_array();
    json.end_array();
    json.end_object();
  }
  json.end_object();
}

void add_export_links(std::vector<Link>& links, const model::CollectionInfo& info,
                      const std::string& address) {
  struct Offer {
    ExportFormat format;
    std::string_view title;
  };
  for (const auto& [format, title] : {Offer{ExportFormat::geojson, "All as one file of GeoJSON"},
                                      Offer{ExportFormat::csv, "All as one file of CSV"},
                                      Offer{ExportFormat::flatgeobuf, "All as FlatGeobuf"},
                                      Offer{ExportFormat::geopackage, "All as GeoPackage"},
                                      Offer{ExportFormat::pmtiles, "All tiles as a PMTiles archive"}})
    if (info.has_tiles || format != ExportFormat::pmtiles)
      links.push_back({"enclosure", media_type_of(format),
                       fmt::format("{}?f={}", address, extension_of(format).substr(1)), title});
}

void write_collection(JsonWriter& json, const model::CollectionInfo& info, const model::Published& published,
                      const std::string& base_url) {
  const auto self = fmt::format("{}/ogc/collections/{}", base_url, info.name);
  json.begin_object();
  json.member("id", info.name);
  json.member("title", info.title);
  json.member("description", info.description);
  json.member("itemType", "feature");
  write_extent(json, extent_of(published, info.id));
  json.key("crs");
  json.begin_array();
  json.value(crs84);
  json.end_array();
  json.member("storageCrs", crs84);
  std::vector<Link> links = {{"self", json_type, self, "This collection"},
                             {"items", geojson_type, self + "/items", "Features as GeoJSON"},
                             {"items", csv_type, self + "/items?f=csv", "Features as CSV"},
                             {"items", csv_type, self + "/items?f=hxl", "Features as CSV with HXL hashtags"},
                             {"http://www.opengis.net/def/rel/ogc/1.0/queryables", schema_type,
                              self + "/queryables", "What filters may name"}};
  if (info.has_tiles) {
    links.push_back({"related", json_type, fmt::format("{}/tiles/{}.json", base_url, info.name),
                     "Vector tiles (TileJSON)"});
  }
  add_export_links(links, info, self + "/export");
  write_links(json, links);
  json.end_object();
}

Rendition document(const Context& context, std::string_view name, std::function<void(JsonWriter&)> write) {
  auto key = fmt::format("{} {}{}", name, context.base_url, snapshot_key(*context.snapshot));
  return json_rendition(std::move(key), json_type, [write = std::move(write)] {
    JsonWriter json;
    write(json);
    return std::move(json).take();
  });
}

void write_queryable(JsonWriter& json, const model::Field& field) {
  using model::FieldType;
  json.key(field.name);
  json.begin_object();
  json.member("title", field.name);
  if (!field.unit.empty()) json.member("description", fmt::format("{} ({})", field.unit, field.hxl));
  const bool is_number = field.type == FieldType::integer || field.type == FieldType::real;
  json.member("type", !is_number ? "string" : field.type == FieldType::integer ? "integer" : "number");
  if (field.type == FieldType::date) json.member("format", "date");
  json.end_object();
}

}  // namespace

Answer get_landing_page(const Request& request, const Context& context, Captures) {
  require_json(request);
  return document(context, "landing", [base = context.base_url](JsonWriter& json) {
    json.begin_object();
    json.member("title", "Sojourn");
    json.member("description", "Displacement and needs: rounds, areas, origins.");
    write_links(json, {{"self", json_type, base + "/ogc", "This document"},
                       {"conformance", json_type, base + "/ogc/conformance", "What this server conforms to"},
                       {"data", json_type, base + "/ogc/collections", "The collections"},
                       {"related", json_type, base + "/api/operations", "Operations and their rounds"},
                       {"alternate", "text/html", base + "/", "The map"}});
    json.end_object();
  });
}

Answer get_conformance(const Request& request, const Context& context, Captures) {
  require_json(request);
  return document(context, "conformance", [](JsonWriter& json) {
    json.begin_object();
    json.key("conformsTo");
    json.begin_array();
    for (const auto& conformance_class : conformance_classes) json.value(conformance_class);
    json.end_array();
    json.end_object();
  });
}

Answer get_collections(const Request& request, const Context& context, Captures) {
  require_json(request);
  return document(context, "collections",
                  [published = context.snapshot->published, base = context.base_url](JsonWriter& json) {
                    json.begin_object();
                    write_links(json, {{"self", json_type, base + "/ogc/collections", "This document"}});
                    json.key("collections");
                    json.begin_array();
                    for (const auto& info : model::collections())
                      write_collection(json, info, *published, base);
                    json.end_array();
                    json.end_object();
                  });
}

Answer get_collection(const Request& request, const Context& context, Captures captures) {
  const auto& info = model::info_of(require_collection(captures[0]));
  require_json(request);
  return document(context, fmt::format("collection {}", info.name),
                  [&info, published = context.snapshot->published, base = context.base_url](
                      JsonWriter& json) { write_collection(json, info, *published, base); });
}

Answer get_queryables(const Request& request, const Context& context, Captures captures) {
  const auto& info = model::info_of(require_collection(captures[0]));
  require_json(request);
  const auto address = fmt::format("{}/ogc/collections/{}/queryables", context.base_url, info.name);
  return json_rendition("queryables " + address, schema_type, [&info, address] {
    JsonWriter json;
    json.begin_object();
    json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.member("$id", address);
    json.member("type", "object");
    json.member("title", info.title);
    json.member("description", info.description);
    json.key("properties");
    json.begin_object();
    for (const auto& field : model::fields_of(info.id)) write_queryable(json, field);
    json.end_object();
    json.member("additionalProperties", false);
    json.end_object();
    return std::move(json).take();
  });
}

}  // namespace sojourn::server
