#include <fmt/format.h>

#include <array>
#include <iterator>

#include "ingest/report_html_findings.hpp"
#include "ingest/report_parts.hpp"
#include "model/dataset.hpp"

namespace sojourn::ingest {
namespace {

/// More rejected rows than this stay folded until somebody opens them.
constexpr std::size_t shown_open = 20;

// Colours beside words, never alone; light and dark as the reader's machine is set. On a telephone a finding
// is two lines and not a table of four narrow columns.
constexpr std::string_view style = R"(:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .5rem 0 1rem; max-width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #8886; }
td { overflow-wrap: anywhere; unicode-bidi: plaintext; }
table.findings { width: 100%; } .at { white-space: nowrap; width: 1%; } .of { width: 25%; }
th.n, td.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
section { border-inline-start: .3rem solid #8886; padding-inline-start: 1rem; margin: 1.5rem 0; }
section.error { border-color: #c62828; } section.warning { border-color: #b26a00; }
h3 { margin: 0; font-size: 1.05rem; } h3 small { font-weight: normal; } section p { margin: .25rem 0; }
.do { font-weight: 600; } summary { cursor: pointer; padding: .5rem 0; } .links { padding-inline-start: 1.2rem; }
@media (max-width: 40rem) {
  section { padding-inline-start: .6rem; } th, td { padding: .25rem .35rem; }
  table.findings, table.findings tbody, table.findings tr { display: block; } table.findings thead { display: none; }
  table.findings tr { border-bottom: 1px solid #8886; padding: .35rem 0; }
  table.findings td { display: inline; border: 0; padding: 0; }
  td.at { font-weight: 600; padding-inline-end: .5rem; } table.findings td.found { display: block; }
}
@media print { details > * { display: block; } }
)";

std::string page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>{0}</title>\n<style>\n{2}</style>\n</head>\n"
      "<body>\n<h1>{0}</h1>\n{1}</body>\n</html>\n",
      escaped(title), body, style);
}

std::string totals_table(const model::Round& round) {
  const auto& totals = round.totals;
  const auto row = [](std::string_view name, std::initializer_list<std::optional<std::int64_t>> figures) {
    std::string cells;
    for (const auto& figure : figures)
      cells += fmt::format("<td class=\"n\">{}</td>", figure ? thousands(*figure) : std::string());
    return fmt::format("<tr><th>{}</th>{}</tr>\n", name, cells);
  };
  const auto people =
      row("People",
          {totals.individuals_read, totals.individuals, totals.individuals_read - totals.individuals}) +
      row("Households",
          {totals.households_read, totals.households, totals.households_read - totals.households}) +
      row("Returnees", {std::nullopt, totals.returnees, std::nullopt});
  return "<table>\n<thead><tr><th></th><th class=\"n\">Read</th><th class=\"n\">Accepted</th><th "
         "class=\"n\">Rejected</th></tr></thead>\n<tbody>\n" +
         row("Rows", {totals.rows_read, totals.rows_accepted, totals.rows_rejected}) +
         (model::counts_people(round.key.method) ? people : std::string()) +
         row("Locations", {std::nullopt, totals.locations, std::nullopt}) + "</tbody>\n</table>\n";
}

std::string rejected_table(const std::vector<model::RejectedRow>& rejected, model::Method method) {
  if (rejected.empty()) return {};
  const auto figure = [&](const model::RejectedRow& row) {
    const auto number = thousands(row.individuals);
    return model::counts_people(method) ? number + " people" : "room for " + number;
  };
  std::string rows;
  for (const auto& row : rejected)
    rows += fmt::format(
        "<tr><td class=\"at\">line {}</td><td class=\"of\"><code>{}</code>, {}</td><td "
        "class=\"found\">{}</td></tr>\n",
        row.row, escaped(row.rule), figure(row), escaped(row.reason));
  return fmt::format(
      "<h3>Rejected rows</h3>\n<details{}><summary>{} rows that do not count</summary>\n<table "
      "class=\"findings\">\n"
      "<thead><tr><th>Where</th><th>Rule</th><th>Reason</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</"
      "details>\n",
      rejected.size() <= shown_open ? " open" : "", thousands(static_cast<std::int64_t>(rejected.size())),
      rows);
}

// What became of the round, in one sentence.
std::string verdict(const model::RoundDraft& draft) {
  const auto& totals = draft.content.round.totals;
  const auto meaning = model::meaning_of_total(draft.content.round.key.method);
  if (!model::counts_people(draft.content.round.key.method))
    return fmt::format("<p><b>{} {} count{}.</b></p>\n", thousands(totals.locations),
                       totals.locations == 1 ? "place" : "places",
                       meaning == model::TotalMeaning::capacity
                           ? fmt::format(", with room for {} people", thousands(totals.individuals))
                           : "");
  auto text = fmt::format("<p><b>{} people in {} {} count.</b>", thousands(totals.individuals),
                          thousands(totals.locations), totals.locations == 1 ? "place" : "places");
  if (totals.individuals_read > totals.individuals)
    text += fmt::format(" {} people in rejected rows do not.",
                        thousands(totals.individuals_read - totals.individuals));
  return text + "</p>\n";
}

std::string summary(const ImportResult& result) {
  std::array<std::int64_t, 3> counts{};
  const auto count = [&](const std::vector<model::Finding>& findings) {
    for (const auto& finding : findings) ++counts.at(static_cast<std::size_t>(finding.severity));
  };
  count(result.findings);
  for (const auto& draft : result.drafts) count(draft.findings);
  return fmt::format(
      "<p><b>{} errors, {} warnings, {} notes.</b> Rows listed as rejected do not count; all others "
      "do.</p>\n",
      thousands(counts[2]), thousands(counts[1]), thousands(counts[0]));
}

std::string round_html(const ImportResult& result, std::size_t index) {
  const auto& draft = result.drafts[index];
  const auto& round = draft.content.round;
  const auto anchor = fmt::format("round{}", index + 1);
  return fmt::format("<h2>{} {} round {}</h2>\n<p>{} to {}, sensitivity {}.</p>\n",
                     escaped(round.key.operation), model::to_string(round.key.method), round.key.number,
                     round.period_start.to_string(), round.period_end.to_string(),
                     model::to_string(round.sensitivity)) +
         verdict(draft) + finding_links(draft.findings, anchor) + totals_table(round) +
         findings_html(draft.findings, result.sheet, anchor) +
         rejected_table(draft.rejected, round.key.method);
}

}  // namespace

std::string html_report(const ImportResult& result) {
  std::string body =
      fmt::format("<p>Read with the profile <b>{}</b> ({}){}.</p>\n", escaped(result.profile),
                  escaped(result.profile_title),
                  result.sheet.empty() ? "" : fmt::format(", sheet <b>{}</b>", escaped(result.sheet)));
  body += summary(result) + finding_links(result.findings, "file");
  for (std::size_t i = 0; i < result.drafts.size(); ++i) body += round_html(result, i);
  if (!result.findings.empty())
    body += "<h2>The file</h2>\n" + findings_html(result.findings, result.sheet, "file");
  return page(fmt::format("Import report: {}", result.file), body);
}

std::string html_refusal(const std::string& file, const std::vector<std::string>& reasons) {
  std::string body = "<p>Refused; nothing was stored.</p>\n<ul>\n";
  for (const auto& reason : reasons) body += fmt::format("<li>{}</li>\n", escaped(reason));
  return page(fmt::format("Import report: {}", file), body + "</ul>\n");
}

}  // namespace sojourn::ingest
