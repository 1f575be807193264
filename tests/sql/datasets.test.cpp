// Needs PostgreSQL with PostGIS. Datasets that are no rounds of assessments have a round's life and tables of
// their own.
#include "made_rounds.hpp"
#include "model/dataset.hpp"
#include "sql/boundary_store.hpp"
#include "sql/edition_loader.hpp"
#include "sql/publisher.hpp"
#include "sql/round_store.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::shared_database;

namespace {

model::RoundDraft begin(const std::string& operation, model::Method method, int number) {
  auto set = sql::test::country(operation);
  BoundaryStore(shared_database()).save(*set, "made");
  auto made = sql::test::draft(operation, set, number, 0);
  made.content.round.key.method = method;
  made.content.assessments = model::TableBuilder(model::fields_of(model::collection_of(method)));
  return made;
}

void add_area(model::RoundDraft& made, const std::string& pcode, int level, std::int64_t in_need) {
  auto& content = made.content;
  const auto row = content.assessments.add_row();
  content.assessments.column("pcode").set(row, std::string_view(pcode));
  content.assessments.column("level").set(row, std::int64_t{level});
  content.assessments.column("in_need_individuals").set(row, in_need);
  content.areas.push_back(content.boundaries->find(pcode));
  content.points.emplace_back();
  ++content.round.totals.locations;
}

model::RoundDraft plan(const std::string& operation) {
  auto made = begin(operation, model::Method::people_in_need, 2024);
  add_area(made, operation, 0, 900);
  add_area(made, operation + "01", 1, 700);
  made.content.round.totals.individuals = 900;
  return made;
}

std::shared_ptr<const LoadedEdition> load(const std::string& operation) {
  return EditionLoader(shared_database()).load(operation, nullptr);
}

}  // namespace

TEST_CASE("people in need are stored, published and loaded beside rounds, and withdrawn", "[postgres]") {
  RoundStore(shared_database())
      .store(sql::test::draft("DA", begin("DA", model::Method::baseline, 1).content.boundaries, 1),
             {false, "", "A. Person"});
  const auto stored = RoundStore(shared_database()).store(plan("DA"), {false, "", "A. Person"});
  CHECK(stored.status == model::RoundStatus::published);
  CHECK(RoundStore(shared_database()).store(plan("DA")).outcome == StoreOutcome::unchanged);
  auto other = plan("DA");
  other.content.round.content_hash = "second";
  CHECK_THROWS_AS(RoundStore(shared_database()).store(other), Refusal);

  const auto edition = load("DA")->edition;
  REQUIRE(edition->rounds.size() == 2);
  const auto& data = *edition->rounds.back();
  const auto* block = data.block(model::Collection::people_in_need);
  REQUIRE(block != nullptr);
  REQUIRE(block->rows() == 2);
  CHECK(block->column("in_need_individuals").integer(1) == 700);
  CHECK(block->has_geometry(1));
  CHECK(edition->reference_method() == model::Method::baseline);

  const auto withdrawn = Publisher(shared_database())
                             .withdraw({"DA", model::Method::people_in_need, 2024}, "Wrong", "A. Person");
  CHECK(withdrawn.withdrawn.size() == 1);
  CHECK(load("DA")->edition->rounds.size() == 1);
}

TEST_CASE("a plan whose rows differ from its control total is refused", "[postgres]") {
  auto wrong = plan("DB");
  wrong.content.round.totals.individuals = 1600;
  CHECK(sojourn::test::message_of([&] {
          RoundStore(shared_database()).store(wrong);
        }).find("control totals") != std::string::npos);
}

TEST_CASE("places keep their shapes and points through the database", "[postgres]") {
  auto made = begin("DC", model::Method::relocation_areas, 1);
  auto& content = made.content;
  for (const bool area : {true, false}) {
    const auto row = content.assessments.add_row();
    content.assessments.column("site_id").set(row, std::string_view(area ? "field" : "hill"));
    content.assessments.column("capacity_individuals").set(row, std::int64_t{50});
    content.areas.push_back(0);
    content.points.push_back(geo::LonLat::make(0.55, 0.55));
    content.shapes.push_back(area ? sql::test::square(0.5, 0.5, 0.1) : geo::MultiPolygon());
    ++content.round.totals.locations;
    content.round.totals.individuals += 50;
  }
  RoundStore(shared_database()).store(made, {false, "", "A. Person"});
  const auto edition = load("DC")->edition;
  const auto& block = *edition->rounds.front()->block(model::Collection::relocation_areas);
  const auto field = block.find("DC.field").value();
  CHECK(block.boundaries().area(block.area(field)).geometry == sql::test::square(0.5, 0.5, 0.1));
  CHECK(block.is_point(block.find("DC.hill").value()));
}

TEST_CASE("without a method, publishing and withdrawing mean rounds of assessments alone", "[postgres]") {
  const Publisher publisher(shared_database());
  const auto country = begin("DM", model::Method::baseline, 1).content.boundaries;
  RoundStore(shared_database()).store(sql::test::draft("DM", country, 1));
  auto made = plan("DM");
  made.content.round.key.number = 1;
  RoundStore(shared_database()).store(made);
  const auto published = publisher.publish({"DM", {}, {}}, "A. Person");
  REQUIRE(published.published.size() == 1);
  CHECK(published.published.front().method == model::Method::baseline);
  CHECK(publisher.publish({"DM", model::Method::people_in_need, {}}, "A. Person").published.size() == 1);
  CHECK(publisher.withdraw({"DM", {}, 1}, "wrong", "B. Person").withdrawn ==
        std::vector<model::RoundKey>{{"DM", model::Method::baseline, 1}});
  CHECK(
      publisher.withdraw({"DM", model::Method::people_in_need, 1}, "wrong", "B. Person").edition.has_value());
}
