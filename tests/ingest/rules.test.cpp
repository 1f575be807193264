/// The table of rules: one place for what a finding means, and the page that users read.
#include "ingest/rules.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "ingest/confine.hpp"
#include "ingest/finding_log.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"

using namespace sojourn;
using test::contains;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::filesystem::path source_dir = SOJOURN_SOURCE_DIR;

}  // namespace

TEST_CASE("Every rule has an id of its own, an explanation and a fix, in whole sentences") {
  std::set<std::string_view> ids;
  auto family = ingest::RuleFamily::file;
  for (const auto& rule : ingest::rules()) {
    CAPTURE(rule.id);
    CHECK(ids.insert(rule.id).second);
    CHECK(rule.id.find('.') != std::string_view::npos);
    CHECK(rule.explanation.ends_with('.'));
    CHECK(rule.fix.ends_with('.'));
    // What takes people out of the figures is an error, and nothing else is but an empty round. A total's
    // people are other rows', a breakdown's are its total's; a row without a figure has none.
    const std::set<std::string_view> harmless = {"row.note", "row.total", "needs.breakdown",
                                                 "needs.no_figure", "needs.not_kept"};
    CHECK((rule.severity == model::Severity::error) ==
          ((rule.rejects && !harmless.contains(rule.id)) || rule.id == "round.empty"));
    CHECK(static_cast<int>(rule.family) >= static_cast<int>(family));
    family = rule.family;
  }
}

TEST_CASE("Every rule of the table is applied somewhere") {
  std::string code;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir / "ingest"))
    if (entry.path().extension() == ".cpp") code += text_of(entry.path());
  for (const auto& rule : ingest::rules()) {
    CAPTURE(rule.id);
    CHECK(contains(code, "\"" + std::string(rule.id) + "\""));
  }
}

TEST_CASE("No finding has a rule that the table lacks") {
  // A severity of its own beside an id is a finding made without the table.
  const std::regex outside(R"re("([a-z]+\.[a-z_]+)",\s*(model::)?Severity::)re");
  for (const auto& entry : std::filesystem::directory_iterator(source_dir / "ingest")) {
    if (entry.path().extension() != ".cpp") continue;
    const auto code = text_of(entry.path());
    std::smatch found;
    CAPTURE(entry.path());
    CHECK_FALSE(std::regex_search(code, found, outside));
  }
}

TEST_CASE("Every rule of the table is expected by its name in a test of ingest") {
  std::string tests;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir / "tests/ingest"))
    // This file knows rules by their place in the table.
    if (entry.path().filename() != "rules.test.cpp" && entry.path().extension() == ".cpp")
      tests += text_of(entry.path());
  for (const auto& rule : ingest::rules()) {
    CAPTURE(rule.id);
    CHECK(contains(tests, "\"" + std::string(rule.id) + "\""));
  }
}

TEST_CASE("docs/rules.md is the table: `sojourn rules --format markdown > docs/rules.md` renews it") {
  CHECK(text_of(source_dir / "docs/rules.md") == ingest::rules_page());
}

TEST_CASE("A finding has its rule's severity and advice, and the cell as spreadsheets call it") {
  ingest::FindingLog log("Data");
  const ingest::SourceColumn column{nullptr, "IDPs", 27, ""};
  log.add("count.negative", {14, &column}, "`-3` is below zero.");
  const auto finding = log.take().at(0);
  CHECK(finding.severity == model::Severity::error);
  CHECK(finding.sheet == "Data");
  CHECK(finding.row == 14);
  CHECK(finding.column == "IDPs");
  CHECK(finding.cell == "AB14");
  CHECK(finding.advice == ingest::find_rule("count.negative")->fix);
  CHECK(ingest::cell_name(1, 0) == "A1");
  CHECK(ingest::cell_name(2, 25) == "Z2");
  CHECK(ingest::cell_name(3, 701) == "ZZ3");
  CHECK(ingest::cell_name(3, 702) == "AAA3");
}

TEST_CASE("A long text in every row costs no memory once enough of them are told") {
  if (ingest::is_sanitized) return;  // whose allocator counts otherwise
  ingest::FindingLog log;
  const auto long_text = [](int row) { return fmt::format("{} {}", row, std::string(1000, 'x')); };
  const auto before = ::mallinfo2().uordblks;
  for (int row = 1; row <= 20'000; ++row)
    log.add_once("code.unknown", long_text(row), {row}, "A value is not known.");
  CHECK(log.count("code.unknown") == 20'000);
  CHECK(::mallinfo2().uordblks < before + (std::size_t{2} << 20));
  log.add_once("code.unknown", long_text(1), {1}, "A value is not known.");
  CHECK(log.count("code.unknown") == 20'000);
}

TEST_CASE("A fault in every row leaves a report one can read, and says what is not listed") {
  ingest::FindingLog log;
  for (int row = 1; row <= 600; ++row) log.add("place.missing", {row}, "Nothing said.");
  CHECK(log.count("place.missing") == 600);
  const auto findings = log.take();
  REQUIRE(findings.size() == 501);
  CHECK(findings.back().severity == model::Severity::info);
  CHECK(contains(findings.back().message, "100 more"));
}

TEST_CASE("A log that takes over another is as one that got its findings itself") {
  constexpr int most = 700;
  constexpr ingest::RuleRef missing("place.missing");
  constexpr ingest::RuleRef sea("coordinates.sea");
  const int before = GENERATE(0, 3, 499, 600);
  ingest::FindingLog log;
  ingest::FindingLog other;
  ingest::FindingLog expected;
  const auto add = [&](ingest::FindingLog& to, ingest::RuleRef rule, int row) {
    to.add(rule, {row}, fmt::format("Row {}.", row));
    expected.add(rule, {row}, fmt::format("Row {}.", row));
  };
  for (int row = 1; row <= before; ++row) add(log, missing, row);
  for (int row = 1; row <= most; ++row) add(other, missing, row);
  add(other, sea, 7);
  log.take_over(other);
  CHECK(other.take().empty());
  add(log, sea, 8);
  CHECK(log.count("place.missing") == before + most);
  const auto found = log.take();
  const auto wanted = expected.take();
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].rule == wanted[i].rule);
    CHECK(found[i].message == wanted[i].message);
  }
}
