#include <nlohmann/json.hpp>

#include "ingest/report.hpp"
#include "ingest/report_parts.hpp"
#include "ingest/rules.hpp"
#include "model/dataset.hpp"

namespace sojourn::ingest {
namespace {

using Json = nlohmann::ordered_json;

// Names from a broken file may not be UTF-8.
std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json findings_json(const std::vector<model::Finding>& findings) {
  auto list = Json::array();
  for (const auto& finding : findings)
    list.push_back({{"rule", finding.rule},
                    {"severity", model::to_string(finding.severity)},
                    {"sheet", finding.sheet.empty() ? Json() : Json(finding.sheet)},
                    {"line", finding.row == 0 ? Json() : Json(finding.row)},
                    {"column", finding.column.empty() ? Json() : Json(finding.column)},
                    {"cell", finding.cell.empty() ? Json() : Json(finding.cell)},
                    {"message", finding.message},
                    {"advice", finding.advice}});
  return list;
}

// What the rules of these findings mean, once for each.
void explain(const std::vector<model::Finding>& findings, Json& explained) {
  for (const auto& finding : findings)
    if (const auto* const rule = find_rule(finding.rule); rule != nullptr && !explained.contains(rule->id))
      explained[std::string(rule->id)] = {{"family", to_string(rule->family)},
                                          {"severity", model::to_string(rule->severity)},
                                          {"explanation", rule->explanation},
                                          {"fix", rule->fix}};
}

Json totals_json(const model::Round& round) {
  const auto& totals = round.totals;
  const auto meaning = model::meaning_of_total(round.key.method);
  Json json = {
      {"rows",
       {{"read", totals.rows_read}, {"accepted", totals.rows_accepted}, {"rejected", totals.rows_rejected}}},
      {"locations", totals.locations}};
  if (meaning == model::TotalMeaning::capacity) json["capacity"] = totals.individuals;
  if (!model::counts_people(round.key.method)) return json;
  json.update(Json{{"people", {{"read", totals.individuals_read}, {"accepted", totals.individuals}}},
                   {"households", {{"read", totals.households_read}, {"accepted", totals.households}}},
                   {"returnees", totals.returnees}});
  return json;
}

Json round_json(const model::RoundDraft& draft) {
  const auto& round = draft.content.round;
  Json json = {{"operation", round.key.operation},
               {"method", model::to_string(round.key.method)},
               {"round", round.key.number},
               {"period_start", round.period_start.to_string()},
               {"period_end", round.period_end.to_string()},
               {"source", round.source},
               {"sensitivity", model::to_string(round.sensitivity)},
               {"boundary_version", round.boundary_version.empty() ? Json() : Json(round.boundary_version)},
               {"content_hash", round.content_hash}};
  json.update(totals_json(round));
  json["findings"] = findings_json(draft.findings);
  auto rejected = Json::array();
  for (const auto& row : draft.rejected)
    rejected.push_back({{"sheet", row.sheet.empty() ? Json() : Json(row.sheet)},
                        {"line", row.row},
                        {"rule", row.rule},
                        {"reason", row.reason},
                        {figure_of_rejected(round.key.method), row.individuals}});
  json["rejected"] = std::move(rejected);
  return json;
}

}  // namespace

std::string json_report(const ImportResult& result) {
  Json json = {{"file", result.file},
               {"status", "accepted"},
               {"profile", result.profile},
               {"sheet", result.sheet.empty() ? Json() : Json(result.sheet)},
               {"findings", findings_json(result.findings)}};
  auto rounds = Json::array();
  for (const auto& draft : result.drafts) rounds.push_back(round_json(draft));
  json["rounds"] = std::move(rounds);
  json["rules"] = Json::object();
  explain(result.findings, json["rules"]);
  for (const auto& draft : result.drafts) explain(draft.findings, json["rules"]);
  return dump(json);
}

std::string json_refusal(const std::string& file, const std::vector<std::string>& reasons) {
  return dump({{"file", file}, {"status", "refused"}, {"reasons", reasons}});
}

}  // namespace sojourn::ingest
