// Needs PostgreSQL with PostGIS.
#include "sql/edition_loader.hpp"

#include <fmt/format.h>

#include <fstream>
#include <thread>

#include "sql/boundary_store.hpp"
#include "sql/connection.hpp"
#include "sql/edition_listener.hpp"
#include "sql/operation_store.hpp"
#include "sql/publisher.hpp"
#include "sql/round_rows.hpp"
#include "sql/round_store.hpp"
#include "stored.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using namespace std::chrono_literals;
using sojourn::sql::test::draft;
using sojourn::sql::test::shared_database;
using sojourn::sql::test::stored_country;

namespace {

void store_public(const model::RoundDraft& made) {
  RoundStore(shared_database()).store(made, {false, "", "A. Person"});
}

std::shared_ptr<const LoadedEdition> load(const std::string& operation,
                                          const LoadedEdition* previous = nullptr) {
  EditionLoader loader(shared_database());
  return loader.load(operation, previous);
}

/// Reads a public round as the edition loader does, without deriving anything from it.
model::RoundContent read_back(std::int64_t round_id, std::shared_ptr<const geo::BoundarySet> boundaries,
                              const std::vector<std::size_t>& fields) {
  Connection connection(shared_database(), Role::reader);
  model::RoundContent content;
  content.boundaries = std::move(boundaries);
  read_table_rows(connection, content, round_id, fields);
  read_origins(connection, content, round_id);
  read_area_figures(connection, content, round_id);
  read_secondary(connection, content, round_id);
  return content;
}

/// A value that the tables take for that field, another in each row.
void put(model::ColumnBuilder& column, const model::Field& field, std::size_t row) {
  static const std::map<std::string_view, std::string_view> words = {
      {"unit", "settlement"},    {"setting", "camp"},      {"figure_status", "provisional"},
      {"idps_basis", "derived"}, {"sadd_basis", "sample"}, {"origin_basis", "groups"},
      {"placement", "name"},     {"point", "in_area"}};
  const auto number = static_cast<std::int64_t>(row);
  if (const auto word = words.find(field.name); word != words.end()) return column.set(row, word->second);
  if (field.name.starts_with("access_")) return column.set(row, std::string_view("limited"));
  if (field.name.starts_with("severity_") || field.name == "origin_level")
    return column.set(row, 1 + number % 3);
  if (field.name == "placement_confidence") return column.set(row, 1.0 / static_cast<double>(3 + row));
  switch (field.type) {
    case model::FieldType::integer:
      return column.set(row, 5'000'000'000 + number);
    case model::FieldType::real:
      return column.set(row, 0.1 + static_cast<double>(row));
    case model::FieldType::date:
      return column.set(row, 18'000 + number);
    case model::FieldType::text:
      return column.set(
          row, std::string_view("tab\there, line\nbreak\r, back\\slash \\N, ‏عربي‎ 🏕 \x01 "));
  }
}

bool same_value(const model::ColumnBuilder& a, const model::ColumnBuilder& b, std::size_t row) {
  if (a.is_null(row) || b.is_null(row)) return a.is_null(row) == b.is_null(row);
  if (a.type() == model::FieldType::text) return a.text(row) == b.text(row);
  if (a.type() == model::FieldType::real) return a.real(row) == b.real(row);
  return a.integer(row) == b.integer(row);
}

}  // namespace

TEST_CASE("every field, null and special character comes back as it was stored", "[postgres]") {
  const auto set = stored_country("LA");
  auto made = draft("LA", set, 1);
  auto& content = made.content;
  const std::vector<std::string_view> reasons = {"conflict_individuals", "disaster_individuals",
                                                 "mixed_individuals", "other_individuals",
                                                 "unknown_reason_individuals"};
  // Row 0 has every field, row 1 only what it must have, row 2 every other field.
  for (std::size_t field = 0; field < content.assessments.fields().size(); ++field) {
    const auto& info = content.assessments.fields()[field];
    if (!info.stored || info.name == "location_id") continue;
    put(content.assessments.column(field), info, 0);
    if (field % 2 == 0 || info.name == "unit") put(content.assessments.column(field), info, 2);
  }
  auto& idps = content.assessments.column("idps_individuals");
  for (const auto row : {std::size_t{0}, std::size_t{2}}) {
    idps.set(row, std::int64_t{15});
    for (const auto reason : reasons) content.assessments.column(reason).set(row, std::int64_t{3});
  }
  content.points = {geo::LonLat::make(0.1 + 0.2, -1.0 / 3.0), std::nullopt, geo::LonLat::make(180, -90)};
  content.areas = {0, set->find("LA02"), set->find("LA0102")};
  content.origins = {{0, "LA02", "Area\tLA02", 1, model::OriginBasis::groups, 7},
                     {0, "", "known by name \\ only", -1, model::OriginBasis::all, 4},
                     {2, "", "", -1, model::OriginBasis::majority, 15}};
  content.area_figures = {{set->find("LA01"), "conflict_individuals", 12}, {0, "female", 0}};
  content.secondary.resize(2);
  auto& twice = content.secondary[0];
  twice.location = 2;
  twice.of_area = true;
  twice.rank = 4;
  twice.or_more = true;
  twice.share = 1.0 / 3.0;
  twice.pcode = "LA02";
  twice.name = "Area\tLA02";
  twice.level = 1;
  twice.period = "before 2014";
  twice.basis = "key_informant";
  auto& group = content.secondary[1];
  group.kind = model::SecondaryKind::group;
  group.individuals = 12;
  group.households = 3;
  group.name = "known by name only";
  auto& totals = content.round.totals;
  totals.individuals = 15 + 11 + 15;
  totals.households = totals.returnees = 0;
  for (const auto row : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
    const auto& households = content.assessments.column("idps_households");
    const auto& returnees = content.assessments.column("returnees_individuals");
    totals.households += households.is_null(row) ? 0 : households.integer(row);
    totals.returnees += returnees.is_null(row) ? 0 : returnees.integer(row);
  }

  const auto id = RoundStore(shared_database()).store(made, {false, "", "A. Person"}).round_id;
  const auto fields = reported_fields(content.assessments, content.assessments.rows());
  CHECK(fields.size() > 55);
  const auto back = read_back(id, set, fields);
  REQUIRE(back.assessments.rows() == 3);
  for (std::size_t row = 0; row < 3; ++row) {
    for (const auto field : fields) {
      INFO(content.assessments.fields()[field].name << " of row " << row);
      CHECK(same_value(content.assessments.column(field), back.assessments.column(field), row));
    }
  }
  CHECK(back.points == content.points);
  CHECK(back.areas == content.areas);
  REQUIRE(back.origins.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(back.origins[i].location == content.origins[i].location);
    CHECK(back.origins[i].pcode == content.origins[i].pcode);
    CHECK(back.origins[i].name == content.origins[i].name);
    CHECK(back.origins[i].level == content.origins[i].level);
    CHECK(back.origins[i].basis == content.origins[i].basis);
    CHECK(back.origins[i].individuals == content.origins[i].individuals);
  }
  REQUIRE(back.secondary.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) CHECK((back.secondary[i] == content.secondary[i]));
  REQUIRE(back.area_figures.size() == 2);
  CHECK(back.area_figures[0].area == set->find("LA01"));
  CHECK(back.area_figures[0].field == "conflict_individuals");
  CHECK(back.area_figures[0].value == 12);
}

TEST_CASE("an edition has the public rounds in order, with their figures", "[postgres]") {
  const auto set = stored_country("LB");
  store_public(draft("LB", set, 2, 4));
  store_public(draft("LB", set, 1, 3));
  RoundStore(shared_database()).store(draft("LB", set, 3));  // not public

  const auto loaded = load("LB");
  REQUIRE(loaded);
  const auto& edition = *loaded->edition;
  CHECK(edition.number == 2);
  CHECK(edition.operation.name == "Operation LB");
  REQUIRE(edition.rounds.size() == 2);
  CHECK(edition.rounds[0]->round.key.number == 1);
  CHECK(edition.rounds[0]->individuals == 10 + 11 + 12);
  CHECK(edition.rounds[1]->individuals == 10 + 11 + 12 + 13);
  REQUIRE(edition.rounds[1]->previous.has_value());
  CHECK(edition.rounds[1]->previous->key.number == 1);
  CHECK(edition.rounds[0]->boundaries == edition.rounds[1]->boundaries);
}

TEST_CASE("an operation without anything public has no edition", "[postgres]") {
  const auto set = stored_country("LC");
  RoundStore(shared_database()).store(draft("LC", set, 1));
  CHECK(load("LC") == nullptr);
  CHECK(EditionLoader(shared_database()).current_editions().count("LC") == 0);
}

TEST_CASE("rounds in memory are used again, unless their predecessor changed", "[postgres]") {
  const auto set = stored_country("LD");
  for (const int number : {1, 2, 3}) store_public(draft("LD", set, number));
  EditionLoader loader(shared_database());
  const auto first = loader.load("LD", nullptr);
  store_public(draft("LD", set, 4));
  const auto second = loader.load("LD", first.get());
  REQUIRE(second->edition->rounds.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) CHECK(second->edition->rounds[i] == first->edition->rounds[i]);

  Publisher(shared_database()).withdraw({"LD", {}, 2}, "wrong", "A. Person");
  const auto third = loader.load("LD", second.get());
  REQUIRE(third->edition->rounds.size() == 3);
  CHECK(third->edition->rounds[0] == second->edition->rounds[0]);
  CHECK(third->edition->rounds[1] != second->edition->rounds[2]);
  CHECK(third->edition->rounds[1]->previous->key.number == 1);
  CHECK(third->edition->rounds[2] == second->edition->rounds[3]);
  CHECK(third->edition->number == 5);
}

namespace {
/// As nothing in the program does it: a control total of a stored round.
void change_total(const std::string& operation, int number, const std::string& total, int by) {
  Connection(shared_database(), Role::owner)
      .execute(
          fmt::format("update sojourn.round set {0} = {0} + $3 where operation = $1 and number = $2", total),
          {operation, std::to_string(number), std::to_string(by)});
}
}  // namespace

TEST_CASE("a round that fails while others are read or made ends the load, and the next load has all",
          "[postgres]") {
  const auto set = stored_country("LX");
  for (const int number : {1, 2, 3}) store_public(draft("LX", set, number));
  EditionLoader loader(shared_database());
  const auto before = loader.load("LX", nullptr);
  for (const int number : {4, 5, 6}) store_public(draft("LX", set, number, 2000));
  // Of each round: rows are counted when it is read, while the one before it is made; people are added up
  // when it is made, while the next is read. The last is made after all have been read.
  for (const int number : {4, 5, 6}) {
    for (const std::string total : {"locations", "individuals"}) {
      INFO(number << " " << total);
      change_total("LX", number, total, 1);
      std::string message;
      try {
        loader.load("LX", before.get());
      } catch (const std::exception& error) {
        message = error.what();
      }
      CHECK(message.find(fmt::format("round {}", number)) != std::string::npos);
      change_total("LX", number, total, -1);
    }
  }
  const auto after = loader.load("LX", before.get());
  REQUIRE(after->edition->rounds.size() == 6);
  for (std::size_t i = 0; i < 3; ++i) CHECK(after->edition->rounds[i] == before->edition->rounds[i]);
  CHECK(after->edition->rounds[5]->previous->key.number == 5);
}

TEST_CASE("a new description of a public operation is a new edition", "[postgres]") {
  const auto set = stored_country("LE");
  store_public(draft("LE", set, 1));
  EditionLoader loader(shared_database());
  const auto first = loader.load("LE", nullptr);
  OperationChange change;
  change.code = "LE";
  change.ends_on = model::Date::make(2021, 6, 30);
  CHECK(OperationStore(shared_database()).save(change) == OperationResult::changed);
  const auto second = loader.load("LE", first.get());
  CHECK(second->edition->number == 2);
  CHECK(second->edition->operation.ends_on == model::Date::make(2021, 6, 30));
  CHECK(second->edition->rounds[0]->operation.ends_on == model::Date::make(2021, 6, 30));
}

TEST_CASE("a round placed without boundaries loads with its country alone", "[postgres]") {
  store_public(draft("LF", model::country_without_boundaries("LF"), 1));
  const auto loaded = load("LF");
  REQUIRE(loaded->edition->rounds.size() == 1);
  CHECK(loaded->edition->rounds[0]->boundaries->areas().size() == 1);
  CHECK(loaded->edition->rounds[0]->individuals == 33);
}

TEST_CASE("a listener hears of an edition at once, and of what it missed when it connects", "[postgres]") {
  const auto set = stored_country("LG");
  EditionListener listener(shared_database());
  CHECK(listener.wait(0ms) == EditionListener::Event::changed);
  CHECK(listener.wait(10ms) == EditionListener::Event::quiet);
  std::thread publishing([&] {
    std::this_thread::sleep_for(100ms);
    store_public(draft("LG", set, 1));
  });
  CHECK(listener.wait(60s) == EditionListener::Event::changed);  // quiet, if nobody had told
  publishing.join();
}

TEST_CASE("a listener without a database says so after its time, and does not throw", "[nodb]") {
  EditionListener listener(Database::on_socket("/nowhere"));
  const auto start = std::chrono::steady_clock::now();
  CHECK(listener.wait(50ms) == EditionListener::Event::disconnected);
  CHECK(std::chrono::steady_clock::now() - start >= 50ms);
  CHECK(!listener.problem().empty());
}

TEST_CASE("rows are loaded in the order in which they are stored, whoever else is reading them",
          "[postgres]") {
  // With so few buffers the table is large, and PostgreSQL lets a scan begin where another one is.
  test::MadeDataDirectory directory;
  std::ofstream(directory.path() / "cluster/postgresql.auto.conf", std::ios::app) << "shared_buffers = 1MB\n";
  const auto open = open_database({"", directory.path()});
  const auto set = test::country("SY");
  BoundaryStore(open.database).save(*set, "made");
  RoundStore(open.database).store(draft("SY", set, 1, 12000), {false, "", "A. Person"});
  const auto& table = model::info_of(model::Collection::locations).table;
  const auto first_stored = [&](const std::string& settings) {
    Connection connection(open.database, Role::reader);
    connection.script(settings);
    std::string first;
    connection.copy_out(fmt::format("copy (select location_id from published.{} limit 1) to stdout", table),
                        [&](std::string_view line) { first = line; });
    return first;
  };
  const auto loaded_order = [&] {
    const auto loaded = EditionLoader(open.database).load("SY", nullptr);
    const auto& block = *loaded->edition->rounds.front()->block(model::Collection::locations);
    std::vector<std::string> ids;
    for (std::size_t row = 0; row < block.rows(); ++row)
      ids.emplace_back(block.column("location_id").text(row));
    return ids;
  };
  const auto alone = loaded_order();
  Connection other(open.database, Role::reader);
  other.script(
      fmt::format("begin; declare half cursor for select * from published.{}; move 6000 in half", table));
  // That the other scan would lead this one, had nobody forbidden it, is what makes this a test.
  REQUIRE(first_stored("set synchronize_seqscans = on") != first_stored("set synchronize_seqscans = off"));
  CHECK((loaded_order() == alone));  // not shown: thousands of ids
}
