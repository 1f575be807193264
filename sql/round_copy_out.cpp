#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/dataset.hpp"
#include "sql/copy_text.hpp"
#include "sql/ewkb.hpp"
#include "sql/round_rows.hpp"

namespace sojourn::sql {
namespace {

using model::FieldType;

/// Areas by code; neighbouring rows mostly lie in the same one.
class AreaFinder {
 public:
  explicit AreaFinder(const geo::BoundarySet& boundaries) : boundaries_(boundaries) {}

  std::uint32_t operator()(std::string_view pcode) {
    if (last_ != geo::no_area && boundaries_.area(last_).pcode == pcode) return last_;
    last_ = boundaries_.find(pcode);
    if (last_ == geo::no_area)
      throw Error(fmt::format("the area {} of a published round is not in the boundaries of {} {}", pcode,
                              boundaries_.country(), boundaries_.version()));
    return last_;
  }

 private:
  const geo::BoundarySet& boundaries_;
  std::uint32_t last_ = geo::no_area;
};

void set_value(model::ColumnBuilder& column, std::size_t row, std::string_view text) {
  switch (column.type()) {
    case FieldType::integer:
      return column.set(row, CopyLine::integer(text));
    case FieldType::real:
      return column.set(row, CopyLine::real(text));
    case FieldType::text:
      return column.set(row, text);
    case FieldType::date:
      return column.set(row, std::int64_t{CopyLine::date(text)});
  }
}

std::optional<geo::LonLat> read_point(CopyLine& line) {
  const auto lon = line.next();
  if (!lon) {
    line.next();
    return std::nullopt;
  }
  const double x = CopyLine::real(*lon);
  return geo::LonLat::make(x, line.real());
}

geo::MultiPolygon read_shape(CopyLine& line) {
  const auto text = line.next();
  return text ? parse_ewkb(*text) : geo::MultiPolygon();
}

/// The row of a location. Every row has an id of its own, so the number of the id's text is the row's.
std::uint32_t row_of(const model::ColumnBuilder& ids, std::string_view location_id, std::string_view what) {
  const auto row = ids.find_interned(location_id);
  if (!row) throw Error(fmt::format("{} of a published round belongs to no location", what));
  return static_cast<std::uint32_t>(*row);
}

}  // namespace

void read_table_rows(Connection& connection, model::RoundContent& content, std::int64_t round_id,
                     const std::vector<std::size_t>& fields) {
  AreaFinder area_of(*content.boundaries);
  const auto collection = model::collection_of(content.round.key.method);
  const auto& info = model::info_of(collection);
  const bool points = info.geometry != model::GeometryKind::areas;
  const bool shapes = info.geometry == model::GeometryKind::shapes;
  content.assessments = model::TableBuilder(model::fields_of(collection));
  const auto expected = static_cast<std::size_t>(content.round.totals.locations);
  content.assessments.expect_rows(expected);
  content.areas.reserve(expected);
  content.points.reserve(expected);
  // COPY takes no bound parameters: the number is ours, the names come from the schema.
  const auto statement =
      fmt::format("copy (select area_pcode, {}{}{} from published.{} where round_id = {}) to stdout",
                  points ? "lon, lat, " : "", shapes ? "geometry, " : "",
                  fmt::join(names_of(collection, fields), ", "), info.table, round_id);
  connection.copy_out(statement, [&](std::string_view text) {
    CopyLine line(text);
    const auto row = content.assessments.add_row();
    content.areas.push_back(area_of(line.text()));
    content.points.push_back(points ? read_point(line) : std::nullopt);
    if (shapes) content.shapes.push_back(read_shape(line));
    for (const auto field : fields)
      if (const auto value = line.next()) set_value(content.assessments.column(field), row, *value);
  });
}

void read_origins(Connection& connection, model::RoundContent& content, std::int64_t round_id) {
  const auto& ids = content.assessments.column("location_id");
  const auto statement = fmt::format(
      "copy (select location_id, pcode, name, level, basis, individuals from published.origin_share "
      "where round_id = {} order by ordinal) to stdout",
      round_id);
  connection.copy_out(statement, [&](std::string_view text) {
    CopyLine line(text);
    model::OriginShare share;
    share.location = row_of(ids, line.text(), "an origin");
    share.pcode = line.text();
    share.name = line.text();
    if (const auto level = line.next()) share.level = static_cast<int>(CopyLine::integer(*level));
    const auto basis = model::parse_origin_basis(line.text());
    if (!basis) throw Error("an origin of a published round has a basis that is not known");
    share.basis = *basis;
    share.individuals = line.integer();
    content.origins.push_back(std::move(share));
  });
}

void read_area_figures(Connection& connection, model::RoundContent& content, std::int64_t round_id) {
  AreaFinder area_of(*content.boundaries);
  const auto statement = fmt::format(
      "copy (select area_pcode, field, value from published.area_figure where round_id = {} order by "
      "ordinal) to stdout",
      round_id);
  connection.copy_out(statement, [&](std::string_view text) {
    CopyLine line(text);
    model::AreaFigure figure;
    figure.area = area_of(line.text());
    figure.field = line.text();
    figure.value = line.integer();
    content.area_figures.push_back(std::move(figure));
  });
}

void read_secondary(Connection& connection, model::RoundContent& content, std::int64_t round_id) {
  const auto& ids = content.assessments.column("location_id");
  const auto statement = fmt::format(
      "copy (select location_id, of_area, kind, rank, or_more, share, individuals, households, "
      "previous_pcode, previous_name, previous_level, period, basis from published.secondary_displacement "
      "where round_id = {} order by ordinal) to stdout",
      round_id);
  connection.copy_out(statement, [&](std::string_view text) {
    CopyLine line(text);
    model::SecondaryDisplacement move;
    move.location = row_of(ids, line.text(), "a secondary displacement");
    move.of_area = line.text() == "t";
    const auto kind = model::parse_secondary_kind(line.text());
    if (!kind) throw Error("a secondary displacement of a published round is of a kind that is not known");
    move.kind = *kind;
    move.rank = static_cast<int>(line.integer());
    move.or_more = line.text() == "t";
    if (const auto share = line.next()) move.share = CopyLine::real(*share);
    if (const auto count = line.next()) move.individuals = CopyLine::integer(*count);
    if (const auto count = line.next()) move.households = CopyLine::integer(*count);
    move.pcode = line.text();
    move.name = line.text();
    if (const auto level = line.next()) move.level = static_cast<int>(CopyLine::integer(*level));
    move.period = line.text();
    move.basis = line.text();
    content.secondary.push_back(std::move(move));
  });
}

}  // namespace sojourn::sql
