#include "export/csv_writer.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "export/feature_id.hpp"
#include "export/field_text.hpp"
#include "model/utf8.hpp"

namespace sojourn::exports {
namespace {

constexpr std::string_view end_of_row = "\r\n";

bool has_points(model::Collection collection) {
  return model::info_of(collection).geometry != model::GeometryKind::areas;
}

bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

void append_value(std::string& out, const model::Column& column, std::size_t row) {
  if (column.is_null(row)) return;
  switch (column.type()) {
    case model::FieldType::integer:
      append_integer(out, column.integer(row));
      return;
    case model::FieldType::date:
      append_day(out, column.integer(row));
      return;
    case model::FieldType::real:
      append_real(out, column.real(row));
      return;
    default:
      append_csv_text(out, column.text(row));
  }
}

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
  std::string repaired;
  if (!model::is_utf8(text)) {
    model::append_as_utf8(repaired, text);
    text = repaired;
  }
  const bool formula = looks_like_formula(text);
  const bool quoted = text.find_first_of("\",\r\n") != std::string_view::npos ||
                      (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (quoted) out += '"';
  if (formula) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quoted) out += '"';
}

CsvWriter::CsvWriter(model::Collection collection, std::span<const std::size_t> properties, bool synthetic)
    : collection_(collection),
      properties_(properties.begin(), properties.end()),
      points_(has_points(collection)),
      synthetic_(synthetic) {
  for (const auto field : properties_)
    if (field >= model::fields_of(collection).size())
      throw std::logic_error("a table was asked for a field that does not exist");
}

void CsvWriter::append_header(std::string& out) const {
  out += "id";
  for (const auto field : properties_) {
    out += ',';
    out += model::fields_of(collection_)[field].name;
  }
  if (points_) out += ",longitude,latitude";
  if (synthetic_) out += ",synthetic";
  out += end_of_row;
}

void CsvWriter::append_hxl_tags(std::string& out) const {
  out += "#meta+id";
  for (const auto field : properties_) {
    out += ',';
    out += model::fields_of(collection_)[field].hxl;
  }
  if (points_) out += ",#geo+lon,#geo+lat";
  if (synthetic_) out += ",#meta+synthetic";
  out += end_of_row;
}

void CsvWriter::append(std::string& out, const model::RoundData& round, std::size_t row) const {
  const auto* block = round.block(collection_);
  if (block == nullptr)
    throw std::logic_error(fmt::format("the round has no {}", model::info_of(collection_).name));
  append_csv_text(out, feature_id(round, collection_, row));
  for (const auto field : properties_) {
    out += ',';
    append_value(out, block->column(field), row);
  }
  if (points_) {
    const auto point = block->point(row);
    out += ',';
    if (point.exists()) append_degrees(out, point.lon);
    out += ',';
    if (point.exists()) append_degrees(out, point.lat);
  }
  if (synthetic_) out += round.operation.synthetic ? ",true" : ",";
  out += end_of_row;
}

}  // namespace sojourn::exports
