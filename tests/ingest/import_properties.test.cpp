#include <fmt/format.h>

#include <set>

#include "geo/gazetteer.hpp"
#include "ingest/need_builder.hpp"
#include "ingest/round_builder.hpp"
#include "ingest/row_starts.hpp"
#include "ingest/site_builder.hpp"
#include "ingest/wire.hpp"
#include "model/round_data.hpp"
#include "support/catch.hpp"
#include "support/dataset_profiles.hpp"
#include "support/property.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using sojourn::test::holds;
using test::value;

namespace {

/// Everything a round or a dataset says, in an order of its own.
std::multiset<std::string> statements(const model::RoundDraft& draft) {
  std::multiset<std::string> result;
  const auto& content = draft.content;
  for (std::size_t row = 0; row < content.assessments.rows(); ++row) {
    auto text = test::area_of(draft, row);
    for (const auto& field : content.assessments.fields())
      if (field.stored) text += fmt::format("|{}", value(draft, field.name, row));
    if (row < content.points.size() && content.points[row])
      text += fmt::format("|{} {}", content.points[row]->lon(), content.points[row]->lat());
    if (row < content.shapes.size() && !content.shapes[row].empty()) {
      const auto box = geo::bounds(content.shapes[row]);
      text += fmt::format("|{} {} {} {}", box.min_x, box.min_y, box.max_x, box.max_y);
    }
    result.insert(text);
  }
  for (const auto& share : content.origins)
    result.insert(fmt::format("{} {} {} {} {}", value(draft, "location_id", share.location), share.pcode,
                              share.name, static_cast<int>(share.basis), share.individuals));
  for (const auto& figure : content.area_figures)
    result.insert(fmt::format("{} {} {}", figure.area, figure.field, figure.value));
  for (const auto& kept : draft.restricted) result.insert(fmt::format("{} {}", kept.field, kept.value));
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
        "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}\n", pick({"S1", "S2", "S3", ""}),
        pick({"One", "Two", ""}), pick({"XXA01", "XXA02", "XXB01", "XXZ", ""}), pick({"1.5", "1.25", ""}),
        pick({"10.5", "11.5", ""}), pick({fmt::format("{}", count), "-1", ""}), pick({"3", "", "x"}),
        pick({"New", "Same", ""}), pick({"tent", "house", ""}), pick({"yes", "no", "limited", ""}),
        pick({"XXA01", "XXB02", ""}), pick({fmt::format("{}", count / 2), ""}),
        pick({"Name of XXA01", "Nmae of XXA 01", "Name of XXB01", "Atlantis", ""}),
        pick({fmt::format("{}", count / 3), "0", "", ""}), pick({"yes", "no", "", ""}));
  });
}

const std::vector<std::string> round_headers = {"source_id",          "name",
                                                "admin2_code",        "latitude",
                                                "longitude",          "idps_individuals",
                                                "idps_households",    "status",
                                                "shelter_main",       "access_wsh",
                                                "origin_admin2_code", "conflict_individuals",
                                                "admin2_name",        "from here",
                                                "any from here"};

/// People displaced within their own district.
const std::string within_columns =
    "[[column]]\nfield = \"displaced_within\"\nvalue = \"admin2\"\nheaders = [\"from here\"]\n"
    "[[column]]\nfield = \"displaced_within_any\"\nvalue = \"admin2\"\nheaders = [\"any from here\"]\n";

/// Rows of cells as a table, without a file and a child process around it: hundreds are made here.
ingest::SourceTable table_of(const std::string& profile, const std::vector<std::string>& headers,
                             const std::vector<std::string>& rows) {
  ingest::SourceTable table;
  table.profile =
      std::make_shared<const ingest::Profile>(ingest::parse_profile(profile, "small", "small.toml"));
  for (std::size_t i = 0; i < headers.size(); ++i)
    for (const auto& column : table.profile->column)
      if (column.headers.front() == geo::normalise_name(headers[i]))
        table.columns.push_back({&column, headers[i], i, {}});
  std::string bytes;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    ingest::put_number(bytes, row + 2);
    ingest::put_number(bytes, std::hash<std::string>{}(rows[row]));  // equal rows have equal fingerprints
    for (std::string_view rest = rows[row]; !rest.empty(); rest.remove_prefix(rest.find_first_of("|\n") + 1))
      ingest::put_text(bytes, rest.substr(0, rest.find_first_of("|\n")));
  }
  ingest::put_number(bytes, 0);
  ingest::RowStarts starts(table.columns.size(), 1, 0);
  starts.take(bytes);
  table.take_rows(model::RowBytes(std::move(bytes)), starts.finish());
  return table;
}

ingest::RoundPlan plan_of(model::Method method) {
  ingest::RoundPlan plan;
  plan.operation = test::small_operation();
  plan.key = {"XXX", method, 1};
  plan.period_start = plan.period_end = *model::Date::parse("2020-06-30");
  return plan;
}

/// A round made of rows of cells.
model::RoundDraft build(const std::vector<std::string>& rows) {
  const auto table =
      table_of(test::small_profile(test::baseline_keys +
                                   "[origins]\nmode = \"rows\"\n[breakdowns]\nreasons = \"area\"\n") +
                   within_columns,
               round_headers, rows);
  const auto plan = plan_of(model::Method::baseline);
  ingest::RoundBuilder builder(table, plan, test::small_country());
  for (std::uint32_t row = 0; row < table.rows(); ++row) builder.add(row);
  return builder.finish();
}

