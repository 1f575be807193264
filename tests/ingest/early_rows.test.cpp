/// Rows that are final before the last row of the file is read.
#include "model/early_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::SmallImport;

namespace {

/// So many rows that some of them leave before the last is checked.
constexpr int many = 50'000;

/// What was taken, as texts.
class Taken : public model::EarlyRows {
 public:
  bool take(const model::RoundDraft& draft, std::uint32_t count) override {
    ++calls;
    most_here = std::max(most_here, draft.content.assessments.rows());
    for (std::uint32_t row = 0; row < count; ++row) rows.push_back(described(draft, row));
    return calls <= most_calls;
  }
  bool complete() override { return !loses_rows; }
  void give_up() override { given_up = true; }

  static std::string described(const model::RoundDraft& draft, std::size_t row) {
    const auto& content = draft.content;
    const auto text = [&](std::string_view field) {
      const auto& column = content.assessments.column(field);
      return column.is_null(row) ? std::string("-") : std::string(column.text(row));
    };
    const auto number = [&](std::string_view field) {
      const auto& column = content.assessments.column(field);
      return column.is_null(row) ? std::string("-") : std::to_string(column.integer(row));
    };
    const auto& point = content.points[row];
    return fmt::format("{} {} {} {} {} {} {} {}", text("location_id"), number("idps_individuals"),
                       number("female"), text("sadd_basis"), text("point"), text("placement"),
                       content.areas[row], point ? fmt::format("{},{}", point->lon(), point->lat()) : "-");
  }

  std::vector<std::string> rows;
  std::size_t most_here = 0;  ///< rows that the draft had at once
  int calls = 0;
  int most_calls = 1'000'000;  ///< then no more is taken
  bool loses_rows = false;
  bool given_up = false;
};

std::vector<std::string> described(const model::RoundDraft& draft) {
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < draft.content.assessments.rows(); ++row)
    rows.push_back(Taken::described(draft, row));
  return rows;
}

/// A place of its own in each row, with a position of its own.
std::string places(int count) {
  std::string text = "source_id,admin2_code,latitude,longitude,idps_individuals,female,male\n";
  for (int i = 0; i < count; ++i)
    text +=
        fmt::format("S{},XXA01,{:.6f},{:.6f},{},{},{}\n", i, 1.5 + 1e-6 * i, 10.2 + 2e-6 * i, 2 * i, i, i);
  return text;
}

model::RoundDraft import(const std::string& text, model::EarlyRows* early,
                         const ingest::PreviousRoundOf& previous_of = {}) {
  SmallImport import(test::small_profile(test::baseline_keys + "[origins]\nmode = \"rows\"\n"));
  import.options.file = import.folder.write("table.csv", text);
  auto result = ingest::import_file(
      import.options, [](const std::string&, model::Date) { return test::small_country(); }, previous_of,
      early);
  REQUIRE(result.drafts.size() == 1);
  return std::move(result.drafts.front());
}

/// With rows that leave early a round is the same as without, to the last finding. Either all its rows have
/// left, or none.
void check_same(const Taken& taken, const model::RoundDraft& draft, const std::string& text,
                const ingest::PreviousRoundOf& previous_of = {}) {
  const auto expected = import(text, nullptr, previous_of);
  const auto rows = described(expected);
  CHECK((draft.rows_gone == 0 || draft.rows_gone == static_cast<std::int64_t>(rows.size())));
  CHECK((taken.given_up || draft.rows_gone > 0));
  CHECK(((draft.rows_gone == 0 ? described(draft) : taken.rows) == rows));
  CHECK(draft.content.round.totals == expected.content.round.totals);
  REQUIRE(draft.findings.size() == expected.findings.size());
  for (std::size_t i = 0; i < draft.findings.size(); ++i) {
    CHECK(draft.findings[i].rule == expected.findings[i].rule);
    CHECK(draft.findings[i].row == expected.findings[i].row);
    CHECK(draft.findings[i].message == expected.findings[i].message);
  }
}

}  // namespace

TEST_CASE(
    "Rows with a location each leave before the file ends, as the round will have them, and are let go") {
  Taken taken;
  const auto draft = import(places(many), &taken);
  CHECK(taken.calls > 2);
  CHECK_FALSE(taken.given_up);
  CHECK(taken.rows[7].starts_with("S7 14 7 observed measured code"));
  CHECK(draft.content.assessments.rows() == 0);
  CHECK(taken.most_here < many / 2);
  check_same(taken, draft, places(many));
}

TEST_CASE("A location that has left and gets another part gives up what was taken") {
  Taken taken;
  const auto text = places(many) + "S7,XXA01,,,5,,\n";
  const auto draft = import(text, &taken);
  CHECK(taken.calls > 0);
  CHECK(taken.given_up);
  CHECK(Taken::described(draft, 7).starts_with("S7 19 - -"));
  check_same(taken, draft, text);
}

TEST_CASE("A row that comes again long after it has left is a duplicate as any") {
  Taken taken;
  const auto text = places(many) + places(8).substr(places(7).size());
  const auto draft = import(text, &taken);
  CHECK_FALSE(taken.given_up);
  REQUIRE(draft.rejected.size() == 1);
  CHECK(draft.rejected.front().rule == "row.duplicate");
  check_same(taken, draft, text);
}

TEST_CASE("Parts that stand together are one location, whether or not rows leave between them") {
  Taken taken;
  std::string text = "source_id,admin2_code,name,idps_individuals,female,male\n";
  for (int i = 0; i < many; ++i)
    for (int part = 0; part < 1 + i % 3; ++part)
      text +=
          fmt::format("S{},XXA0{},P{}{},{},{},\n", i, 1 + part % 2, part, i, i + part, i % 2 == 0 ? "1" : "");
  const auto draft = import(text, &taken);
  CHECK_FALSE(taken.given_up);
  check_same(taken, draft, text);
}

