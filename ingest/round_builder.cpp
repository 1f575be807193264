#include "ingest/round_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ingest/dates.hpp"
#include "ingest/error.hpp"
#include "ingest/round_fields.hpp"
#include "ingest/round_period.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

/// Fields by which a table has several rows for one place.
bool breaks_people_down(std::string_view field) {
  return field.starts_with("origin_") || field.starts_with("reason") || field == "displaced_period" ||
         field == "population_group" || field == "figure_status" || field == "setting" || field == "unit";
}

}  // namespace

RoundBuilder::RoundBuilder(const SourceTable& table, const RoundPlan& plan,
                           std::shared_ptr<const geo::BoundarySet> boundaries)
    : table_(table),
      plan_(plan),
      profile_(*table.profile),
      placer_(profile_, boundaries, plan.crosswalk),
      reader_(table),
      log_(table),
      notes_(table, placer_.boundaries(), log_),
      draft_(begin_draft(profile_, plan, boundaries)),
      parts_(draft_.content.assessments),
      point_log_(table),
      point_notes_(table, placer_.boundaries(), point_log_) {
  for (const auto& column : table.columns) {
    maps_places_ = maps_places_ || (column.spec->field.starts_with("admin") &&
                                    column.spec->field.size() == std::string_view("admin1_code").size());
    counts_areas_only_ = counts_areas_only_ && !breaks_people_down(column.spec->field);
  }
  for (const auto& [level, of_level] : plan.rows) most_locations_ += of_level.size();
  seen_rows_.reserve(most_locations_);
  parts_.expect(most_locations_);
}

// The table of fingerprints is larger than any cache; most rows are added in the order of the table.
void RoundBuilder::expect_rows_after(std::uint32_t table_row) {
  constexpr std::uint32_t ahead = 8;
  if (table_row + ahead < table_.rows()) seen_rows_.expect(table_.fingerprint(table_row + ahead));
}

void RoundBuilder::add(std::uint32_t table_row, const Rejection* refused) {
  auto& totals = draft_.content.round.totals;
  ++totals.rows_read;
  expect_rows_after(table_row);
  reader_.read(table_row, record_);
  parts_.expect(record_);
  if (const auto rejection = check_row(table_, reader_.cells(), record_, log_))
    return reject(record_, *rejection);
  if (!seen_rows_.insert(table_.fingerprint(table_row))) {
    if (refused == nullptr && may_be_another_place(record_)) return doubles_.push_back(table_row);
    return reject_double(table_row);
  }
  derive(record_);
  if (maps_places_ && record_.place.empty() && !record_.latitude && record_.texts[fields().name].empty() &&
      record_.texts[fields().source_id].empty()) {
    placeless_.push_back({table_row, record_.integers[fields().individuals].value_or(0)});
    return;
  }
  if (refused != nullptr) return reject(record_, *refused);
  const auto placed = find_area(record_);
  if (placed.by == PlacedBy::nothing && !record_.place.empty() && names_no_place(record_) &&
      hold_back(table_row))
    return;
  note_area(record_, placed);
  accept(table_row, record_, placed);
}

// A total goes by any word, or by the country's name in the column of its parts: what tells it is its sum,
// which is known at the end. Of all rows without an area only the largest is kept until then.
bool RoundBuilder::hold_back(std::uint32_t table_row) {
  constexpr std::size_t most_alike = 4;
  const auto people = record_.integers[fields().individuals].value_or(0);
  if (people <= 0 || people < unplaced_.people || (people == unplaced_.people && unplaced_.too_many))
    return false;
  if (people == unplaced_.people && unplaced_.table_rows.size() < most_alike) {
    unplaced_.table_rows.push_back(table_row);
    return true;
  }
  auto released = std::exchange(unplaced_.table_rows, {});
  if (people > unplaced_.people) {
    unplaced_ = {{table_row}, people, false};
  } else {
    unplaced_.too_many = true;
    released.push_back(table_row);
  }
  for (const auto row : released) accept_held(row);
  return true;
}

void RoundBuilder::accept_held(std::uint32_t table_row) {
  reader_.read(table_row, record_);
  derive(record_);
  const auto placed = find_area(record_);
  note_area(record_, placed);
  accept(table_row, record_, placed);
}

void RoundBuilder::reject(const Record& record, const Rejection& rejection) {
  auto& totals = draft_.content.round.totals;
  ++totals.rows_rejected;
  // What the row claims, as far as it can be read: the count itself, else what was found in its place.
  const auto people = record.integers[fields().individuals].value_or(rejection.individuals);
  if (!rejection.is_total()) {
    totals.individuals_read += people;
    // In a shifted row people stand where households should.
    if (rejection.rule->id != "row.shifted")
      totals.households_read += record.integers[fields().households].value_or(0);
  }
  draft_.rejected.push_back(table_.rejected(record.row, rejection.rule->id, rejection.reason, people));
  log_.add(rejection.rule, {record.row, rejection.column}, rejection.reason);
}

