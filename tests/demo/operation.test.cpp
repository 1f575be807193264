#include "demo/operation.hpp"

#include <xxhash.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "csv.hpp"
#include "demo/round_style.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace sojourn;
using namespace sojourn::demo;
using test::count_in;
using test::Csv;

/// The default operation, written once for all tests.
struct Written {
  test::TemporaryFolder folder;
  Manifest manifest = write_operation(Plan{}, folder.path());
};

const Written& written() {
  static const Written files;
  return files;
}

constexpr auto individuals_names = {"Estimated Number of IDP Individuals", "idp_ind", "IDPs (individuals)"};
constexpr auto households_names = {"Estimated Number of IDP Households", "idp_hh", "IDPs (households)"};
constexpr auto setting_names = {"Site Classification", "site_setting", "Setting"};

bool is_grand_total(const Csv::Row& row) {
  return row.front() == "Grand Total";
}

/// Its cells moved: an empty one where the setting should be, which no other row has.
bool is_shifted(const Csv& csv, const Csv::Row& row) {
  return !is_grand_total(row) && row[csv.column(setting_names)].empty();
}

/// Rows of a file that should count.
std::vector<Csv::Row> good_rows(const Csv& csv) {
  std::vector<Csv::Row> rows;
  std::set<Csv::Row> seen;
  for (const auto& row : csv.rows())
    if (!is_grand_total(row) && !is_shifted(csv, row) && seen.insert(row).second) rows.push_back(row);
  return rows;
}

std::int64_t sum(const Csv& csv, const std::vector<Csv::Row>& rows,
                 std::initializer_list<const char*> column) {
  const auto index = csv.column(column);
  std::int64_t total = 0;
  for (const auto& row : rows) total += count_in(row[index]).value_or(0);
  return total;
}

std::uint64_t hash_of(const std::filesystem::path& path) {
  const auto text = test::read_text(path);
  return XXH3_64bits(text.data(), text.size());
}

}  // namespace

TEST_CASE("the same plan gives the same bytes") {
  const Plan plan{.seed = 5, .locations = 200, .rounds = 3};
  const test::TemporaryFolder first;
  const test::TemporaryFolder second;
  const auto manifest = write_operation(plan, first.path());
  write_operation(plan, second.path());
  for (const auto& round : manifest.rounds)
    CHECK(test::read_text(round.path) == test::read_text(second.path() / round.path.filename()));
  for (const auto& path : manifest.boundaries)
    CHECK(test::read_text(path) == test::read_text(second.path() / path.filename()));
  // Another seed is another country.
  CHECK(hash_of(manifest.boundaries[0]) != hash_of(written().manifest.boundaries[0]));
}

TEST_CASE("the bytes are the same on every platform") {
  // A change of these files is a change of the demonstration: then give the new hashes here.
  CHECK(hash_of(written().manifest.boundaries[4]) == 0xd35eec091365f3f5);
  CHECK(hash_of(written().manifest.rounds[7].path) == 0x27bdcbcb956538b0);
}

TEST_CASE("the truth about a round is what its file adds up to") {
  for (const auto& round : written().manifest.rounds) {
    INFO("round " << round.number);
    const Csv csv(round.path);
    const auto rows = good_rows(csv);
    const auto individuals = csv.column(individuals_names);
    const auto households = csv.column(households_names);
    std::int64_t derived = 0;
    for (const auto& row : rows)
      if (!count_in(row[individuals])) derived += (count_in(row[households]).value() * 52 + 5) / 10;
    CHECK(sum(csv, rows, individuals_names) + derived == round.truth.individuals);
    CHECK(sum(csv, rows, households_names) == round.truth.households);
    CHECK(sum(csv, rows, {"Returnee Individuals", "ret_ind", "Returnees (individuals)"}) ==
          round.truth.returnees);
    CHECK(static_cast<std::int64_t>(rows.size()) == round.truth.accepted);
    CHECK(round.truth.rows == round.truth.accepted + round.truth.rejected + round.truth.duplicates);
    CHECK(static_cast<std::int64_t>(csv.rows().size()) == round.truth.rows + round.truth.grand_totals);
  }
}

TEST_CASE("every row has a cell for every column") {
  for (const auto& round : written().manifest.rounds) {
    const Csv csv(round.path);
    const auto columns = columns_of(style_of(round.number).used).size();
    CHECK(std::all_of(csv.rows().begin(), csv.rows().end(),
                      [&](const Csv::Row& row) { return row.size() == columns; }));
  }
}

TEST_CASE("people by province add up to the round") {
  for (const auto& round : written().manifest.rounds) {
    std::int64_t total = 0;
    for (const auto people : round.truth.individuals_by_province) total += people;
    CHECK(total == round.truth.individuals);
  }
}

TEST_CASE("rounds follow each other") {
  const auto& rounds = written().manifest.rounds;
  REQUIRE(rounds.size() == 8);
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    CHECK(rounds[i].number == static_cast<int>(i) + 1);
    CHECK(rounds[i].from < rounds[i].to);
    if (i > 0) CHECK(rounds[i - 1].to < rounds[i].from);
  }
  CHECK(rounds.back().to.to_string() == "2025-11-30");
}

