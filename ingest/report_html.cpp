#include <fmt/format.h>

#include "ingest/report_parts.hpp"

namespace sojourn::ingest {
namespace {

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
      default:
        result += c;
    }
  }
  return result;
}

std::string page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n"
      "<title>{0}</title>\n<style>\n"
      "body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; "
      "color: #1b1b1b; background: #fff; }}\n"
      "table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; }}\n"
      "th, td {{ text-align: start; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid "
      "#ccc; }}\n"
      "td.n {{ text-align: end; font-variant-numeric: tabular-nums; }}\n"
      ".error {{ color: #a40000; }} .warning {{ color: #7a4b00; }}\n"
      "</style>\n</head>\n<body>\n<h1>{0}</h1>\n{1}</body>\n</html>\n",
      escaped(title), body);
}

std::string findings_table(const std::vector<model::Finding>& findings) {
  if (findings.empty()) return "<p>No findings.</p>\n";
  std::string html =
      "<table>\n<thead><tr><th>Severity</th><th>Rule</th><th>Sheet</th><th>Line</th><th>Column</"
      "th><th>Found</th><th>What to do</th></tr></thead>\n<tbody>\n";
  for (const auto& finding : findings)
    html += fmt::format(
        "<tr><td class=\"{0}\">{0}</td><td>{1}</td><td>{2}</td><td "
        "class=\"n\">{3}</td><td>{4}</td><td>{5}</td><td>{6}</td></tr>\n",
        model::to_string(finding.severity), escaped(finding.rule), escaped(finding.sheet),
        finding.row == 0 ? std::string() : fmt::format("{}", finding.row), escaped(finding.column),
        escaped(finding.message), escaped(finding.advice));
  return html + "</tbody>\n</table>\n";
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
  std::string html =
      "<h3>Rejected "
      "rows</h3>\n<table>\n<thead><tr><th>Line</th><th>Rule</th><th>Reason</th><th>People</th></tr></"
      "thead>\n<tbody>\n";
  for (const auto& row : rejected)
    html += fmt::format("<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td></tr>\n",
                        row.row, escaped(row.rule), escaped(row.reason), row.individuals);
  return html + "</tbody>\n</table>\n";
}

}  // namespace

std::string html_report(const ImportResult& result) {
  std::string body =
      fmt::format("<p>Read with the profile <b>{}</b> ({}){}.</p>\n", escaped(result.profile),
                  escaped(result.profile_title),
                  result.sheet.empty() ? "" : fmt::format(", sheet <b>{}</b>", escaped(result.sheet)));
  body += "<h2>The file</h2>\n" + findings_table(result.findings);
  for (const auto& draft : result.drafts) {
    const auto& round = draft.content.round;
    body += fmt::format("<h2>{} {} round {}</h2>\n<p>{} to {}, sensitivity {}.</p>\n",
                        escaped(round.key.operation), model::to_string(round.key.method), round.key.number,
                        round.period_start.to_string(), round.period_end.to_string(),
                        model::to_string(round.sensitivity));
    body += totals_table(round.totals) + findings_table(draft.findings) + rejected_table(draft.rejected);
  }
  return page(fmt::format("Import report: {}", result.file), body);
}

std::string html_refusal(const std::string& file, const std::vector<std::string>& reasons) {
  std::string body = "<p class=\"error\">Refused; nothing was stored.</p>\n<ul>\n";
  for (const auto& reason : reasons) body += fmt::format("<li>{}</li>\n", escaped(reason));
  return page(fmt::format("Import report: {}", file), body + "</ul>\n");
}

}  // namespace sojourn::ingest
