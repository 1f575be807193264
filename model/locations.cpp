#include <fmt/format.h>

#include <map>
#include <utility>

#include "model/derive.hpp"
#include "model/fill_column.hpp"

namespace sojourn::model {
namespace {

/// Codes and names of the areas of one level that rows lie in.
void fill_level(RoundContent& content, int level) {
  auto& pcodes = content.assessments.column(fmt::format("admin{}_pcode", level));
  auto& names = content.assessments.column(fmt::format("admin{}_name", level));
  std::map<std::uint32_t, std::pair<std::int64_t, std::int64_t>> codes;
  for (std::size_t row = 0; row < content.areas.size(); ++row) {
    const auto area = content.boundaries->ancestor(content.areas[row], level);
    if (area == geo::no_area) continue;
    auto [found, inserted] = codes.try_emplace(area);
    if (inserted) {
      const auto& named = content.boundaries->area(area);
      found->second = {pcodes.intern(named.pcode), names.intern(named.name)};
    }
    pcodes.set_code(row, found->second.first);
    names.set_code(row, found->second.second);
  }
}

}  // namespace

void complete_locations(const Operation& operation, RoundContent& content) {
  auto& table = content.assessments;
  const auto rows = table.rows();
  const auto& round = content.round;
  fill_column(table.column("operation"), rows, operation.code);
  fill_column(table.column("boundary_version"), rows, content.boundaries->version());
  fill_column(table.column("method"), rows, to_string(round.key.method));
  fill_column(table.column("round"), rows, std::int64_t{round.key.number});
  fill_column(table.column("period_start"), rows, std::int64_t{round.period_start.days_since_1970()});
  fill_column(table.column("period_end"), rows, std::int64_t{round.period_end.days_since_1970()});
  fill_column(table.column("source"), rows, round.source);
  fill_area_columns(content);
}

void fill_area_columns(RoundContent& content) {
  for (int level = 0; level < geo::level_count; ++level) fill_level(content, level);
}

}  // namespace sojourn::model