/// Rows about people in need that meet in areas and clusters, repeat and contradict each other.
std::vector<std::string> random_need_rows() {
  return *rc::gen::container<std::vector<std::string>>(rc::gen::exec([] {
    const auto pick = [](std::vector<std::string> words) { return *rc::gen::elementOf(words); };
    const auto count = [&](std::string other) {
      return *rc::gen::arbitrary<bool>() ? fmt::format("{}", *rc::gen::inRange(0, 3))
                                         : pick({std::move(other), ""});
    };
    return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}\n", pick({"XXA", "XXB", "XXQ", ""}),
                       pick({"Name of XXA", "Elsewhere", ""}), pick({"XXA01", "XXB01", ""}),
                       pick({"ALL", "WASH", "Food", "Magic", ""}), pick({"total", "total", "children", ""}),
                       count("-1"), count("x"), count("7"));
  }));
}

model::RoundDraft build_needs(const std::vector<std::string>& rows) {
  const auto table = table_of(test::needs_profile,
                              {"admin1_code", "admin1_name", "admin2_code", "sector", "category",
                               "need_in_need", "need_targeted", "in_need_wsh_individuals"},
                              rows);
  const auto plan = plan_of(model::Method::people_in_need);
  ingest::NeedBuilder builder(table, plan, test::small_country());
  for (std::uint32_t row = 0; row < table.rows(); ++row) builder.add(row, -1);
  return builder.finish();
}

/// Rows about places with an area, a point or neither, some of one id.
std::vector<std::string> random_site_rows() {
  return *rc::gen::container<std::vector<std::string>>(rc::gen::exec([] {
    const auto pick = [](std::vector<std::string> words) { return *rc::gen::elementOf(words); };
    return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}\n", pick({"S1", "S2", "S3", "", ""}),
                       pick({"Field", "Hill", ""}), pick({"Name of XXA01", "Name of XXB01", "Atlantis", ""}),
                       pick({"1.5", "1.25", "x", ""}), pick({"10.5", "11.5", ""}),
                       pick({"POLYGON((10.2 1.2,10.4 1.2,10.4 1.4,10.2 1.2))", "POLYGON((1 1,8", "", ""}),
                       pick({"5", "60", "-1", ""}), pick({"Flood;Fire", "None", "Dragons", ""}),
                       pick({"A. Person", ""}));
  }));
}

model::RoundDraft build_sites(const std::vector<std::string>& rows) {
  const auto table = table_of(test::sites_profile,
                              {"site_id", "name", "admin2_name", "latitude", "longitude", "geometry",
                               "capacity_individuals", "hazards", "owner"},
                              rows);
  const auto plan = plan_of(model::Method::relocation_areas);
  ingest::SiteBuilder builder(table, plan, test::small_country());
  for (std::uint32_t row = 0; row < table.rows(); ++row) builder.add(row);
  return builder.finish();
}

std::vector<std::string> shuffled(std::vector<std::string> rows) {
  for (std::size_t i = rows.size(); i > 1; --i)
    std::swap(rows[i - 1], rows[*rc::gen::inRange<std::size_t>(0, i)]);
  return rows;
}

void require_every_row_counted(const model::RoundDraft& draft) {
  const auto& totals = draft.content.round.totals;
  RC_ASSERT(totals.rows_read == totals.rows_accepted + totals.rows_rejected);
  RC_ASSERT(totals.rows_rejected == static_cast<std::int64_t>(draft.rejected.size()));
}

std::vector<std::string> random_rows() {
  auto rows = *rc::gen::container<std::vector<std::string>>(random_row());
  rows.push_back("S9|Nine|XXA01|||5|1|New|tent|yes||||2|yes\n");
  return rows;
}

}  // namespace

TEST_CASE("A round does not depend on the order of its rows") {
  CHECK(holds([] {
    const auto rows = random_rows();
    RC_ASSERT(statements(build(rows)) == statements(build(shuffled(rows))));
  }));
}

TEST_CASE(
    "Who was displaced within areas of a level is the same in whatever order rows come, and no more than "
    "above") {
  const auto within_by_level = [](const model::RoundDraft& draft) {
    const auto data = model::make_round_data(draft.operation, draft.content, nullptr);
    std::vector<std::int64_t> sums;
    for (const auto& block : data->admin)
      sums.push_back(block->column("displaced_within_individuals").sum().value_or(0));
    return sums;
  };
  CHECK(holds([&] {
    const auto rows = random_rows();
    const auto sums = within_by_level(build(rows));
    RC_ASSERT(sums == within_by_level(build(shuffled(rows))));
    RC_ASSERT(std::ranges::is_sorted(sums, std::greater<>()));
  }));
}

TEST_CASE("A plan of people in need does not depend on the order of its rows, and counts each") {
  CHECK(holds([] {
    const auto rows = random_need_rows();
    const auto draft = build_needs(rows);
    RC_ASSERT(statements(draft) == statements(build_needs(shuffled(rows))));
    require_every_row_counted(draft);
  }));
}

TEST_CASE("Relocation areas do not depend on the order of their rows, and each row counts or is rejected") {
  CHECK(holds([] {
    const auto rows = random_site_rows();
    const auto draft = build_sites(rows);
    RC_ASSERT(statements(draft) == statements(build_sites(shuffled(rows))));
    require_every_row_counted(draft);
  }));
}

TEST_CASE("What is read is accepted, rejected or a total, to the last row and person") {
  CHECK(holds([] {
    const auto draft = build(random_rows());
    const auto& totals = draft.content.round.totals;
    require_every_row_counted(draft);
    std::int64_t rejected = 0;
    for (const auto& row : draft.rejected)
      if (row.rule != "row.total") rejected += row.individuals;
    RC_ASSERT(totals.individuals_read == totals.individuals + rejected);
  }));
}
