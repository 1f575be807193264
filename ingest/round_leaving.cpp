// Rows that leave before the round is known, and what is kept of them: a part of RoundBuilder.
#include <algorithm>
#include <bit>

#include <xxhash.h>

#include "ingest/round_builder.hpp"
#include "ingest/round_fields.hpp"

namespace sojourn::ingest {
namespace {

/// So many locations are here before the first of them leave …
constexpr std::uint32_t most_here = 1 << 14;
/// … and so many stay then: parts of a location mostly stand together.
constexpr std::uint32_t kept_back = 1024;

std::optional<std::int64_t> integer(const model::ColumnBuilder& column, std::size_t row) {
  return column.is_null(row) ? std::nullopt : std::optional(column.integer(row));
}

// Zero has two signs, and is one.
std::uint64_t fingerprint(geo::LonLat point) {
  const std::array<double, 2> position = {point.lon() + 0.0, point.lat() + 0.0};
  return XXH3_64bits(position.data(), sizeof position);
}

template <typename Values>
void drop_first(Values& values, std::uint32_t count) {
  values.erase(values.begin(), values.begin() + count);
}

}  // namespace

// A place that is said to be present at several dates needs the dates of all others.
void RoundBuilder::send_early(model::EarlyRows& rows) {
  if (plan_.has_several_ends) return;
  early_ = &rows;
  parts_.expect(std::min<std::size_t>(most_here, most_locations_));
  std::vector<std::size_t> possible = {fields().point, fields().placement, fields().placement_confidence};
  const auto known = draft_.content.assessments.fields();
  for (const auto& column : table_.columns)
    if (const auto field = model::field_index(known, column.spec->field);
        field != model::no_field && known[field].stored)
      possible.push_back(field);
  // What is derived of other fields, in whichever row that is first.
  for (const std::string_view derived : {"sadd_basis", "idps_basis", "household_size"})
    possible.push_back(model::field_index(known, derived));
  rows.expect(possible);
}

// What belongs to locations beside their rows is told by their number, which they lose when they leave.
bool RoundBuilder::may_leave() const {
  return draft_.content.origins.empty() && draft_.restricted.empty() && secondary_.empty();
}

void RoundBuilder::finish_early() {
  const auto here = static_cast<std::uint32_t>(parts_.size());
  if (here < most_here) return;
  if (!may_leave()) return give_up_early();
  if (draft_.rows_gone == 0) {
    known_.expect(most_locations_);
    points_known_.begin(most_locations_);
  }
  finish_rows(here - kept_back);
  if (!leave(here - kept_back)) give_up_early();
}

// The rows stay from now on; if some have left, nothing can be done but to begin anew.
void RoundBuilder::give_up_early() {
  early_->give_up();
  early_ = nullptr;
  if (draft_.rows_gone > 0) throw RowsHaveGone();
  known_ = {};
  points_known_ = {};
  point_log_.clear();
  auto& totals = draft_.content.round.totals;
  totals.individuals = totals.households = totals.returnees = 0;
  parts_.expect(most_locations_);
}

// Of the first rows, which are finished. Returns whether they did.
bool RoundBuilder::leave(std::uint32_t rows) {
  if (!know(rows) || !early_->take(draft_, rows)) return false;
  let_go(rows);
  return true;
}

void RoundBuilder::let_go(std::uint32_t rows) {
  parts_.drop_first(rows);
  drop_first(draft_.content.areas, rows);
  drop_first(draft_.content.points, rows);
  drop_first(first_rows_, rows);
  drop_first(first_table_rows_, rows);
  drop_first(has_several_rows_, rows);
  // What locations that stay have said was seen since rows left last.
  parts_seen_before_ = std::exchange(parts_seen_, {});
  draft_.rows_gone += rows;
}

KnownLocations::Location RoundBuilder::known(std::uint32_t location) const {
  const auto& f = fields();
  const auto& table = draft_.content.assessments;
  const auto& name = table.column(f.name);
  return {.id = table.column(f.location_id).text(location),
          .name = name.is_null(location) ? std::string_view() : name.text(location),
          .unit = table.column(f.unit).text(location),
          .table_row = first_table_rows_[location],
          .area = draft_.content.areas[location],
          .people = integer(table.column(f.individuals), location),
          .households = integer(table.column(f.households), location),
          .has_several_rows = has_several_rows_[location]};
}

// Keeps what rules need of the first rows. Returns whether no other row changes what they say: none that has
// left before has the id of one of them, nor do so many places share its position that it is none of theirs.
bool RoundBuilder::know(std::uint32_t rows) {
  constexpr std::uint32_t ahead = 8;
  auto& totals = draft_.content.round.totals;
  const auto& ids = draft_.content.assessments.column(fields().location_id);
  const auto& returnees = draft_.content.assessments.column(fields().returnees);
  if (early_ == nullptr) known_.expect(rows);
  for (std::uint32_t location = 0; location < rows; ++location) {
    if (location + ahead < rows) known_.expect(ids.text(location + ahead));
    const auto now = known(location);
    const bool fresh = known_.add(now);
    totals.individuals += now.people.value_or(0);
    totals.households += now.households.value_or(0);
    totals.returnees += integer(returnees, location).value_or(0);
    if (early_ != nullptr && !(fresh && is_known_alone(location))) return false;
  }
  return true;
}

bool RoundBuilder::is_known_alone(std::uint32_t location) {
  const auto& point = draft_.content.points[location];
  if (!point || draft_.content.assessments.column(fields().point).text(location) != "measured") return true;
  return points_known_.add(fingerprint(*point)) < places_of_an_area;
}

// Of a location that may have left: its row says it again, or all of them said it together.
std::string RoundBuilder::name_of_known(std::uint32_t location) {
  if (const auto merged = known_.merged_name(location)) return std::string(*merged);
  reader_.read(known_.table_row(location), record_);
  return std::string(name_of(record_));
}

}  // namespace sojourn::ingest
