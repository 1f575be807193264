#include <memory>

#include "demo/operation.hpp"
#include "ingest/boundary_files.hpp"
#include "ingest/boundary_import.hpp"
#include "ingest/child.hpp"
#include "ingest/import.hpp"
#include "support/catch.hpp"
#include "support/main.hpp"
#include "support/temporary_folder.hpp"

// The sandbox starts this executable again as the reader.
std::optional<int> sojourn::test::run_subcommand(int argc, char** argv) {
  if (!ingest::is_reader_call(argc, argv)) return std::nullopt;
  return ingest::run_reader(argc, argv);
}

namespace {

using namespace sojourn;

std::shared_ptr<const geo::BoundarySet> read_boundaries(const demo::Manifest& manifest) {
  ingest::BoundaryImportOptions options;
  options.country = demo::country_code;
  auto import = ingest::import_boundaries(ingest::read_boundary_files(manifest.boundaries), options);
  CHECK(import.findings.empty());
  return std::make_shared<const geo::BoundarySet>(std::move(import.set));
}

std::vector<std::int64_t> by_province(const model::RoundContent& content) {
  const auto [first, last] = content.boundaries->level_range(1);
  std::vector<std::int64_t> people(last - first);
  const auto& individuals = content.assessments.column("idps_individuals");
  for (std::size_t row = 0; row < content.areas.size(); ++row) {
    const auto province = content.boundaries->ancestor(content.areas[row], 1);
    REQUIRE(province != geo::no_area);
    if (!individuals.is_null(row)) people[province - first] += individuals.integer(row);
  }
  return people;
}

}  // namespace

TEST_CASE("the demonstration's files are imported to the last person, with no help but their profile") {
  const test::TemporaryFolder folder;
  const auto manifest = demo::write_operation({.locations = 600}, folder.path());
  const auto boundaries = read_boundaries(manifest);
  for (const auto& round : manifest.rounds) {
    INFO("round " << round.number);
    ingest::ImportOptions options;
    options.file = round.path;
    const auto result =
        ingest::import_file(options, [&](const std::string&, model::Date) { return boundaries; });
    CHECK(result.profile == demo::profile_name);
    REQUIRE(result.drafts.size() == 1);
    const auto& draft = result.drafts.front();
    const auto& imported = draft.content.round;
    CHECK(draft.operation.synthetic);
    CHECK(imported.key.number == round.number);
    CHECK(imported.period_start == round.from);
    CHECK(imported.period_end == round.to);
    const auto& totals = imported.totals;
    const auto& truth = round.truth;
    CHECK(totals.rows_read == truth.rows + truth.grand_totals);
    CHECK(totals.rows_accepted == truth.accepted);
    CHECK(totals.rows_rejected == truth.rejected + truth.duplicates + truth.grand_totals);
    CHECK(totals.locations == truth.locations);
    CHECK(totals.individuals == truth.individuals);
    CHECK(totals.households == truth.households);
    CHECK(totals.returnees == truth.returnees);
    CHECK(by_province(draft.content) == truth.individuals_by_province);
  }
}
