#include "server/vintage_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "server/json_writer.hpp"
#include "sql/boundary_store.hpp"
#include "sql/error.hpp"

namespace sojourn::server {
namespace {

// What an area is called in the output; "not known" has no code.
const geo::Area* area_of(const ShownRound& shown, const model::ShownArea& figures) {
  return figures.area == geo::no_area ? nullptr : &shown.boundaries->area(figures.area);
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

std::string as_csv(const ShownRound& shown) {
  std::string text = "pcode,name,level,boundary_version";
  for (const auto measure : model::shown_measures)
    fmt::format_to(std::back_inserter(text), ",{0},{0}_estimated", measure);
  text += "\n";
  for (const auto& figures : shown.areas) {
    const auto* const area = area_of(shown, figures);
    fmt::format_to(std::back_inserter(text), "{},{},{},{}", area == nullptr ? "" : quoted(area->pcode),
                   area == nullptr ? "" : quoted(area->name), shown.level, shown.boundaries->version());
    for (const auto& figure : figures.figures)
      fmt::format_to(std::back_inserter(text), ",{},{}",
                     figure.value ? std::to_string(*figure.value) : std::string(),
                     figure.value ? (figure.estimated ? "true" : "false") : "");
    text += "\n";
  }
  return text;
}

std::string as_json(const ShownRound& shown) {
  JsonWriter json;
  const auto& round = shown.round->round;
  json.begin_object();
  json.member("operation", round.key.operation);
  json.member("method", model::to_string(round.key.method));
  json.member("round", round.key.number);
  json.member("placed_on", round.boundary_version);
  json.member("boundary_version", shown.boundaries->version());
  json.member("level", shown.level);
  json.key("areas");
  json.begin_array();
  for (const auto& figures : shown.areas) {
    const auto* const area = area_of(shown, figures);
    json.begin_object();
    json.member("pcode", area == nullptr ? std::nullopt : std::optional(area->pcode));
    json.member("name", area == nullptr ? std::nullopt : std::optional(area->name));
    std::vector<std::string_view> estimated;
    for (std::size_t i = 0; i < figures.figures.size(); ++i) {
      json.member(model::shown_measures[i], figures.figures[i].value);
      if (figures.figures[i].estimated) estimated.push_back(model::shown_measures[i]);
    }
    json.key("estimated");
    json.begin_array();
    for (const auto measure : estimated) json.value(measure);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return std::move(json).take() + "\n";
}

}  // namespace

std::shared_ptr<const geo::BoundarySet> load_vintage(const sql::Database& database,
                                                     const std::string& country, const std::string& version) {
  const sql::BoundaryStore store(database);
  if (auto set = store.load(country, version)) return set;
  std::vector<std::string> known;
  for (const auto& vintage : store.vintages(country)) known.push_back(vintage.version);
  throw sql::Refusal(
      known.empty()
          ? fmt::format("there are no boundaries of {}: store them with `sojourn boundaries`", country)
          : fmt::format("there are no boundaries of {} of {}; stored are those of {}", country, version,
                        fmt::join(known, ", ")));
}

geo::Crosswalk read_crosswalk(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw sql::Refusal(fmt::format("there is no crosswalk {}", file.string()));
  std::ostringstream text;
  text << stream.rdbuf();
  try {
    return geo::Crosswalk::parse(text.str());
  } catch (const geo::CrosswalkError& error) {
    throw sql::Refusal(fmt::format("crosswalk {}: {}", file.string(), error.what()));
  }
}

std::string format_shown(const ShownRound& shown, TableFormat format) {
  return format == TableFormat::csv ? as_csv(shown) : as_json(shown);
}

}  // namespace sojourn::server