// What the row does not say itself but follows from it.
void RoundBuilder::derive(Record& record) const {
  const auto& f = fields();
  auto& people = record.integers[f.individuals];
  const auto households = record.integers[f.households];
  const auto size = record.reals[f.household_size] ? record.reals[f.household_size] : profile_.household_size;
  if (people) {
    record.texts[f.basis] =
        record.texts[f.basis].empty() ? std::string_view(profile_.basis) : record.texts[f.basis];
  } else if (households && size) {
    people = std::llround(static_cast<double>(*households) * *size);
    record.reals[f.household_size] = size;
    record.texts[f.basis] = "derived";
  }
  if (record.texts[f.status].empty()) record.texts[f.status] = "assessed";
}

// The five add up to the people, or nothing is said.
void RoundBuilder::derive_reasons(Record& record) {
  const auto& f = fields();
  const auto people = record.integers[f.individuals];
  if (record.reason) {
    const auto main = static_cast<std::size_t>(*record.reason);
    if (record.texts[f.reason_main].empty()) record.texts[f.reason_main] = reason_names[main];
    for (std::size_t i = 0; people && i < reason_count; ++i)
      record.integers[f.reasons[i]] = i == main ? *people : 0;
    return;
  }
  std::int64_t sum = 0;
  bool any = false;
  for (const auto field : f.reasons) {
    any = any || record.integers[field].has_value();
    sum += record.integers[field].value_or(0);
  }
  if (!any) return;
  const bool fits = people && sum <= *people;
  if (!fits)
    log_.add("count.reasons", {record.row},
             fmt::format("The reasons add up to {}, the people are {}; the reasons were left out.", sum,
                         people.value_or(0)));
  for (const auto field : f.reasons)
    record.integers[field] = fits ? std::optional(record.integers[field].value_or(0)) : std::nullopt;
  if (fits) *record.integers[f.reasons.back()] += *people - sum;
}

PlacedArea RoundBuilder::find_area(const Record& record) {
  if (!record.place.empty()) return placer_.area_of(record.place);
  if (!record.latitude || !record.longitude) return {};
  for (const auto& position : {geo::LonLat::make(*record.longitude, *record.latitude),
                               geo::LonLat::make(*record.latitude, *record.longitude)})
    if (position)
      if (auto placed = placer_.area_at(*position); placed.by != PlacedBy::nothing) return placed;
  return {};
}

void RoundBuilder::note_area(const Record& record, const PlacedArea& placed) {
  if (!record.place.empty())
    notes_.note_place(record.place, placed, {record.row});
  else if (maps_places_ && !(record.latitude && record.longitude))
    log_.add("place.missing", {record.row},
             "The row names no area and has no coordinates; it counts for the country only.");
}

// A date far outside the round is mistyped; it would date the location wrongly.
void RoundBuilder::check_date(Record& record) {
  auto& day = record.integers[fields().assessed_on];
  if (day && *day > model::Date::today().days_since_1970())
    log_.add("date.future", {record.row, table_.column_of("assessed_on")},
             fmt::format("The row was assessed on {}, which is still to come.",
                         model::Date::from_days(static_cast<std::int32_t>(*day)).to_string()));
  if (!day || (*day >= plan_.period_start.days_since_1970() - longest_collection_days &&
               *day <= plan_.period_end.days_since_1970() + longest_collection_days))
    return;
  log_.add("date.outside", {record.row, table_.column_of("assessed_on")},
           fmt::format("The row was assessed on {}, far outside the round; the date was left out.",
                       model::Date::from_days(static_cast<std::int32_t>(*day)).to_string()));
  day.reset();
}

// A sheet for each part of a country has other places than the next; one that has the same is another round,
// or a part of what the next one holds.
void RoundBuilder::refuse_second_sheet(const Record& record, std::uint32_t location) {
  if (!is_known_by_key_ || sheet_of_place(record.row) == sheet_of_place(first_rows_[location])) return;
  throw ImportRefused(
      fmt::format("sheets with one header are read together, and {} and {} are about one place, `{}`, which "
                  "would be added up. If the sheets are different rounds or copies, say which to read with "
                  "--sheet NAME; if they are parts of one round, put both rows onto one sheet.",
                  table_.line(first_rows_[location]), table_.line(record.row),
                  draft_.content.assessments.column("location_id").text(location)));
}

