#include "ingest/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "ingest/report_parts.hpp"
#include "model/dataset.hpp"

namespace sojourn::ingest {
namespace {

constexpr int shown_per_rule = 5;

std::string place_of(const model::Finding& finding) {
  std::string place;
  if (!finding.sheet.empty()) place += finding.sheet;
  if (!finding.cell.empty())
    place += fmt::format("{}cell {}", place.empty() ? "" : ", ", finding.cell);
  else if (finding.row > 0)
    place += fmt::format("{}line {}", place.empty() ? "" : ", ", finding.row);
  if (!finding.column.empty()) place += fmt::format("{}column {}", place.empty() ? "" : ", ", finding.column);
  return place;
}

void append_findings(std::string& text, const std::vector<model::Finding>& findings,
                     int most = shown_per_rule) {
  std::map<std::string, int> seen;
  for (const auto& finding : findings) {
    if (++seen[finding.rule] > most) continue;
    const auto place = place_of(finding);
    text += fmt::format("  {:7} {}{}: {}\n", model::to_string(finding.severity), finding.rule,
                        place.empty() ? "" : fmt::format(" ({})", place), finding.message);
    if (!finding.advice.empty() && seen[finding.rule] == 1)
      text += fmt::format("          {}\n", finding.advice);
  }
  for (const auto& [rule, count] : seen)
    if (count > most)
      text += fmt::format("  … {} more of {}; --report FILE.html has all\n", count - most, rule);
}

/// Of a dataset that is no round of assessments.
std::string dataset_totals(const model::Round& round) {
  auto features = fmt::format("  features   {}\n", thousands(round.totals.locations));
  const auto total = thousands(round.totals.individuals);
  switch (model::meaning_of_total(round.key.method)) {
    case model::TotalMeaning::capacity:
      return features + fmt::format("  capacity   room for {} people\n", total);
    case model::TotalMeaning::none:
      return features;
    default:
      return features + fmt::format("  in need    {} people\n", total);
  }
}

std::string text_report(const ImportResult& result) {
  std::string text =
      fmt::format("{}: read with the profile {} ({}){}\n", result.file, result.profile, result.profile_title,
                  result.sheet.empty() ? "" : fmt::format(", sheet `{}`", result.sheet));
  append_findings(text, result.findings);
  for (const auto& draft : result.drafts) {
    const auto& round = draft.content.round;
    const auto& totals = round.totals;
    text += fmt::format(
        "\n{} {} round {}: {} to {}{}, sensitivity {}\n", round.key.operation,
        model::to_string(round.key.method), round.key.number, round.period_start.to_string(),
        round.period_end.to_string(),
        round.boundary_version.empty() ? "" : fmt::format(", boundaries of {}", round.boundary_version),
        model::to_string(round.sensitivity));
    text += fmt::format("  rows       {} read, {} accepted, {} rejected\n", thousands(totals.rows_read),
                        thousands(totals.rows_accepted), thousands(totals.rows_rejected));
    if (!model::is_assessment(round.key.method)) {
      text += dataset_totals(round);
      append_findings(text, draft.findings);
      continue;
    }
    text += fmt::format("  locations  {}\n", thousands(totals.locations));
    text += fmt::format("  people     {} read, {} accepted\n", thousands(totals.individuals_read),
                        thousands(totals.individuals));
    text += fmt::format("  households {} read, {} accepted\n", thousands(totals.households_read),
                        thousands(totals.households));
    if (totals.returnees > 0) text += fmt::format("  returnees  {}\n", thousands(totals.returnees));
    append_findings(text, draft.findings);
  }
  return text;
}

}  // namespace

std::string thousands(std::int64_t number) {
  const auto digits = fmt::format("{}", number);
  const std::size_t sign = number < 0 ? 1 : 0;
  std::string text;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at > sign && (digits.size() - at) % 3 == 0) text += ',';
    text += digits[at];
  }
  return text;
}

std::string format_report(const ImportResult& result, ReportFormat format) {
  switch (format) {
    case ReportFormat::text:
      return text_report(result);
    case ReportFormat::json:
      return json_report(result);
    case ReportFormat::html:
      return html_report(result);
  }
  return {};
}

std::string_view figure_of_rejected(model::Method method) {
  return model::counts_people(method) ? "people" : "capacity";
}

std::string format_findings(const std::vector<model::Finding>& findings) {
  std::string text;
  append_findings(text, findings, std::numeric_limits<int>::max());
  return text;
}

std::int64_t count_findings(const ImportResult& result, model::Severity at_least) {
  const auto grave = [&](const model::Finding& finding) { return finding.severity >= at_least; };
  auto count = std::ranges::count_if(result.findings, grave);
  for (const auto& draft : result.drafts) count += std::ranges::count_if(draft.findings, grave);
  return count;
}

std::string format_refusal(const std::string& file, const ImportRefused& refusal, ReportFormat format) {
  switch (format) {
    case ReportFormat::text: {
      std::string text = fmt::format("{}: refused, nothing was stored\n", file);
      for (const auto& reason : refusal.reasons()) text += fmt::format("  {}\n", reason);
      return text;
    }
    case ReportFormat::json:
      return json_refusal(file, refusal.reasons());
    case ReportFormat::html:
      return html_refusal(file, refusal.reasons());
  }
  return {};
}

}  // namespace sojourn::ingest
