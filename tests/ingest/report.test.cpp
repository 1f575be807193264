#include "ingest/report.hpp"

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using ingest::ReportFormat;
using test::contains;
using test::SmallImport;

namespace {
ingest::ImportResult result_of(const std::string& rows) {
  SmallImport import;
  return import.csv("source_id,admin2_code,idps_individuals,idps_households,<b>odd</b>\n" + rows);
}
}  // namespace

TEST_CASE("The text report has rows, people and findings with their places") {
  const auto text =
      ingest::format_report(result_of("S1,XXA01,1200,200,x\nS2,XXA01,-5,1,x\n"), ReportFormat::text);
  CHECK(contains(text, "table.csv: read with the profile small (Small)"));
  CHECK(contains(
      text, "XXX baseline round 1: 2020-06-30 to 2020-06-30, boundaries of 2020-01-01, sensitivity severe"));
  CHECK(contains(text, "rows       2 read, 1 accepted, 1 rejected"));
  CHECK(contains(text, "people     1,200 read, 1,200 accepted"));
  CHECK(contains(text, "error   count.negative (cell C3, column idps_individuals): `-5` is below zero"));
}

TEST_CASE("The text report shows some findings of a rule and counts the rest") {
  std::string rows = "S0,XXA01,1,1,x\n";
  for (int i = 1; i < 10; ++i) rows += "S" + std::to_string(i) + ",XXA01,-5,1,x\n";
  CHECK(contains(ingest::format_report(result_of(rows), ReportFormat::text), "… 4 more of count.negative"));
}

TEST_CASE("The JSON report has every finding and rejected row") {
  const auto json = nlohmann::json::parse(
      ingest::format_report(result_of("S1,XXA01,1200,200,x\nS2,XXA01,-5,1,x\n"), ReportFormat::json));
  CHECK(json["status"] == "accepted");
  const auto& round = json["rounds"][0];
  CHECK(round["people"]["accepted"] == 1200);
  CHECK(round["rows"]["rejected"] == 1);
  CHECK(round["rejected"][0]["line"] == 3);
  CHECK(round["rejected"][0]["rule"] == "count.negative");
  CHECK(round["findings"][0]["severity"] == "error");
  CHECK(round["findings"][0]["sheet"].is_null());
  CHECK(round["findings"][0]["cell"] == "C3");
  CHECK(json["rules"]["count.negative"]["severity"] == "error");
  CHECK(json["rules"]["count.negative"]["fix"] == round["findings"][0]["advice"]);
}

TEST_CASE("The HTML report is a page of its own and escapes what comes from the file") {
  const auto html = ingest::format_report(result_of("S1,XXA01,1200,200,x\n"), ReportFormat::html);
  CHECK(contains(html, "<!doctype html>"));
  CHECK(contains(html, "&lt;b&gt;odd&lt;/b&gt;"));
  CHECK_FALSE(contains(html, "<b>odd</b>"));
  CHECK_FALSE(contains(html, "<script"));
  CHECK_FALSE(contains(html, "http://"));
  CHECK_FALSE(contains(html, "https://"));
  CHECK(contains(html, "default-src 'none'"));
}

TEST_CASE("The HTML report groups findings by rule, the gravest first, with what to do and each cell") {
  const auto html = ingest::format_report(result_of("S1,XXA01,5,20,x\nS2,XXA01,-5,1,x\nS3,XXA01,2,9,x\n"),
                                          ReportFormat::html);
  const auto error = html.find("<code>count.negative</code>");
  const auto warning = html.find("<code>count.fewer_than_households</code> <small>warning, 2 times</small>");
  REQUIRE(error != std::string::npos);
  REQUIRE(warning != std::string::npos);
  CHECK(error < warning);
  CHECK(contains(html,
                 "<td class=\"at\">C3</td><td class=\"of\">idps_individuals</td><td class=\"found\">`-5` is "
                 "below zero; people "
                 "cannot be.</td>"));
  CHECK(contains(html, "To do: Check whether the two columns are swapped in this row."));
  CHECK(contains(html, "<b>1 errors, 2 warnings, 1 notes.</b>"));
  CHECK(contains(html, "Rows listed as rejected do not count"));
}

TEST_CASE(
    "The HTML report begins with what counts and what to look at, and folds what is only worth knowing") {
  const auto html =
      ingest::format_report(result_of("S1,XXA01,2500,20,x\nS2,XXA01,-5,1,x\n"), ReportFormat::html);
  CHECK(contains(html, "<b>2,500 people in 1 place count.</b>"));
  CHECK(contains(html, "<a href=\"#round1-count.negative\">count.negative</a> error, 1 time"));
  CHECK(contains(html, "id=\"round1-count.negative\""));
  const auto notes = html.find("<details class=\"notes\">");
  REQUIRE(notes != std::string::npos);
  CHECK(html.find("<code>columns.unmapped</code>") > notes);
  CHECK(html.find("<code>count.negative</code>") < notes);
}

TEST_CASE("Findings are counted by how grave they are") {
  const auto result = result_of("S1,XXA01,5,20,x\nS2,XXA01,-5,1,x\n");
  CHECK(ingest::count_findings(result, model::Severity::error) == 1);
  CHECK(ingest::count_findings(result, model::Severity::warning) == 2);
  CHECK(ingest::count_findings(result, model::Severity::info) == 3);
}

TEST_CASE("A refusal is reported with every reason") {
  const ingest::ImportRefused refusal(std::vector<std::string>{"first", "second"});
  CHECK(ingest::format_refusal("f.csv", refusal, ReportFormat::text) ==
        "f.csv: refused, nothing was stored\n  first\n  second\n");
  CHECK(
      nlohmann::json::parse(ingest::format_refusal("f.csv", refusal, ReportFormat::json))["reasons"].size() ==
      2);
  CHECK(contains(ingest::format_refusal("f.csv", refusal, ReportFormat::html), "<li>second</li>"));
}
