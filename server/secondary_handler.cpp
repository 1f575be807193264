// Moves after the first: what a round says of people who were displaced again.
#include <fmt/format.h>

#include <array>
#include <iterator>

#include "export/csv_writer.hpp"
#include "server/area_question.hpp"
#include "server/formats.hpp"
#include "server/handlers.hpp"
#include "server/json_writer.hpp"
#include "server/parameters.hpp"
#include "server/round_head.hpp"

namespace sojourn::server {
namespace {

constexpr std::array<std::string_view, 6> known = {"area", "operation", "method", "datetime", "round", "f"};

using Rows = std::vector<const model::ServedSecondary*>;

Rows rows_in(const AreaQuestion& question) {
  Rows rows;
  const auto& set = *question.round->boundaries;
  const auto level = set.area(question.area).level;
  for (const auto& row : question.round->secondary)
    if (set.ancestor(row.area, level) == question.area) rows.push_back(&row);
  return rows;
}

std::string rank_text(const model::SecondaryDisplacement& said) {
  return fmt::format("{}{}", said.rank, said.or_more ? "+" : "");
}

void write_row(JsonWriter& json, const model::RoundData& round, const model::ServedSecondary& row) {
  const auto& said = row.said;
  json.begin_object();
  json.member("pcode", round.boundaries->area(row.area).pcode);
  json.member("location_id", said.of_area ? std::nullopt : std::optional(row.location_id));
  json.member("kind", model::to_string(said.kind));
  json.member("rank", rank_text(said));
  json.member("share", said.share);
  json.member("individuals", said.individuals);
  json.member("households", said.households);
  json.member("previous_pcode", text_or_null(said.pcode));
  json.member("previous_name", text_or_null(said.name));
  json.member("previous_level", said.level < 0 ? std::nullopt : std::optional(said.level));
  json.member("period", text_or_null(said.period));
  json.member("basis", text_or_null(said.basis));
  json.end_object();
}

std::string to_json(const AreaQuestion& question) {
  const auto& data = *question.round;
  JsonWriter json;
  json.begin_object();
  write_round_head(json, data);
  json.member("area", data.boundaries->area(question.area).pcode);
  json.key("rows");
  json.begin_array();
  for (const auto* row : rows_in(question)) write_row(json, data, *row);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

template <typename Value>
std::string text_of(const std::optional<Value>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

std::string to_csv(const AreaQuestion& question, Format format) {
  const bool synthetic = question.round->operation.synthetic;
  const auto end = [&](std::string_view more) { return fmt::format("{}\r\n", synthetic ? more : ""); };
  std::string out =
      "pcode,location_id,kind,rank,share,individuals,households,previous_pcode,previous_name,previous_level,"
      "period,"
      "basis" +
      end(",synthetic");
  if (format == Format::hxl)
    out +=
        "#adm+code,#loc+code+id,#meta+move+kind,#meta+move+rank,#indicator+share,#affected+idps+ind+"
        "secondary,"
        "#affected+idps+hh+secondary,#adm+code+previous,#adm+name+previous,#adm+level+previous,#date+arrived,"
        "#meta+basis" +
        end(",#meta+synthetic");
  for (const auto* row : rows_in(question)) {
    const auto& said = row->said;
    const std::array<std::string, 12> cells = {question.round->boundaries->area(row->area).pcode,
                                               said.of_area ? std::string() : row->location_id,
                                               std::string(model::to_string(said.kind)),
                                               rank_text(said),
                                               text_of(said.share),
                                               text_of(said.individuals),
                                               text_of(said.households),
                                               said.pcode,
                                               said.name,
                                               said.level < 0 ? std::string() : std::to_string(said.level),
                                               said.period,
                                               said.basis};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += ',';
      exports::append_csv_text(out, cells[i]);
    }
    out += end(",true");
  }
  return out;
}

}  // namespace

Answer get_secondary(const Request& request, const Context& context, Captures) {
  const Parameters parameters(request.query, known);
  const auto format = choose_format(parameters, request);
  const auto state = parse_state(parameters, context.published());
  const auto question = find_area(parameters, model::select_state(context.published(), state, context.today));
  Rendition rendition;
  rendition.key = fmt::format("analysis secondary {} {}{}", question.area, to_string(format),
                              rounds_key(*context.snapshot, {question.round}));
  rendition.content_type = analysis_type(format);
  rendition.headers.add("Cache-Control", data_cache_control);
  rendition.render = [question, format] {
    return RenderedBody{format == Format::json ? to_json(question) : to_csv(question, format), {}};
  };
  return rendition;
}

}  // namespace sojourn::server
