#include "export/geojson_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "export/feature_id.hpp"
#include "export/field_text.hpp"
#include "tiles/text.hpp"

namespace sojourn::exports {

/// What can be known of a property before its rows are seen.
struct GeoJsonWriter::Property {
  const model::Column* column = nullptr;
  std::string before;              ///< comma, name and colon
  std::string constant;            ///< the whole member, where every row has the same value
  std::vector<std::string> texts;  ///< short lists of texts as JSON, by code
};

namespace {

/// Longer lists (names) are mostly read once in a collection, so preparing them would save nothing; nor would
/// lists longer than what is written of them.
constexpr std::size_t few_texts = 4096;

void append_value(std::string& out, const model::Column& column, std::size_t row) {
  if (column.is_null(row)) {
    out += "null";
    return;
  }
  switch (column.type()) {
    case model::FieldType::integer:
      append_integer(out, column.integer(row));
      return;
    case model::FieldType::date:
      out += '"';
      append_day(out, column.integer(row));
      out += '"';
      return;
    case model::FieldType::real:
      // JSON has no word for what is not a number.
      if (std::isfinite(column.real(row)))
        append_real(out, column.real(row));
      else
        out += "null";
      return;
    default:
      tiles::append_json_string(out, column.text(row));
  }
}

}  // namespace

GeoJsonWriter::GeoJsonWriter(const model::RoundData& round, model::Collection collection,
                             std::span<const std::size_t> properties, GeometryTexts& texts,
                             std::size_t features)
    : round_(&round), block_(round.block(collection)), collection_(collection), texts_(&texts) {
  if (block_ == nullptr)
    throw std::logic_error(fmt::format("the round has no {}", model::info_of(collection).name));
  const auto fields = model::fields_of(collection);
  for (const auto field : properties) {
    if (field >= fields.size()) throw std::logic_error("a feature was asked for a field that does not exist");
    Property property;
    property.column = &block_->column(field);
    property.before = fmt::format("{}\"{}\":", properties_.empty() ? "" : ",", fields[field].name);
    if (property.column->texts().size() <= std::min(few_texts, features))
      for (const auto& text : property.column->texts())
        tiles::append_json_string(property.texts.emplace_back(), text);
    if (property.column->all_null()) property.constant = property.before + "null";
    properties_.push_back(std::move(property));
  }
}

GeoJsonWriter::~GeoJsonWriter() = default;
GeoJsonWriter::GeoJsonWriter(GeoJsonWriter&&) noexcept = default;

void GeoJsonWriter::append_geometry(std::string& out, std::size_t row) const {
  if (!block_->is_points() && !block_->is_point(row)) {
    const auto area = block_->area(row);
    if (area == geo::no_area)
      out += "null";
    else
      out += *texts_->of_area(block_->shared_boundaries(), area);
    return;
  }
  const auto point = block_->point(row);
  if (!point.exists()) {
    out += "null";
    return;
  }
  out += R"({"type":"Point","coordinates":[)";
  append_degrees(out, point.lon);
  out += ',';
  append_degrees(out, point.lat);
  out += "]}";
}

void GeoJsonWriter::append(std::string& out, std::size_t row) const {
  out += R"({"type":"Feature","id":)";
  tiles::append_json_string(out, feature_id(*round_, collection_, row));
  if (round_->operation.synthetic) out += R"(,"synthetic":true)";
  out += R"(,"geometry":)";
  append_geometry(out, row);
  out += R"(,"properties":{)";
  for (const auto& property : properties_) {
    if (!property.constant.empty()) {
      out += property.constant;
      continue;
    }
    out += property.before;
    const auto code = property.texts.empty() ? 0 : property.column->code(row);
    if (code != 0)
      out += property.texts[code - 1];
    else
      append_value(out, *property.column, row);
  }
  out += "}}";
}

}  // namespace sojourn::exports
