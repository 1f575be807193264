/// Rows that are final before the last row of the file is read.
#include "model/early_rows.hpp"

#include <fmt/format.h>

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
  bool take(const model::RoundDraft& draft, std::uint32_t last) override {
    ++calls;
    for (; rows.size() < last;) rows.push_back(described(draft, rows.size()));
    return !refuses;
  }
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
  int calls = 0;
  bool given_up = false;
  bool refuses = false;
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

model::RoundDraft import(const std::string& text, model::EarlyRows* early) {
  SmallImport import(test::small_profile(test::baseline_keys + "[origins]\nmode = \"rows\"\n"));
  import.options.file = import.folder.write("table.csv", text);
  auto result = ingest::import_file(
      import.options, [](const std::string&, model::Date) { return test::small_country(); }, {}, early);
  REQUIRE(result.drafts.size() == 1);
  return std::move(result.drafts.front());
}

/// With rows that leave early a round is the same as without, to the last finding.
void check_same(const model::RoundDraft& draft, const std::string& text) {
  const auto expected = import(text, nullptr);
  CHECK(described(draft) == described(expected));
  REQUIRE(draft.findings.size() == expected.findings.size());
  for (std::size_t i = 0; i < draft.findings.size(); ++i) {
    CHECK(draft.findings[i].rule == expected.findings[i].rule);
    CHECK(draft.findings[i].message == expected.findings[i].message);
  }
}

}  // namespace

TEST_CASE("Rows with a location each leave before the file ends, as the round will have them") {
  Taken taken;
  const auto draft = import(places(many), &taken);
  CHECK(taken.calls > 2);
  CHECK_FALSE(taken.given_up);
  CHECK(taken.rows == described(draft));
  CHECK(taken.rows[7].starts_with("S7 14 7 observed measured code"));
  check_same(draft, places(many));
}

TEST_CASE("A location that has left and gets another part gives up what was taken") {
  Taken taken;
  const auto text = places(many) + "S7,XXA01,,,5,,\n";
  const auto draft = import(text, &taken);
  CHECK(taken.calls > 0);
  CHECK(taken.given_up);
  CHECK(Taken::described(draft, 7).starts_with("S7 19 - -"));
  check_same(draft, text);
}

TEST_CASE("A position that turns out to be many places' gives up what was taken") {
  Taken taken;
  auto text = places(many);
  for (int i = 0; i < 5; ++i) text += fmt::format("T{},XXA01,1.500007,10.200014,1,,\n", i);
  const auto draft = import(text, &taken);
  CHECK(taken.given_up);
  CHECK(draft.content.assessments.column("point").text(7) == "in_area");
  check_same(draft, text);
}

TEST_CASE("Findings about positions come in the same order, whenever their rows left") {
  Taken taken;
  auto text = places(many);
  for (int i = 0; i < 20; ++i)
    text.insert(text.find(fmt::format("\nS{},", 20'000 + i)) + 1,
                fmt::format("U{},XXA01,0,0,1,,\nV{},XXA01,x,,1,,\n", i, i));
  const auto draft = import(text, &taken);
  CHECK_FALSE(taken.given_up);
  CHECK(taken.rows == described(draft));
  check_same(draft, text);
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

TEST_CASE("A round whose rows are not wanted is none the worse for it") {
  Taken taken;
  taken.refuses = true;
  const auto draft = import(places(many), &taken);
  CHECK(taken.calls == 1);
  check_same(draft, places(many));
}