// People who are present at two dates are the same people: what is a series of rounds must not be added up.
void RoundBuilder::refuse_series(const Record& record, std::uint32_t location) {
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    if (table_.columns[i].spec->field != "period_end") continue;
    const auto said = parse_date(reader_.cells()[i]);
    if (!said) continue;
    const auto& [end, row] = ends_.try_emplace(location, PeriodEnd{said->last, record.row}).first->second;
    if (end == said->last) return;
    throw ImportRefused(fmt::format(
        "{} and {} are about one place, `{}`, at two dates, {} and {}, and would be added up in "
        "round {}. If the file is a series, number its rounds in a column, or put each date into a "
        "file of its own, with --round NUMBER.",
        table_.line(row), table_.line(record.row),
        draft_.content.assessments.column("location_id").text(location), end.to_string(),
        said->last.to_string(), plan_.key.number));
  }
}

// Rows that are equal in what is read stand for one location, so most rows need not be asked.
void RoundBuilder::note_alike(std::uint32_t table_row, const Record& record, std::uint32_t location,
                              bool fresh) {
  if (fresh || settles_doubles_ || record.integers[fields().individuals].value_or(0) == 0) return;
  const auto insert = [&](std::uint64_t cells) {
    return !parts_seen_before_.contains(cells) && parts_seen_.insert(cells).second;
  };
  insert(table_.mapped_fingerprint(first_table_rows_[location]));
  if (!insert(table_.mapped_fingerprint(table_row))) {
    tells_rows_apart_unread_ = true;
    log_.add("row.alike", {record.row},
             "The row equals another in every column that is read. Both are counted, since columns that are "
             "not read tell them apart.");
  }
}

void RoundBuilder::accept(std::uint32_t table_row, Record& record, const PlacedArea& placed) {
  const auto& f = fields();
  const auto& id = identity(record, placed.area);
  parts_.expect(id);
  check_date(record);
  if (profile_.reasons == BreakdownGrain::area)
    add_reasons_of_area(record, placed.area);
  else
    derive_reasons(record);
  const auto [location, fresh] = parts_.location(id);
  if (plan_.has_several_ends) refuse_series(record, location);
  note_alike(table_row, record, location, fresh);
  if (fresh) {
    draft_.content.assessments.column(f.unit).set(location, unit_of(record));
    first_rows_.push_back(record.row);
    first_table_rows_.push_back(table_row);
    has_several_rows_.push_back(false);
  } else {
    has_several_rows_[location] = true;
  }
  refuse_second_sheet(record, location);
  if (record.row < first_rows_[location]) {
    first_rows_[location] = record.row;
    first_table_rows_[location] = table_row;
  }
  if (record.texts[f.name].empty()) record.texts[f.name] = name_of(record);
  parts_.merge(location, record, placed, placer_.boundaries());
  add_origins(record, location);
  within_.add(record, placed, placer_.boundaries(), log_);
  if (!record.moves.empty()) secondary_.add(record, location, placer_, log_);
  keep_restricted(record, location);
  auto& totals = draft_.content.round.totals;
  ++totals.rows_accepted;
  totals.individuals_read += record.integers[f.individuals].value_or(0);
  totals.households_read += record.integers[f.households].value_or(0);
  if (early_ != nullptr) finish_early();
}

void RoundBuilder::add_reasons_of_area(Record& record, std::uint32_t area) {
  auto& sums = area_reasons_[area];
  for (std::size_t i = 0; i < reason_count; ++i) {
    auto& value = record.integers[fields().reasons[i]];
    sums[i] += value.value_or(0);
    value.reset();
  }
}

void RoundBuilder::add_origins(const Record& record, std::uint32_t location) {
  const auto people = record.integers[fields().individuals];
  auto basis =
      profile_.origins == OriginMode::majority ? model::OriginBasis::majority : model::OriginBasis::all;
  if (const auto said = model::parse_origin_basis(record.origin_basis)) basis = *said;
  for (const auto& [area, count] : record.origin_counts) {
    ReportedPlace origin;
    const auto colon = area.find(':');
    const bool named = colon == 6 && area.starts_with("admin");
    if (named)
      origin.names[static_cast<std::size_t>(std::clamp(area[5] - '0', 1, 4))] = area.substr(colon + 1);
    else
      origin.codes[1] = area;
    add_origin(location, origin, {}, basis, count);
  }
  if (profile_.origins == OriginMode::none || profile_.origins == OriginMode::columns) return;
  if (record.origin.empty() && record.origin_country.empty()) return;
  const auto count = record.origin_individuals ? record.origin_individuals : people;
  if (count && *count > 0) add_origin(location, record.origin, record.origin_country, basis, *count);
}

