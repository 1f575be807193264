#include <fmt/format.h>

#include <vector>

#include "model/derive.hpp"

namespace sojourn::model {
namespace {

/// Codes and names of the areas of one level that rows lie in. Rows are many and areas few: each area is
/// looked at once.
void fill_level(RoundContent& content, int level) {
  struct Codes {
    bool asked = false;
    std::int64_t pcode = -1;  ///< of none at this level
    std::int64_t name = -1;
  };
  const auto& boundaries = *content.boundaries;
  auto& pcodes = content.assessments.column(fmt::format("admin{}_pcode", level));
  auto& names = content.assessments.column(fmt::format("admin{}_name", level));
  std::vector<Codes> of_area(boundaries.areas().size());
  for (std::size_t row = 0; row < content.areas.size(); ++row) {
    auto& codes = of_area[content.areas[row]];
    if (!codes.asked) {
      codes.asked = true;
      const auto area = boundaries.ancestor(content.areas[row], level);
      if (area != geo::no_area)
        codes = {true, pcodes.intern(boundaries.area(area).pcode), names.intern(boundaries.area(area).name)};
    }
    if (codes.pcode < 0) continue;
    pcodes.set_code(row, codes.pcode);
    names.set_code(row, codes.name);
  }
}

void fill_text(ColumnBuilder& column, std::size_t rows, std::string_view text) {
  if (!text.empty()) column.fill(rows, text);
}

}  // namespace

void fill_round_fields(const Operation& operation, RoundContent& content) {
  auto& table = content.assessments;
  const auto rows = table.rows();
  const auto& round = content.round;
  fill_text(table.column("operation"), rows, operation.code);
  fill_text(table.column("boundary_version"), rows, content.boundaries->version());
  table.column("round").fill(rows, std::int64_t{round.key.number});
  table.column("period_start").fill(rows, std::int64_t{round.period_start.days_since_1970()});
  table.column("period_end").fill(rows, std::int64_t{round.period_end.days_since_1970()});
  fill_text(table.column("source"), rows, round.source);
}

void complete_locations(const Operation& operation, RoundContent& content) {
  fill_round_fields(operation, content);
  auto& table = content.assessments;
  fill_text(table.column("method"), table.rows(), to_string(content.round.key.method));
  fill_area_columns(content);
}

void fill_area_columns(RoundContent& content) {
  for (int level = 0; level < geo::level_count; ++level) fill_level(content, level);
}

}  // namespace sojourn::model
