#include <fmt/format.h>

#include <array>
#include <iterator>

#include "export/csv_writer.hpp"
#include "server/area_question.hpp"
#include "server/formats.hpp"
#include "server/handlers.hpp"
#include "server/json_writer.hpp"
#include "server/origin_table.hpp"
#include "server/parameters.hpp"
#include "server/round_head.hpp"

namespace sojourn::server {
namespace {

constexpr std::array<std::string_view, 7> known = {"area",     "level", "operation", "method",
                                                   "datetime", "round", "f"};

enum class Direction : std::uint8_t { origins, destinations };

struct Question : AreaQuestion {
  Direction direction = Direction::origins;
  int level = 1;
  Format format = Format::json;
};

std::optional<double> share(std::int64_t part, std::optional<std::int64_t> whole) {
  if (whole.value_or(0) == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(*whole);
}

void write_area(JsonWriter& json, const geo::Area& area) {
  json.begin_object();
  json.member("pcode", area.pcode);
  json.member("name", area.name);
  json.member("level", area.level);
  json.end_object();
}

std::string to_json(const Question& question, const OriginTable& table) {
  JsonWriter json;
  json.begin_object();
  write_round_head(json, *question.round);
  json.key("area");
  write_area(json, question.round->boundaries->area(question.area));
  json.member("level", question.level);
  json.member("individuals", table.individuals);
  json.key("rows");
  json.begin_array();
  for (const auto& row : table.rows) {
    json.begin_object();
    json.member("pcode", text_or_null(row.pcode));
    json.member("name", text_or_null(row.name));
    json.member("level", row.level < 0 ? std::nullopt : std::optional(row.level));
    json.member("individuals", row.individuals);
    json.member("basis", model::to_string(row.basis));
    json.member("share", share(row.individuals, table.individuals));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

std::string to_csv(const Question& question, const OriginTable& table) {
  const bool synthetic = question.round->operation.synthetic;
  std::string out = synthetic ? "pcode,name,level,individuals,basis,share,synthetic\r\n"
                              : "pcode,name,level,individuals,basis,share\r\n";
  if (question.format == Format::hxl) {
    const std::string_view side = question.direction == Direction::origins ? "+origin" : "";
    fmt::format_to(std::back_inserter(out),
                   "#adm{0}+code,#adm{0}+name,#adm{0}+level,#affected+idps+ind,#meta+origin+basis,#indicator+"
                   "share{1}\r\n",
                   side, synthetic ? ",#meta+synthetic" : "");
  }
  for (const auto& row : table.rows) {
    exports::append_csv_text(out, row.pcode);
    out += ',';
    exports::append_csv_text(out, row.name);
    fmt::format_to(std::back_inserter(out), ",{},{},{},", row.level < 0 ? "" : std::to_string(row.level),
                   row.individuals, model::to_string(row.basis));
    if (const auto part = share(row.individuals, table.individuals))
      fmt::format_to(std::back_inserter(out), "{}", *part);
    out += synthetic ? ",true\r\n" : "\r\n";
  }
  return out;
}

Answer answer(Direction direction, const Request& request, const Context& context) {
  const Parameters parameters(request.query, known);
  Question question;
  question.direction = direction;
  question.level = static_cast<int>(parse_integer(parameters, "level", 0, geo::level_count - 1, 1));
  question.format = choose_format(parameters, request);
  const auto state = parse_state(parameters, context.published());
  const auto rounds = model::select_state(context.published(), state, context.today);
  static_cast<AreaQuestion&>(question) = find_area(parameters, rounds);

  Rendition rendition;
  rendition.key = fmt::format(
      "analysis {} {} {} {}{}", direction == Direction::origins ? "origins" : "destinations", question.area,
      question.level, to_string(question.format), rounds_key(*context.snapshot, {question.round}));
  rendition.content_type = analysis_type(question.format);
  rendition.headers.add("Cache-Control", data_cache_control);
  rendition.render = [question] {
    const auto& round = *question.round;
    const auto table = question.direction == Direction::origins
                           ? origins_of(round, question.area, question.level)
                           : destinations_from(round, question.area, question.level);
    return RenderedBody{question.format == Format::json ? to_json(question, table) : to_csv(question, table),
                        {}};
  };
  return rendition;
}

}  // namespace

Answer get_origins(const Request& request, const Context& context, Captures) {
  return answer(Direction::origins, request, context);
}

Answer get_destinations(const Request& request, const Context& context, Captures) {
  return answer(Direction::destinations, request, context);
}

}  // namespace sojourn::server
