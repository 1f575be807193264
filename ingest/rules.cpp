#include "ingest/rules.hpp"

#include <fmt/format.h>

#include <iterator>

namespace sojourn::ingest {
namespace {

/// What a family's chapter says before its rules.
std::string_view introduction(RuleFamily family) {
  switch (family) {
    case RuleFamily::file:
      return "What was read of the file, and which round it is.";
    case RuleFamily::identity:
      return "Which place a row is about, and whether it is the same place as in the round before.";
    case RuleFamily::arithmetic:
      return "Whether figures agree with each other. Parts are compared with totals where both are meant for "
             "the same people: in the row, or in the area where the source counts by area. Totals are never "
             "changed.";
    case RuleFamily::plausibility:
      return "Whether figures are likely. Change is measured on the smallest areas that both rounds cover, "
             "so that a place that was not assessed does not look like people who left.";
    case RuleFamily::dates:
      return "When the round was collected.";
    case RuleFamily::codes:
      return "Words and codes of the file.";
    case RuleFamily::places:
      return "From names and codes to areas.";
    case RuleFamily::coordinates:
      return "From coordinates to points.";
    case RuleFamily::coverage:
      return "What the round before had and this one has not.";
  }
  return {};
}

}  // namespace

std::string_view to_string(RuleFamily family) {
  switch (family) {
    case RuleFamily::file:
      return "file";
    case RuleFamily::identity:
      return "identity";
    case RuleFamily::arithmetic:
      return "arithmetic";
    case RuleFamily::plausibility:
      return "plausibility";
    case RuleFamily::dates:
      return "dates";
    case RuleFamily::codes:
      return "codes";
    case RuleFamily::places:
      return "places";
    case RuleFamily::coordinates:
      return "coordinates";
    case RuleFamily::coverage:
      return "coverage";
  }
  return {};
}

std::span<const Rule> rules() {
  return rule_table;
}

const Rule* find_rule(std::string_view id) {
  const auto* const found = std::ranges::find(rule_table, id, &Rule::id);
  return found == rule_table.end() ? nullptr : found;
}

std::string rules_page() {
  std::string page =
      "# What a file is checked for\n\n"
      "Every finding of `sojourn check` and `sojourn import` comes from one of these rules, and names the "
      "sheet, the "
      "cell and what was found there. This page is made from the program's own table (`sojourn rules "
      "--format markdown`).\n\n"
      "- An **error** concerns a row (or a whole round) that does not count. Rejected rows are kept with the "
      "round, "
      "with their reason.\n"
      "- A **warning** is something that a person should look at; what was done meanwhile is said.\n"
      "- **Info** is worth knowing.\n\n"
      "`--fail-on warning` or `--fail-on error` makes `check` and `import` end with status 1, and store "
      "nothing, "
      "where there is such a finding. Findings are stored with the round and never published; "
      "`sojourn rounds --findings` shows them again.\n";
  auto family = RuleFamily::file;
  bool first = true;
  for (const auto& rule : rule_table) {
    if (first || rule.family != family) {
      family = rule.family;
      auto title = std::string(to_string(family));
      title.front() = static_cast<char>(title.front() - 'a' + 'A');
      fmt::format_to(std::back_inserter(page), "\n## {}\n\n{}\n", title, introduction(family));
    }
    first = false;
    fmt::format_to(std::back_inserter(page), "\n### `{}`\n\n{}{}. {}\n\n**To do:** {}\n", rule.id,
                   rule.severity == model::Severity::error     ? "Error"
                   : rule.severity == model::Severity::warning ? "Warning"
                                                               : "Info",
                   rule.rejects ? "; the row does not count" : "", rule.explanation, rule.fix);
  }
  return page;
}

}  // namespace sojourn::ingest