TEST_CASE("A position that turns out to be many places' gives up what was taken") {
  Taken taken;
  auto text = places(many);
  for (int i = 0; i < 5; ++i) text += fmt::format("T{},XXA01,1.500007,10.200014,1,,\n", i);
  const auto draft = import(text, &taken);
  CHECK(taken.given_up);
  CHECK(draft.content.assessments.column("point").text(7) == "in_area");
  check_same(taken, draft, text);
}

TEST_CASE("Findings about positions come in the same order, whenever their rows left") {
  Taken taken;
  auto text = places(many);
  for (int i = 0; i < 20; ++i)
    text.insert(text.find(fmt::format("\nS{},", 20'000 + i)) + 1,
                fmt::format("U{},XXA01,0,0,1,,\nV{},XXA01,x,,1,,\n", i, i));
  const auto draft = import(text, &taken);
  CHECK_FALSE(taken.given_up);
  check_same(taken, draft, text);
}

TEST_CASE("Rules that look at all locations see those whose rows have left") {
  Taken taken;
  std::string text = "source_id,name,admin2_code,idps_individuals,idps_households\n";
  for (int i = 0; i < many; ++i)
    text += fmt::format("S{},Place {},XX{}01,{},{}\n", i, i, i % 2 == 0 ? 'A' : 'B',
                        i == 5 ? 90'000 : 100 + i % 50, i == 9 ? 90 : 20);
  // Of the round before one lies elsewhere, one had another name, one is gone, and one is as it was.
  const ingest::PreviousRoundOf before = [](const model::RoundKey& key) {
    auto previous = std::make_shared<model::PreviousRound>();
    previous->key = key;
    previous->key.number = 0;
    previous->locations.add({"S2", "Place 2", "XXB01", 10});
    previous->locations.add({"S40000", "Gombe", "XXA01", 10});
    previous->locations.add({"S77777", "Place 77777", "XXA01", 5});
    previous->locations.add({"S8", "Place 8", "XXA01", 108});
    previous->locations.finish();
    return previous;
  };
  const auto draft = import(text, &taken, before);
  CHECK_FALSE(taken.given_up);
  std::set<std::string> rules;
  for (const auto& finding : draft.findings) rules.insert(finding.rule);
  for (const auto* rule : {"people.outlier", "household.unusual", "location.moved", "location.renamed",
                           "coverage.locations_missing"})
    CHECK(rules.contains(rule));
  check_same(taken, draft, text, before);
}

TEST_CASE("Rounds that are small, or say where people come from, leave as a whole") {
  Taken taken;
  std::string text;
  SECTION("small") {
    text = places(1000);
  }
  SECTION("with origins") {
    text = "source_id,admin2_code,idps_individuals,origin_admin2_code\n";
    for (int i = 0; i < many; ++i) text += fmt::format("S{},XXA01,{},XXB01\n", i, 1 + i);
  }
  SECTION("with what is not public") {
    text = "source_id,admin2_code,idps_individuals,remark\n";
    for (int i = 0; i < many; ++i) text += fmt::format("S{},XXA01,{},note {}\n", i, 1 + i, i);
  }
  import(text, &taken);
  CHECK(taken.calls == 0);
}

TEST_CASE("A file that says late what keeps rows together is built anew, with all of them") {
  Taken taken;
  std::string text = "source_id,admin2_code,idps_individuals,origin_admin2_code,remark\n";
  for (int i = 0; i < many; ++i) text += fmt::format("S{},XXA01,{},,\n", i, 1 + i);
  SECTION("an origin") {
    text += "T,XXA01,5,XXB01,\n";
  }
  SECTION("what is not public") {
    text += "T,XXA01,5,,note\n";
  }
  const auto draft = import(text, &taken);
  CHECK(taken.calls > 1);
  CHECK(taken.given_up);
  CHECK(draft.content.origins.size() + draft.restricted.size() == 1);
  check_same(taken, draft, text);
}

TEST_CASE("A round whose rows are not wanted, at first or later, or are lost, is none the worse for it") {
  Taken taken;
  SECTION("not wanted") {
    taken.most_calls = 0;
  }
  SECTION("not wanted any more") {
    taken.most_calls = 2;
  }
  SECTION("lost at the end") {
    taken.loses_rows = true;
  }
  const auto draft = import(places(many), &taken);
  CHECK(draft.rows_gone == 0);
  check_same(taken, draft, places(many));
}

TEST_CASE("Where a file begins decides nothing: rows that leave make the same round") {
  const std::size_t begin = GENERATE(1U, 12'345U, 29'999U);
  std::vector<std::string> lines;
  // Of a hundred places one has two rows, which the beginning may tear apart.
  for (int i = 0; i < 30'000; ++i)
    lines.push_back(fmt::format("S{},XXA01,{:.6f},{:.6f},{},{},{}\n", i - i % 100 / 99, 1.5 + 1e-6 * i,
                                10.2 + 2e-6 * i, 2 * i, i, i));
  const std::string header = "source_id,admin2_code,latitude,longitude,idps_individuals,female,male\n";
  std::string straight = header;
  std::string turned = header;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    straight += lines[i];
    turned += lines[(i + begin) % lines.size()];
  }
  Taken taken;
  const auto draft = import(turned, &taken);
  check_same(taken, draft, turned);
  auto rows = draft.rows_gone == 0 ? described(draft) : taken.rows;
  auto expected = described(import(straight, nullptr));
  std::ranges::sort(rows);
  std::ranges::sort(expected);
  CHECK((rows == expected));
}