void RoundBuilder::add_origin(std::uint32_t location, const ReportedPlace& origin, std::string_view country,
                              model::OriginBasis basis, std::int64_t people) {
  if (people <= 0) return;
  const auto& boundaries = placer_.boundaries();
  const auto placed = origin.empty() ? PlacedArea{} : placer_.area_of(origin);
  model::OriginShare share;
  share.location = location;
  share.basis = basis;
  share.individuals = people;
  notes_.note_origin(origin, placed, {record_.row});
  if (placed.by != PlacedBy::nothing) {
    share.pcode = boundaries.area(placed.area).pcode;
    share.name = boundaries.area(placed.area).name;
    share.level = boundaries.area(placed.area).level;
  } else {
    const auto level = static_cast<std::size_t>(origin.deepest());
    share.name = level == 0                    ? country
                 : origin.names[level].empty() ? origin.codes[level]
                                               : origin.names[level];
  }
  if (share.name.empty()) return;
  const auto key = fmt::format("{}\n{}\n{}\n{}", location, static_cast<int>(basis), share.pcode,
                               share.pcode.empty() ? share.name : std::string());
  const auto [found, fresh] = origin_index_.try_emplace(key, draft_.content.origins.size());
  if (fresh)
    draft_.content.origins.push_back(std::move(share));
  else
    draft_.content.origins[found->second].individuals += people;
}

void RoundBuilder::keep_restricted(const Record& record, std::uint32_t location) {
  for (const auto& [field, value] : record.restricted) {
    if (!restricted_.emplace(location, std::string(field), std::string(value)).second) continue;
    draft_.restricted.push_back({location, std::string(field), std::string(value)});
  }
}

// Lists of villages are published without what would tell where these are: their areas are left, and two
// villages of an area with as many people have equal rows.
bool RoundBuilder::may_be_another_place(const Record& record) const {
  return counts_areas_only_ && !record.place.empty() && names_no_place(record) &&
         record.texts[fields().name].empty();
}

// Where areas have several rows each, rows are about places within them; where each has one, two equal rows
// are one. So are they where columns that are not read tell rows apart that are alike in all others, and
// where as many rows are equal as a list has that somebody pasted twice.
bool RoundBuilder::is_list_of_unnamed_places() const {
  constexpr std::int64_t fewest_rows_of_area = 2;
  const auto accepted = draft_.content.round.totals.rows_accepted;
  const auto places = draft_.rows_gone + static_cast<std::int64_t>(parts_.size());
  return !tells_rows_apart_unread_ && static_cast<std::int64_t>(doubles_.size()) * 2 < accepted &&
         accepted >= fewest_rows_of_area * places;
}

// Those without an area stay: one of them may be a total, which is known when all others are.
void RoundBuilder::settle_doubles() {
  if (doubles_.empty()) return;
  const bool other_places = is_list_of_unnamed_places();
  // They belong to locations that may have left.
  if (other_places && early_ != nullptr) give_up_early();
  settles_doubles_ = true;
  for (const auto row : std::exchange(doubles_, {})) {
    reader_.read(row, record_);
    derive(record_);
    if (!placer_.boundaries().version().empty() && find_area(record_).by == PlacedBy::nothing) {
      doubles_.push_back(row);
      continue;
    }
    if (!other_places) {
      reject_double(row);
      continue;
    }
    log_.add("row.equal", {record_.row},
             "The row equals another in every cell. Both are counted: areas of this file have several rows "
             "each, and nothing that is read tells the places within an area apart.");
    accept_held(row);
  }
  settles_doubles_ = false;
}

void RoundBuilder::reject_double(std::uint32_t table_row) {
  reader_.read(table_row, record_);
  reject(record_, {"row.duplicate", "The row equals another in every cell."});
}

// Of one row the equal may be a place by chance; of several their sum is.
void RoundBuilder::settle_unplaced() {
  const auto& totals = draft_.content.round.totals;
  constexpr std::int64_t fewest_parts = 2;
  // Without boundaries no place is known, and that says nothing.
  const bool total = !placer_.boundaries().version().empty() && totals.rows_accepted >= fewest_parts &&
                     unplaced_.people == totals.individuals_read;
  for (const auto row : std::exchange(unplaced_.table_rows, {})) {
    if (!total) {
      accept_held(row);
      continue;
    }
    reader_.read(row, record_);
    reject(record_, {"row.total",
                     "The row's place is not known and its people are those of all other rows: a total, not "
                     "counted.",
                     nullptr, unplaced_.people});
  }
}

// A row that names no place is a total if its people are everybody's, else it cannot be counted.
void RoundBuilder::settle_placeless() {
  const auto everybody = draft_.content.round.totals.individuals_read;
  for (const auto& row : placeless_) {
    reader_.read(row.table_row, record_);
    const bool total = row.individuals > 0 && row.individuals == everybody;
    if (total)
      reject(record_,
             {"row.total",
              "The row names no place and its people are those of all other rows: a total, not counted.",
              nullptr, row.individuals});
    else
      reject(record_, {"row.no_place", "The row names no place: neither area, site nor coordinates.", nullptr,
                       row.individuals});
  }
}

}  // namespace sojourn::ingest
