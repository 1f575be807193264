#include "ingest/report_html_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "ingest/report_parts.hpp"
#include "ingest/rules.hpp"

namespace sojourn::ingest {
namespace {

using model::Severity;

/// More findings of one rule than this stay folded until somebody opens them.
constexpr std::size_t shown_open = 20;

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

std::string times(const Group& group) {
  return fmt::format("{} {}", thousands(static_cast<std::int64_t>(group.findings.size())),
                     group.findings.size() == 1 ? "time" : "times");
}

std::string where(const model::Finding& finding, std::string_view sheet) {
  auto cell = !finding.cell.empty() ? finding.cell
              : finding.row == 0    ? std::string()
                                    : fmt::format("line {}", finding.row);
  if (finding.sheet.empty() || finding.sheet == sheet) return cell;
  return cell.empty() ? finding.sheet : fmt::format("{}, {}", finding.sheet, cell);
}

// A column that all cells leave blank tells nothing, and takes room on a telephone.
std::string group_table(const Group& group, std::string_view sheet) {
  const bool placed =
      std::ranges::any_of(group.findings, [&](const auto* one) { return !where(*one, sheet).empty(); });
  const bool columns =
      std::ranges::any_of(group.findings, [](const auto* one) { return !one->column.empty(); });
  std::string rows;
  for (const auto* finding : group.findings) {
    rows += "<tr>";
    if (placed) rows += fmt::format("<td class=\"at\">{}</td>", escaped(where(*finding, sheet)));
    if (columns) rows += fmt::format("<td class=\"of\">{}</td>", escaped(finding->column));
    rows += fmt::format("<td class=\"found\">{}</td></tr>\n", escaped(finding->message));
  }
  auto table = fmt::format(
      "<table "
      "class=\"findings\">\n<thead><tr>{}{}<th>Found</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
      placed ? "<th>Where</th>" : "", columns ? "<th>Column</th>" : "", rows);
  return group.findings.size() <= shown_open
             ? table
             : fmt::format("<details><summary>All {}</summary>\n{}</details>\n",
                           thousands(static_cast<std::int64_t>(group.findings.size())), table);
}

std::string section(const Group& group, std::string_view sheet, std::string_view anchor) {
  const auto* const rule = find_rule(group.rule);
  return fmt::format(
      "<section class=\"{0}\" id=\"{1}-{2}\">\n<h3><code>{2}</code> <small>{0}, "
      "{3}</small></h3>\n<p>{4}</p>\n"
      "<p class=\"do\">To do: {5}</p>\n{6}</section>\n",
      model::to_string(group.severity), anchor, escaped(group.rule), times(group),
      rule == nullptr ? std::string() : escaped(rule->explanation), escaped(group.advice),
      group_table(group, sheet));
}

}  // namespace

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

std::string findings_html(const std::vector<model::Finding>& findings, std::string_view sheet,
                          std::string_view anchor) {
  std::string grave;
  std::string notes;
  std::size_t noted = 0;
  for (const auto& group : grouped(findings)) {
    const bool note = group.severity == Severity::info;
    (note ? notes : grave) += section(group, sheet, anchor);
    noted += note ? 1 : 0;
  }
  if (grave.empty()) grave = "<p>Nothing that needs a correction.</p>\n";
  return notes.empty()
             ? grave
             : fmt::format(
                   "{}<details class=\"notes\"><summary>Worth knowing: {} {}</summary>\n{}</details>\n",
                   grave, noted, noted == 1 ? "note" : "kinds of notes", notes);
}

std::string finding_links(const std::vector<model::Finding>& findings, std::string_view anchor) {
  std::string items;
  for (const auto& group : grouped(findings))
    if (group.severity != Severity::info)
      fmt::format_to(std::back_inserter(items),
                     "<li class=\"{0}\"><a href=\"#{1}-{2}\">{2}</a> {0}, {3}</li>\n",
                     model::to_string(group.severity), anchor, escaped(group.rule), times(group));
  return items.empty() ? items : fmt::format("<ul class=\"links\">\n{}</ul>\n", items);
}

}  // namespace sojourn::ingest
