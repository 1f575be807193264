#include "server/shown_areas.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>

#include "export/csv_writer.hpp"
#include "model/schema.hpp"
#include "server/json_writer.hpp"
#include "server/round_head.hpp"

namespace sojourn::server {
namespace {

constexpr std::string_view line_end = "\r\n";

const geo::Area* area_of(const model::VintageLink& link, const model::ShownArea& shown) {
  return shown.area == geo::no_area ? nullptr : &link.boundaries->area(shown.area);
}

void append_header(std::string& out, bool synthetic) {
  out += "pcode,name,level,boundary_version";
  for (const auto measure : model::shown_measures)
    fmt::format_to(std::back_inserter(out), ",{0},{0}_estimated", measure);
  out += synthetic ? ",synthetic" : "";
  out += line_end;
}

void append_hashtags(std::string& out, bool synthetic) {
  out += "#adm+code,#adm+name,#adm+level,#meta+boundary+version";
  const auto fields = model::fields_of(model::Collection::locations);
  for (const auto measure : model::shown_measures) {
    const auto hashtag = fields[model::field_index(fields, measure)].hxl;
    const auto attributes = hashtag.find('+');
    fmt::format_to(std::back_inserter(out), ",{},#meta+estimated{}", hashtag,
                   attributes == std::string_view::npos ? std::string_view() : hashtag.substr(attributes));
  }
  out += synthetic ? ",#meta+synthetic" : "";
  out += line_end;
}

void append_row(std::string& out, const model::VintageLink& link, const model::ShownArea& shown) {
  if (const auto* const area = area_of(link, shown)) {
    exports::append_csv_text(out, area->pcode);
    out += ',';
    exports::append_csv_text(out, area->name);
  } else {
    out += ',';
  }
  fmt::format_to(std::back_inserter(out), ",{},{}", link.level, link.boundaries->version());
  for (const auto& figure : shown.figures)
    fmt::format_to(std::back_inserter(out), ",{},{}",
                   figure.value ? std::to_string(*figure.value) : std::string(),
                   figure.value ? (figure.estimated ? "true" : "false") : "");
}

std::string as_csv(const model::RoundData& round, const model::VintageLink& link, bool hashtags) {
  const bool synthetic = round.operation.synthetic;
  std::string out;
  append_header(out, synthetic);
  if (hashtags) append_hashtags(out, synthetic);
  for (const auto& shown : model::show_on(round, link)) {
    append_row(out, link, shown);
    out += synthetic ? ",true" : "";
    out += line_end;
  }
  return out;
}

void write_round(JsonWriter& json, const model::RoundData& data, const model::VintageLink& link) {
  const auto& round = data.round;
  write_round_head(json, data);
  json.member("placed_on",
              round.boundary_version.empty() ? std::nullopt : std::optional(round.boundary_version));
  json.member("boundary_version", link.boundaries->version());
  json.member("level", link.level);
}

void write_row(JsonWriter& json, const model::VintageLink& link, const model::ShownArea& shown) {
  const auto* const area = area_of(link, shown);
  json.begin_object();
  json.member("pcode", area == nullptr ? std::nullopt : std::optional(area->pcode));
  json.member("name", area == nullptr ? std::nullopt : std::optional(area->name));
  for (std::size_t i = 0; i < shown.figures.size(); ++i)
    json.member(model::shown_measures[i], shown.figures[i].value);
  json.key("estimated");
  json.begin_array();
  for (std::size_t i = 0; i < shown.figures.size(); ++i)
    if (shown.figures[i].estimated) json.value(model::shown_measures[i]);
  json.end_array();
  json.end_object();
}

std::string as_json(const model::RoundData& round, const model::VintageLink& link) {
  JsonWriter json;
  json.begin_object();
  write_round(json, round, link);
  json.key("rows");
  json.begin_array();
  for (const auto& shown : model::show_on(round, link)) write_row(json, link, shown);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

}  // namespace

std::string format_shown(const model::RoundData& round, const model::VintageLink& link, Format format) {
  return format == Format::json ? as_json(round, link) : as_csv(round, link, format == Format::hxl);
}

}  // namespace sojourn::server