TEST_CASE("the flood, the conflict and the returns show in the figures") {
  const auto& rounds = written().manifest.rounds;
  CHECK(rounds[3].truth.individuals > 2 * rounds[1].truth.individuals);  // the river has risen
  CHECK(rounds[0].truth.returnees == 0);
  CHECK(rounds[7].truth.returnees > rounds[4].truth.returnees);
  CHECK(rounds[3].truth.individuals > 300'000);
  CHECK(rounds[3].truth.individuals < 1'500'000);
}

TEST_CASE("sexes, ages and reasons add up to the people of a row, or are missing") {
  for (const auto& round : written().manifest.rounds) {
    const Csv csv(round.path);
    const auto people = csv.column(individuals_names);
    const auto first_reason =
        csv.column({"Displaced by Conflict", "idp_reason_conflict", "IDPs by conflict"});
    const auto women = csv.column({"Women", "idp_women", "IDPs women (18+)"});
    for (const auto& row : good_rows(csv)) {
      const auto add_up = [&](std::size_t first, std::size_t count) {
        std::int64_t total = 0;
        for (std::size_t i = first; i < first + count; ++i) total += count_in(row[i]).value();
        return total;
      };
      if (count_in(row[first_reason])) CHECK(add_up(first_reason, 5) == count_in(row[people]));
      if (count_in(row[women])) CHECK(add_up(women, 3) == count_in(row[people]));
    }
  }
}

TEST_CASE("files differ as real ones do") {
  const auto& rounds = written().manifest.rounds;
  const auto text = [&](std::size_t round) { return test::read_text(rounds[round - 1].path); };
  CHECK(text(2).starts_with("\xEF\xBB\xBF"));
  CHECK(text(3).substr(0, 200).find(';') != std::string::npos);
  CHECK(text(5).find("\r\n") != std::string::npos);
  CHECK(text(1).find("\nGrand Total,") != std::string::npos);
  CHECK(text(1).find(",SJ5-") != std::string::npos);  // codes of before the reform
  CHECK(text(2).find(",\"1,") != std::string::npos);  // thousands
  CHECK(text(2).find("N/A") != std::string::npos);
  CHECK(text(3).find(";0;0;") != std::string::npos);  // a point off Africa
  CHECK(Csv(rounds[0].path).has("Estimated Number of IDP Individuals"));
  CHECK(Csv(rounds[3].path).has("idp_ind"));
  CHECK(Csv(rounds[7].path).has("IDPs (individuals)"));
  CHECK(rounds[3].truth.rejected >= 3);
  CHECK(rounds[3].truth.duplicates >= 3);
  CHECK(rounds[5].truth.carried_forward > 50);
}

TEST_CASE("some coordinates are swapped, some are missing") {
  const Csv csv(written().manifest.rounds[7].path);
  const auto longitude = csv.column({"Longitude (X)"});
  const auto count = [&](auto&& fits) { return std::count_if(csv.rows().begin(), csv.rows().end(), fits); };
  CHECK(count([&](const auto& row) { return row[longitude].empty(); }) > 10);
  CHECK(count([&](const auto& row) { return row[longitude].starts_with("-2") && row[longitude][2] > '3'; }) >
        2);
}

TEST_CASE("people of one place come from several districts, each with a row") {
  const Csv csv(written().manifest.rounds[7].path);
  const auto id = csv.column({"Location SSID"});
  const auto origin = csv.column({"Origin admin 2"});
  std::map<std::string, std::multiset<std::string>> origins;
  for (const auto& row : good_rows(csv))
    if (!row[id].empty()) origins[row[id]].insert(row[origin]);
  CHECK(std::any_of(origins.begin(), origins.end(),
                    [](const auto& entry) { return entry.second.size() >= 3; }));
  for (const auto& [place, districts] : origins)
    for (const auto& district : districts) CHECK(districts.count(district) == 1);
}

TEST_CASE("the import profile knows every column and every misspelling") {
  const std::filesystem::path source = SOJOURN_SOURCE_DIR;
  const auto profile = test::read_text(source / "config" / "profiles" / "demo.toml");
  for (const auto used : {Template::first, Template::second, Template::third})
    for (const auto& column : columns_of(used)) {
      const bool never_read = column.field == Field::team || column.field == Field::remarks;
      INFO(column.header);
      CHECK((profile.find('"' + std::string(column.header) + '"') != std::string::npos) != never_read);
    }
  for (const auto& misspelling : misspellings())
    CHECK(profile.find(fmt::format("\"{}\" = \"{}\"", misspelling.written, misspelling.meant)) !=
          std::string::npos);
}

TEST_CASE("the manifest says that everything is synthetic") {
  const auto text = test::read_text(written().folder.path() / "manifest.json");
  const auto manifest = nlohmann::json::parse(text);
  CHECK(manifest["synthetic"] == true);
  CHECK(manifest["rounds"].size() == 8);
  CHECK(manifest["rounds"][3]["individuals"] == written().manifest.rounds[3].truth.individuals);
}

TEST_CASE("what cannot be is refused with what to do") {
  CHECK(test::contains(test::message_of([] { Operation({.locations = 0}); }), "give 1 to"));
  CHECK(test::contains(test::message_of([] { Operation({.rounds = 0}); }), "give 1 to"));
  const Operation operation({.locations = 1, .rounds = 1});
  const test::TemporaryFolder folder;
  CHECK(test::contains(test::message_of([&] { operation.write_round(2, folder.path()); }), "rounds 1 to 1"));
  CHECK(test::contains(test::message_of([&] { operation.write_round(1, "/nonexistent/folder"); }),
                       "/nonexistent/folder"));
}
