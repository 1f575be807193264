#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "ingest/report_parts.hpp"
#include "ingest/rules.hpp"

namespace sojourn::ingest {
namespace {

using model::Severity;

/// More findings of one rule than this stay folded until somebody opens them.
constexpr std::size_t shown_open = 20;

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

// Colours beside words, never alone; light and dark as the reader's machine is set.
constexpr std::string_view style = R"(:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: start; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #8886; }
td { overflow-wrap: anywhere; unicode-bidi: plaintext; }
td.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
section { border-inline-start: .3rem solid #8886; padding-inline-start: 1rem; margin: 1.5rem 0; }
section.error { border-color: #c62828; } section.warning { border-color: #b26a00; }
h3 { margin: 0; font-size: 1.05rem; } h3 small { font-weight: normal; }
.do { margin: .25rem 0; font-weight: 600; } summary { cursor: pointer; }
@media print { details > * { display: block; } }
)";

std::string page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
      "'none'; "
      "style-src "
      "'unsafe-inline'\">\n<title>{0}</title>\n<style>\n{2}</style>\n</head>\n<body>\n<h1>{0}</h1>\n{1}"
      "</body>\n</html>\n",
      escaped(title), body, style);
}

/// Findings of one rule, in the order of the file.
struct Group {
  std::string rule;
  Severity severity = Severity::info;
  std::string advice;
  std::vector<const model::Finding*> findings;
};

// The gravest first; among these, in the order of the table of rules.
std::vector<Group> grouped(const std::vector<model::Finding>& findings) {
  std::map<std::string, Group> by_rule;
  for (const auto& finding : findings) {
    auto& group = by_rule[finding.rule];
    group.rule = finding.rule;
    group.severity = std::max(group.severity, finding.severity);
    if (group.advice.empty()) group.advice = finding.advice;
    group.findings.push_back(&finding);
  }
  std::vector<Group> groups;
  for (auto& [rule, group] : by_rule) groups.push_back(std::move(group));
  const auto order = [](const Group& group) {
    const auto* const rule = find_rule(group.rule);
    return std::pair(-static_cast<int>(group.severity),
                     rule == nullptr ? rules().size() : static_cast<std::size_t>(rule - rules().data()));
  };
  std::ranges::stable_sort(groups, [&](const Group& a, const Group& b) { return order(a) < order(b); });
  return groups;
}

std::string where(const model::Finding& finding) {
  if (!finding.cell.empty()) return finding.cell;
  return finding.row == 0 ? std::string() : fmt::format("line {}", finding.row);
}

std::string group_table(const Group& group) {
  std::string rows;
  for (const auto* finding : group.findings)
    rows += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
                        escaped(finding->sheet), escaped(where(*finding)), escaped(finding->column),
                        escaped(finding->message));
  auto table = fmt::format(
      "<table>\n<thead><tr><th>Sheet</th><th>Cell</th><th>Column</th><th>Found</th></tr></thead>\n<tbody>\n{}"
      "</tbody>\n</table>\n",
      rows);
  return group.findings.size() <= shown_open
             ? table
             : fmt::format("<details><summary>All {}</summary>\n{}</details>\n", group.findings.size(),
                           table);
}

std::string findings_html(const std::vector<model::Finding>& findings) {
  if (findings.empty()) return "<p>No findings.</p>\n";
  std::string html;
  for (const auto& group : grouped(findings)) {
    const auto* const rule = find_rule(group.rule);
    const auto severity = model::to_string(group.severity);
    fmt::format_to(
        std::back_inserter(html),
        "<section class=\"{0}\">\n<h3><code>{1}</code> <small>{0}, {2} {3}</small></h3>\n<p>{4}</p>\n"
        "<p class=\"do\">To do: {5}</p>\n{6}</section>\n",
        severity, escaped(group.rule), group.findings.size(), group.findings.size() == 1 ? "time" : "times",
        rule == nullptr ? std::string() : escaped(rule->explanation), escaped(group.advice),
        group_table(group));
  }
  return html;
}

std::string totals_table(const model::ControlTotals& totals) {
  return fmt::format(
      "<table>\n<thead><tr><th></th><th>Read</th><th>Accepted</th><th>Rejected</th></tr></thead>\n<tbody>\n"
      "<tr><th>Rows</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n"
      "<tr><th>People</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td></td></tr>\n"
      "<tr><th>Households</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td></td></tr>\n"
      "<tr><th>Returnees</th><td></td><td class=\"n\">{}</td><td></td></tr>\n"
      "<tr><th>Locations</th><td></td><td class=\"n\">{}</td><td></td></tr>\n</tbody>\n</table>\n",
      totals.rows_read, totals.rows_accepted, totals.rows_rejected, totals.individuals_read,
      totals.individuals, totals.households_read, totals.households, totals.returnees, totals.locations);
}

std::string rejected_table(const std::vector<model::RejectedRow>& rejected) {
  if (rejected.empty()) return {};
  std::string rows;
  for (const auto& row : rejected)
    rows += fmt::format(
        "<tr><td class=\"n\">{}</td><td><code>{}</code></td><td>{}</td><td class=\"n\">{}</td></tr>\n",
        row.row, escaped(row.rule), escaped(row.reason), row.individuals);
  return fmt::format(
      "<h3>Rejected rows</h3>\n<details{}><summary>{} rows that do not "
      "count</summary>\n<table>\n<thead><tr><th>Line"
      "</th><th>Rule</th><th>Reason</th><th>People</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</"
      "details>\n",
      rejected.size() <= shown_open ? " open" : "", rejected.size(), rows);
}

std::string summary(const ImportResult& result) {
  std::array<std::size_t, 3> counts{};
  const auto count = [&](const std::vector<model::Finding>& findings) {
    for (const auto& finding : findings) ++counts.at(static_cast<std::size_t>(finding.severity));
  };
  count(result.findings);
  for (const auto& draft : result.drafts) count(draft.findings);
  return fmt::format(
      "<p><b>{} errors, {} warnings, {} notes.</b> Rows with an error do not count; all others do.</p>\n",
      counts[2], counts[1], counts[0]);
}

}  // namespace

std::string html_report(const ImportResult& result) {
  std::string body =
      fmt::format("<p>Read with the profile <b>{}</b> ({}){}.</p>\n", escaped(result.profile),
                  escaped(result.profile_title),
                  result.sheet.empty() ? "" : fmt::format(", sheet <b>{}</b>", escaped(result.sheet)));
  body += summary(result);
  body += "<h2>The file</h2>\n" + findings_html(result.findings);
  for (const auto& draft : result.drafts) {
    const auto& round = draft.content.round;
    body += fmt::format("<h2>{} {} round {}</h2>\n<p>{} to {}, sensitivity {}.</p>\n",
                        escaped(round.key.operation), model::to_string(round.key.method), round.key.number,
                        round.period_start.to_string(), round.period_end.to_string(),
                        model::to_string(round.sensitivity));
    body += totals_table(round.totals) + findings_html(draft.findings) + rejected_table(draft.rejected);
  }
  return page(fmt::format("Import report: {}", result.file), body);
}

std::string html_refusal(const std::string& file, const std::vector<std::string>& reasons) {
  std::string body = "<p>Refused; nothing was stored.</p>\n<ul>\n";
  for (const auto& reason : reasons) body += fmt::format("<li>{}</li>\n", escaped(reason));
  return page(fmt::format("Import report: {}", file), body + "</ul>\n");
}

}  // namespace sojourn::ingest
