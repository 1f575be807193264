#include "ingest/site_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "geo/gazetteer.hpp"
#include "geo/geos.hpp"
#include "ingest/dataset_checks.hpp"
#include "ingest/values.hpp"
#include "model/dataset.hpp"

namespace sojourn::ingest {
namespace {

// Where women, children and others at risk are received is nobody's to know. Parts of words, as
// geo::normalise_name has them.
constexpr std::array<std::string_view, 24> protection_stems = {"protec",
                                                               "gender",
                                                               "safe space",
                                                               "safe house",
                                                               "child friendly",
                                                               "violenc",
                                                               "traffick",
                                                               "trata de personas",
                                                               "surviv",
                                                               "sobreviv",
                                                               "women",
                                                               "woman",
                                                               "femme",
                                                               "mujer",
                                                               "mulher",
                                                               "ecoute",
                                                               "espacio seguro",
                                                               "حماية",
                                                               "نساء",
                                                               "مرأة",
                                                               "عنف",
                                                               "صديقة",
                                                               "захист",
                                                               "насильств"};
// What would stand within other words.
constexpr std::array<std::string_view, 5> protection_words = {"gbv", "vbg", "sgbv", "wgss", "cfs"};

bool speaks_of_protection(std::string_view text) {
  static const auto stems = [] {
    std::vector<std::string> normalised;
    for (const auto stem : protection_stems) normalised.push_back(geo::normalise_name(stem));
    return normalised;
  }();
  const auto words = fmt::format(" {} ", geo::normalise_name(text));
  return std::ranges::any_of(stems,
                             [&](const auto& stem) { return words.find(stem) != std::string::npos; }) ||
         std::ranges::any_of(protection_words, [&](auto word) {
           return words.find(fmt::format(" {} ", word)) != std::string::npos;
         });
}

/// Of a place's area; whole countries are drawn with fewer.
constexpr std::size_t most_positions = 50'000;

std::size_t positions_of(const geo::MultiPolygon& areas) {
  std::size_t positions = 0;
  for (const auto& polygon : areas)
    for (const auto& ring : polygon) positions += ring.size();
  return positions;
}

bool lies_on_globe(const geo::MultiPolygon& areas) {
  const auto on_globe = [](const geo::Position& at) { return geo::LonLat::make(at.x, at.y).has_value(); };
  return std::ranges::all_of(areas, [&](const geo::Polygon& polygon) {
    return std::ranges::all_of(polygon,
                               [&](const geo::Ring& ring) { return std::ranges::all_of(ring, on_globe); });
  });
}

void copy_cell(const model::ColumnBuilder& from, std::size_t row, model::ColumnBuilder& to, std::size_t at) {
  if (from.is_null(row)) return;
  if (from.type() == model::FieldType::text)
    to.set(at, from.text(row));
  else if (from.type() == model::FieldType::real)
    to.set(at, from.real(row));
  else
    to.set(at, from.integer(row));
}

}  // namespace

SiteBuilder::SiteBuilder(const SourceTable& table, const RoundPlan& plan,
                         std::shared_ptr<const geo::BoundarySet> boundaries)
    : table_(table),
      profile_(*table.profile),
      collection_(profile_.collection),
      placer_(profile_, boundaries, plan.crosswalk),
      reader_(table, collection_),
      log_(table),
      notes_(table, placer_.boundaries(), log_),
      draft_(begin_draft(profile_, plan, std::move(boundaries))) {
  draft_.content.assessments = model::TableBuilder(model::fields_of(collection_));
}

void SiteBuilder::add(std::uint32_t table_row, const Rejection* refused) {
  ++draft_.content.round.totals.rows_read;
  reader_.read(table_row, record_);
  auto rejection = check(table_row);
  if (!rejection && refused != nullptr) rejection = *refused;
  if (rejection) return reject(*rejection, record_.row, count("capacity_individuals").value_or(0));
  Site site;
  read_shape(site);
  place(site);
  const auto id = id_of(site);
  ++ids_[id];
  numbers_.push_back(record_.row);
  write(site, id);
  note_values();
}

std::optional<Rejection> SiteBuilder::check(std::uint32_t table_row) {
  if (!seen_rows_.insert(table_.fingerprint(table_row)))
    return Rejection{"row.duplicate", "The row equals another in every cell."};
  if (is_total_label(record_.label) || is_total_label(text("name")))
    return Rejection{"row.total", "The row is a total of other rows and is not counted."};
  const bool nowhere =
      record_.place.empty() && !(record_.latitude && record_.longitude) && record_.geometry.empty();
  if (nowhere || (text("site_id").empty() && text("name").empty()))
    return Rejection{"row.no_place",
                     nowhere ? "The row says nothing of where it is: neither area nor coordinates."
                             : "The row has neither an id nor a name."};
  if (auto rejection = check_protection()) return rejection;
  return check_counts();
}

// By any of its words: a list of codes may not know what the source calls it.
std::optional<Rejection> SiteBuilder::check_protection() const {
  if (collection_ != model::Collection::services) return std::nullopt;
  auto protection = text("sector").starts_with("pro") || speaks_of_protection(text("service_type")) ||
                    speaks_of_protection(text("name"));
  for (const auto& bad : record_.bad) protection = protection || speaks_of_protection(bad.text);
  if (!protection) return std::nullopt;
  return Rejection{"site.protection", "The row is about a service of protection; where it is stays unknown.",
                   table_.column_of("sector")};
}

std::optional<Rejection> SiteBuilder::check_counts() const {
  for (const auto& bad : record_.bad) {
    const auto& field = table_.columns[bad.column].spec->field;
    if (!field.starts_with("capacity_") && field != "occupied_individuals") continue;
    if (auto rejection = reject_bad_count(table_, bad)) return rejection;
  }
  return std::nullopt;
}

void SiteBuilder::leave_out_geometry(std::string_view why) {
  log_.add("geometry.unreadable", {record_.row, table_.column_of("geometry")},
           fmt::format("The geometry {}; it was left out.", why));
}

// Its own area, repaired where it needs to be, or its own point.
void SiteBuilder::read_shape(Site& site) {
  if (record_.geometry.empty()) return;
  try {
    const auto parsed = geo::parse_shape(std::string(record_.geometry));
    if (!parsed) return leave_out_geometry("is neither an area nor a point");
    read_parsed(*parsed, site);
  } catch (const std::runtime_error& error) {
    site.shape.clear();
    leave_out_geometry(fmt::format("cannot be read ({})", error.what()));
  }
}

// Repair takes longer than its input, so what cannot be an area is told before.
void SiteBuilder::read_parsed(const geo::ParsedShape& parsed, Site& site) {
  if (parsed.point) {
    record_.longitude = parsed.point->x;
    record_.latitude = parsed.point->y;
    return;
  }
  if (positions_of(parsed.areas) > most_positions)
    return leave_out_geometry(fmt::format("has more than {} positions", most_positions));
  if (!lies_on_globe(parsed.areas)) return leave_out_geometry("does not lie on the globe");
  auto valid = geo::make_valid(parsed.areas);
  if (valid.geometry.empty()) return leave_out_geometry("holds nothing");
  const FindingPlace where{record_.row, table_.column_of("geometry")};
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
  if (site.by == PlacedBy::nothing && !site.point && record_.place.empty())
    log_.add("place.missing", {record_.row}, "Nothing is known of where the row is, but the country.");
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

// The source's own, else what tells it from others: its area, its name, and where it was measured to be.
std::string SiteBuilder::id_of(const Site& site) const {
  if (const auto id = text("site_id"); !id.empty()) return std::string(id);
  auto id =
      fmt::format("{}.{}", placer_.boundaries().area(site.area).pcode, geo::normalise_name(text("name")));
  if (site.measured && site.point) id += fmt::format("@{:.5f},{:.5f}", site.point->lat(), site.point->lon());
  return id;
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
    if (bad.fault == Fault::unknown_code)
      note_unlisted_value(table_, bad, record_.row, log_);
    else
      log_.add("value.unreadable", {record_.row, &table_.columns[bad.column]},
               "The value cannot be read and was left out.");
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

void SiteBuilder::reject(const Rejection& rejection, std::int64_t row, std::int64_t capacity) {
  ++draft_.content.round.totals.rows_rejected;
  draft_.rejected.push_back(table_.rejected(row, rejection.rule->id, rejection.reason, capacity));
  log_.add(rejection.rule, {row, rejection.column}, rejection.reason);
}

// All rows of an id, so that their order decides nothing.
void SiteBuilder::reject_repeated() {
  const auto& table = draft_.content.assessments;
  const auto& ids = table.column("site_id");
  const auto& capacity = table.column("capacity_individuals");
  std::vector<bool> rejected(table.rows());
  bool any = false;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string id(ids.text(row));
    if (ids_.at(id) == 1) continue;
    any = rejected[row] = true;
    reject({"site.repeated", fmt::format("{} rows have the id `{}`; none of them was kept.", ids_.at(id), id),
            table_.column_of("site_id")},
           numbers_[row], capacity.is_null(row) ? 0 : capacity.integer(row));
  }
  if (any) take_out(rejected);
}

void SiteBuilder::take_out(const std::vector<bool>& rejected) {
  auto& content = draft_.content;
  const auto all = std::exchange(content.assessments, model::TableBuilder(content.assessments.fields()));
  std::vector<std::uint32_t> moved(all.rows());
  for (std::size_t row = 0; row < all.rows(); ++row) {
    if (rejected[row]) continue;
    const auto to = content.assessments.add_row();
    moved[row] = static_cast<std::uint32_t>(to);
    content.areas[to] = content.areas[row];
    content.points[to] = content.points[row];
    if (to != row) content.shapes[to] = std::move(content.shapes[row]);
    for (std::size_t field = 0; field < all.fields().size(); ++field)
      copy_cell(all.column(field), row, content.assessments.column(field), to);
  }
  content.areas.resize(content.assessments.rows());
  content.points.resize(content.assessments.rows());
  content.shapes.resize(content.assessments.rows());
  std::erase_if(draft_.restricted, [&](const auto& value) { return rejected[value.location]; });
  for (auto& value : draft_.restricted) value.location = moved[value.location];
}

model::RoundDraft SiteBuilder::finish() {
  reject_repeated();
  std::ranges::stable_sort(draft_.rejected, {}, &model::RejectedRow::row);
  auto& totals = draft_.content.round.totals;
  totals.locations = static_cast<std::int64_t>(draft_.content.assessments.rows());
  totals.rows_accepted = totals.locations;
  totals.individuals = model::total_individuals(collection_, draft_.content.assessments);
  totals.individuals_read = totals.individuals;
  draft_.findings = log_.take();
  return std::move(draft_);
}

}  // namespace sojourn::ingest
