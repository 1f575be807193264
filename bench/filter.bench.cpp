/// Filters over one round of 200,000 locations: reading, judging all rows, and a row at a time beside it.
#include <fmt/format.h>

#include <ctime>
#include <functional>
#include <random>

#include "query/filter.hpp"

namespace {

using namespace sojourn;
using model::Collection;

constexpr std::size_t locations = 200'000;

model::Block make_block() {
  model::TableBuilder table(model::fields_of(Collection::locations));
  std::mt19937 random(1);
  std::lognormal_distribution<double> people(6, 1.2);
  for (std::size_t i = 0; i < locations; ++i) {
    const auto row = table.add_row();
    table.column("operation").set(row, std::string_view("NGA"));
    table.column("location_id").set(row, std::string_view(fmt::format("NG{:06}", i)));
    table.column("name").set(row, std::string_view(fmt::format("Settlement {}", i)));
    table.column("unit").set(row, i % 5 == 0 ? std::string_view("site") : std::string_view("settlement"));
    table.column("admin2_pcode").set(row, std::string_view(fmt::format("NG{:06}", random() % 774)));
    table.column("idps_individuals").set(row, static_cast<std::int64_t>(people(random)));
    if (i % 3 == 0) table.column("returnees_individuals").set(row, static_cast<std::int64_t>(people(random)));
    table.column("assessed_on").set(row, static_cast<std::int64_t>(17'000 + random() % 60));
  }
  return model::Block::of_points(Collection::locations, table, std::vector<model::PointE7>(locations));
}

/// Seconds of one core a call, over at least a quarter of a second.
double seconds_of(const std::function<void()>& work) {
  work();
  int calls = 0;
  const auto start = std::clock();
  double elapsed = 0;
  while (elapsed < 0.25) {
    work();
    ++calls;
    elapsed = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  }
  return elapsed / calls;
}

void measure(const model::Block& block, std::string_view name, std::string_view text) {
  const auto reading = seconds_of([&] { query::Filter::parse(text, Collection::locations); });
  const auto filter = query::Filter::parse(text, Collection::locations);
  std::size_t selected = 0;
  const auto judging = seconds_of([&] { selected = filter.select(block).count(); });
  fmt::print("figure | filter {}: rows chosen | {} rows | | |\n", name, selected);
  fmt::print("figure | filter {}: reading its text | {:.3g} µs | | |\n", name, 1e6 * reading);
  fmt::print("figure | filter {}: judging all rows | {:.4g} µs | | |\n", name, 1e6 * judging);
}

/// What a loop over rows takes for the first filter.
void measure_rows(const model::Block& block) {
  const auto& unit = block.column("unit");
  const auto& people = block.column("idps_individuals");
  std::size_t selected = 0;
  const auto seconds = seconds_of([&] {
    model::RowSelection selection(block.rows());
    for (std::size_t row = 0; row < block.rows(); ++row)
      if (!unit.is_null(row) && unit.text(row) == "site" && !people.is_null(row) &&
          people.integer(row) > 1000)
        selection.insert(row);
    selected = selection.count();
  });
  fmt::print("figure | filter two: judging row by row | {:.4g} µs | | |\n", 1e6 * seconds);
}

}  // namespace

int main() {
  const auto block = make_block();
  measure(block, "two", "unit = 'site' AND idps_individuals > 1000");
  measure_rows(block);
  measure(block, "number", "idps_individuals > 1000");
  measure(block, "nulls", "returnees_individuals IS NOT NULL");
  measure(block, "areas", "admin2_pcode IN ('NG000001', 'NG000100', 'NG000300', 'NG000500')");
  measure(block, "names", "name LIKE '%99%'");
  measure(block, "six",
          "(unit = 'site' OR returnees_individuals IS NULL) AND NOT (idps_individuals < 100) AND "
          "assessed_on BETWEEN DATE('2016-07-20') AND DATE('2016-08-20') AND admin2_pcode <> 'NG000001' AND "
          "name LIKE 'Settlement 1%'");
}
