#include <fmt/format.h>

#include <set>

#include "geo/gazetteer.hpp"
#include "ingest/round_builder.hpp"
#include "ingest/wire.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using sojourn::test::holds;
using test::value;

namespace {

/// Everything a round says, in an order of its own.
std::multiset<std::string> statements(const model::RoundDraft& draft) {
  std::multiset<std::string> result;
  const auto& content = draft.content;
  for (std::size_t row = 0; row < content.assessments.rows(); ++row) {
    auto text = test::area_of(draft, row);
    for (const auto& field : content.assessments.fields())
      if (field.stored) text += fmt::format("|{}", value(draft, field.name, row));
    if (content.points[row])
      text += fmt::format("|{} {}", content.points[row]->lon(), content.points[row]->lat());
    result.insert(text);
  }
  for (const auto& share : content.origins)
    result.insert(fmt::format("{} {} {} {} {}", value(draft, "location_id", share.location), share.pcode,
                              share.name, static_cast<int>(share.basis), share.individuals));
  for (const auto& row : draft.rejected)
    result.insert(fmt::format("rejected {} {}", row.rule, row.individuals));
  const auto& totals = content.round.totals;
  result.insert(fmt::format("{} {} {} {} {} {}", totals.rows_read, totals.rows_accepted,
                            totals.individuals_read, totals.individuals, totals.households,
                            totals.locations));
  return result;
}

/// A row of a small vocabulary, so that rows meet in locations, repeat and contradict each other.
rc::Gen<std::string> random_row() {
  return rc::gen::exec([] {
    const auto pick = [](std::vector<std::string> words) { return *rc::gen::elementOf(words); };
    const auto count = *rc::gen::inRange(0, 50);
    return fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", pick({"S1", "S2", "S3", ""}), pick({"One", "Two", ""}),
        pick({"XXA01", "XXA02", "XXB01", "XXZ", ""}), pick({"1.5", "1.25", ""}), pick({"10.5", "11.5", ""}),
        pick({fmt::format("{}", count), "-1", ""}), pick({"3", "", "x"}), pick({"New", "Same", ""}),
        pick({"tent", "house", ""}), pick({"yes", "no", "limited", ""}), pick({"XXA01", "XXB02", ""}),
        pick({fmt::format("{}", count / 2), ""}),
        pick({"Name of XXA01", "Nmae of XXA 01", "Name of XXB01", "Atlantis", ""}));
  });
}

const std::vector<std::string> headers = {
    "source_id",       "name",   "admin2_code",  "latitude",   "longitude",          "idps_individuals",
    "idps_households", "status", "shelter_main", "access_wsh", "origin_admin2_code", "conflict_individuals",
    "admin2_name"};

/// A round made of rows of cells, without a file and a child process around it: hundreds are made here.
model::RoundDraft build(const std::vector<std::string>& rows) {
  ingest::SourceTable table;
  table.profile = std::make_shared<const ingest::Profile>(ingest::parse_profile(
      test::small_profile(test::baseline_keys + "[origins]\nmode = \"rows\"\n"), "small", "small.toml"));
  for (std::size_t i = 0; i < headers.size(); ++i)
    for (const auto& column : table.profile->column)
      if (column.headers.front() == geo::normalise_name(headers[i]))
        table.columns.push_back({&column, headers[i], i, {}});
  std::string bytes;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    ingest::put_number(bytes, row + 2);
    ingest::put_number(bytes, std::hash<std::string>{}(rows[row]));  // equal rows have equal fingerprints
    for (std::string_view rest = rows[row]; !rest.empty(); rest.remove_prefix(rest.find_first_of(",\n") + 1))
      ingest::put_text(bytes, rest.substr(0, rest.find_first_of(",\n")));
  }
  ingest::put_number(bytes, 0);
  table.take_rows(ingest::RowBytes(std::move(bytes)), 0);
  ingest::RoundPlan plan;
  plan.operation = test::small_operation();
  plan.key = {"XXX", model::Method::baseline, 1};
  plan.period_start = plan.period_end = *model::Date::parse("2020-06-30");
  ingest::RoundBuilder builder(table, plan, test::small_country());
  for (std::uint32_t row = 0; row < table.rows(); ++row) builder.add(row);
  return builder.finish();
}

std::vector<std::string> random_rows() {
  auto rows = *rc::gen::container<std::vector<std::string>>(random_row());
  rows.push_back("S9,Nine,XXA01,,,5,1,New,tent,yes,,,\n");
  return rows;
}

}  // namespace

TEST_CASE("A round does not depend on the order of its rows") {
  CHECK(holds([] {
    auto rows = random_rows();
    const auto before = statements(build(rows));
    for (std::size_t i = rows.size(); i > 1; --i)
      std::swap(rows[i - 1], rows[*rc::gen::inRange<std::size_t>(0, i)]);
    RC_ASSERT(before == statements(build(rows)));
  }));
}

TEST_CASE("What is read is accepted, rejected or a total, to the last row and person") {
  CHECK(holds([] {
    const auto draft = build(random_rows());
    const auto& totals = draft.content.round.totals;
    RC_ASSERT(totals.rows_read == totals.rows_accepted + totals.rows_rejected);
    RC_ASSERT(totals.rows_rejected == static_cast<std::int64_t>(draft.rejected.size()));
    std::int64_t rejected = 0;
    for (const auto& row : draft.rejected)
      if (row.rule != "row.total") rejected += row.individuals;
    RC_ASSERT(totals.individuals_read == totals.individuals + rejected);
  }));
}
