#include "ingest/site_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geo/gazetteer.hpp"
#include "geo/geos.hpp"
#include "model/dataset.hpp"

namespace sojourn::ingest {

SiteBuilder::SiteBuilder(const SourceTable& table, const RoundPlan& plan,
                         std::shared_ptr<const geo::BoundarySet> boundaries)
    : table_(table),
      profile_(*table.profile),
      collection_(profile_.collection),
      placer_(profile_, boundaries, plan.crosswalk),
      reader_(table, collection_),
      log_(table.sheet),
      notes_(table, placer_.boundaries(), log_),
      draft_(begin_draft(profile_, plan, std::move(boundaries))) {
  draft_.content.assessments = model::TableBuilder(model::fields_of(collection_));
}

void SiteBuilder::add(std::uint32_t table_row) {
  ++draft_.content.round.totals.rows_read;
  reader_.read(table_row, record_);
  if (const auto rejection = check(table_row)) return reject(*rejection);
  Site site;
  read_shape(site);
  place(site);
  const auto id = id_of(site);
  if (!ids_.insert(id).second)
    return reject({"site.repeated", fmt::format("Another row has the id `{}`; that one was kept.", id),
                   table_.column_of("site_id")});
  write(site, id);
  note_values();
  ++draft_.content.round.totals.rows_accepted;
}

std::optional<Rejection> SiteBuilder::check(std::uint32_t table_row) {
  if (!seen_rows_.insert(table_.fingerprint(table_row)).second)
    return Rejection{"row.duplicate", "The row equals another in every cell."};
  if (is_total_label(record_.label) || is_total_label(text("name")))
    return Rejection{"row.total", "The row is a total of other rows and is not counted."};
  const bool nowhere = record_.place.empty() && !record_.latitude && record_.geometry.empty();
  if (nowhere || (text("site_id").empty() && text("name").empty()))
    return Rejection{"row.no_place",
                     nowhere ? "The row says nothing of where it is: neither area nor coordinates."
                             : "The row has neither an id nor a name."};
  return check_counts();
}

std::optional<Rejection> SiteBuilder::check_counts() const {
  for (const auto& bad : record_.bad) {
    const auto& column = table_.columns[bad.column];
    if (!column.spec->field.starts_with("capacity_") && column.spec->field != "occupied_individuals")
      continue;
    if (bad.fault == Fault::negative)
      return Rejection{"count.negative", "A number below zero stands here; people cannot be.", &column};
    if (bad.fault == Fault::absurd)
      return Rejection{"count.absurd", "The number is larger than any country's population.", &column};
    return Rejection{"count.not_a_number", "No number stands where one should.", &column};
  }
  return std::nullopt;
}

// Its own area, repaired where it needs to be, or its own point.
void SiteBuilder::read_shape(Site& site) {
  if (record_.geometry.empty()) return;
  const FindingPlace where{record_.row, table_.column_of("geometry")};
  auto read = geo::parse_shape(std::string(record_.geometry));
  if (!read) {
    log_.add("geometry.unreadable", where, "The geometry is neither an area nor a point; it was left out.");
    return;
  }
  if (read->point) {
    record_.longitude = read->point->x;
    record_.latitude = read->point->y;
    return;
  }
  auto valid = geo::make_valid(read->areas);
  const auto box = geo::bounds(valid.geometry);
  if (valid.geometry.empty() || !geo::LonLat::make(box.min_x, box.min_y) ||
      !geo::LonLat::make(box.max_x, box.max_y)) {
    log_.add("geometry.unreadable", where,
             "The area holds nothing, or does not lie on the globe; it was left out.");
    return;
  }
  if (valid.repaired)
    log_.add("geometry.repaired", where,
             fmt::format("The area was not valid ({} near {:.5f}, {:.5f}) and was repaired.", valid.reason,
                         valid.where.y, valid.where.x));
  site.shape = std::move(valid.geometry);
  // A point on it says where it lies, whatever the reader took for its position.
  if (const auto inside = geo::point_on_surface(site.shape)) {
    record_.longitude = inside->x;
    record_.latitude = inside->y;
  }
}

void SiteBuilder::place(Site& site) {
  PlacedArea placed;
  if (!record_.place.empty()) {
    placed = placer_.area_of(record_.place);
    notes_.note_place(record_.place, placed, {record_.row});
  } else if (record_.latitude && record_.longitude) {
    if (const auto position = geo::LonLat::make(*record_.longitude, *record_.latitude))
      placed = placer_.area_at(*position);
  }
  site.area = placed.area;
  site.by = placed.by;
  site.confidence = placed.confidence;
  place_point(site);
}

// Of an area the point says where it lies, and is never moved away from it.
void SiteBuilder::place_point(Site& site) {
  const auto placed = placer_.point_of(site.area, record_.latitude, record_.longitude, false);
  const auto own = record_.latitude && record_.longitude
                       ? geo::LonLat::make(*record_.longitude, *record_.latitude)
                       : std::nullopt;
  if (!site.shape.empty() && placed.note != PointNote::none)
    log_.add("site.elsewhere", {record_.row, table_.column_of("geometry")},
             fmt::format("The shape does not lie in {}, which the row says; it was kept where it is.",
                         placer_.boundaries().area(site.area).name));
  else
    notes_.note_point(placed, site.area, {record_.row, table_.column_of("latitude")});
  site.point = site.shape.empty() ? placed.point : own;
  site.measured = !site.shape.empty() || placed.measured;
}

// The source's own, else what tells it from others: its area and its name.
std::string SiteBuilder::id_of(const Site& site) const {
  if (const auto id = text("site_id"); !id.empty()) return std::string(id);
  return fmt::format("{}.{}", placer_.boundaries().area(site.area).pcode, geo::normalise_name(text("name")));
}

void SiteBuilder::write(const Site& site, const std::string& id) {
  auto& content = draft_.content;
  auto& table = content.assessments;
  const auto row = table.add_row();
  for (std::size_t field = 0; field < table.fields().size(); ++field) {
    if (record_.integers[field]) table.column(field).set(row, *record_.integers[field]);
    if (record_.reals[field]) table.column(field).set(row, *record_.reals[field]);
    if (!record_.texts[field].empty()) table.column(field).set(row, record_.texts[field]);
  }
  table.column("site_id").set(row, std::string_view(id));
  if (site.by != PlacedBy::nothing) {
    table.column("placement").set(row, placement_text(site.by));
    table.column("placement_confidence").set(row, site.confidence);
  }
  if (site.point) table.column("point").set(row, std::string_view(site.measured ? "measured" : "in_area"));
  content.areas.push_back(site.area);
  content.points.push_back(site.point);
  content.shapes.push_back(site.shape);
  for (const auto& [field, value] : record_.restricted)
    draft_.restricted.push_back({static_cast<std::uint32_t>(row), std::string(field), std::string(value)});
}

void SiteBuilder::note_values() {
  for (const auto& bad : record_.bad) {
    const auto& column = table_.columns[bad.column];
    if (bad.fault == Fault::unknown_code)
      log_.add_once(
          "code.unknown", fmt::format("{} {}", bad.column, bad.text), {record_.row, &column},
          fmt::format("A value is not in the profile's list `{}`; it was left out.", column.spec->codes));
    else
      log_.add("value.unreadable", {record_.row, &column}, "The value cannot be read and was left out.");
  }
  const auto capacity = count("capacity_individuals");
  const auto occupied = count("occupied_individuals");
  if (capacity && occupied && *occupied > *capacity)
    log_.add("site.over_capacity", {record_.row, table_.column_of("occupied_individuals")},
             fmt::format("{} people are where {} have room.", *occupied, *capacity));
}

std::string_view SiteBuilder::text(std::string_view field) const {
  return record_.texts[model::field_index(model::fields_of(collection_), field)];
}

std::optional<std::int64_t> SiteBuilder::count(std::string_view field) const {
  const auto at = model::field_index(model::fields_of(collection_), field);
  return at == model::no_field ? std::nullopt : record_.integers[at];
}

void SiteBuilder::reject(const Rejection& rejection) {
  ++draft_.content.round.totals.rows_rejected;
  draft_.rejected.push_back({table_.sheet, record_.row, std::string(rejection.rule->id), rejection.reason,
                             count("capacity_individuals").value_or(0)});
  log_.add(rejection.rule, {record_.row, rejection.column}, rejection.reason);
}

model::RoundDraft SiteBuilder::finish() {
  auto& totals = draft_.content.round.totals;
  totals.locations = static_cast<std::int64_t>(draft_.content.assessments.rows());
  totals.individuals = model::total_individuals(collection_, draft_.content.assessments);
  totals.individuals_read = totals.individuals;
  draft_.findings = log_.take();
  return std::move(draft_);
}

}  // namespace sojourn::ingest
