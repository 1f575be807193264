#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "model/dataset.hpp"
#include "sql/copy_binary.hpp"
#include "sql/copy_text.hpp"
#include "sql/ewkb.hpp"
#include "sql/round_rows.hpp"

namespace sojourn::sql {
namespace {

using model::FieldType;

// No more than a socket takes at once, so that the database reads one chunk while the next is made.
constexpr std::size_t chunk_bytes = std::size_t{1} << 16;

/// Sends `rows` rows, each written by `encode(writer, row)`, in chunks; what the writer holds already goes
/// first.
template <typename Writer, typename Encode>
void copy_rows(Connection& connection, const std::string& statement, std::size_t rows, Writer writer,
               Encode encode, const model::ProgressSink& progress = {}) {
  if (rows == 0) return;
  std::size_t row = 0;
  connection.copy_in(statement, [&]() -> std::string_view {
    if (row != 0) writer.buffer().clear();
    if (progress) progress({model::Stage::storing, row, rows});
    if (row == rows) return {};
    while (row < rows && writer.buffer().size() < chunk_bytes) encode(writer, row++);
    return writer.buffer();
  });
}

template <typename Encode>
void copy_rows(Connection& connection, const std::string& statement, std::size_t rows, Encode encode) {
  copy_rows(connection, statement, rows, CopyWriter(), encode);
}

template <typename Writer>
void write_value(Writer& writer, const model::ColumnBuilder& column, std::size_t row) {
  if (column.is_null(row)) return writer.null();
  switch (column.type()) {
    case FieldType::integer:
      return writer.integer(column.integer(row));
    case FieldType::real:
      return writer.real(column.real(row));
    case FieldType::text:
      return writer.text(column.text(row));
    case FieldType::date:
      return writer.date(static_cast<std::int32_t>(column.integer(row)));
  }
}

template <typename Writer>
void write_point(Writer& writer, const std::optional<geo::LonLat>& point) {
  point ? writer.real(point->lon()) : writer.null();
  point ? writer.real(point->lat()) : writer.null();
}

void write_shape(CopyWriter& writer, const geo::MultiPolygon& shape) {
  if (shape.empty()) return writer.null();
  std::string text;
  append_ewkb(text, shape);
  writer.plain(text);
}

/// An object for each row with restricted values: an array of texts for each field, since a location's parts
/// may differ.
std::map<std::uint32_t, std::string> restricted_documents(const model::RoundDraft& draft) {
  std::map<std::uint32_t, nlohmann::json> documents;
  for (const auto& value : draft.restricted) documents[value.location][value.field].push_back(value.value);
  std::map<std::uint32_t, std::string> texts;
  for (const auto& [row, document] : documents) texts[row] = document.dump();
  return texts;
}

std::vector<ColumnType> types_of(Connection& connection, const std::string& table,
                                 const std::vector<std::string>& columns) {
  const auto rows = connection.query("column_types", {table});
  std::map<std::string_view, ColumnType> known;
  for (int row = 0; row < rows.count(); ++row)
    if (std::ranges::find(columns, rows.text(row, 0)) != columns.end())
      known.emplace(rows.text(row, 0), column_type(rows.text(row, 1)));
  std::vector<ColumnType> types;
  for (const auto& column : columns) {
    const auto found = known.find(column);
    if (found == known.end()) throw Error(fmt::format("the table {} has no column {}", table, column));
    types.push_back(found->second);
  }
  return types;
}

std::string table_of(model::Collection collection, std::int64_t round_id) {
  return fmt::format("sojourn.{}_{}", model::info_of(collection).table, round_id);
}

/// In the order in which a row's values are written.
std::vector<std::string> columns_of(model::Collection collection, const std::vector<std::size_t>& fields) {
  const auto geometry = model::info_of(collection).geometry;
  std::vector<std::string> columns = {"area_pcode", "area_level"};
  if (geometry != model::GeometryKind::areas) columns.insert(columns.end(), {"lon", "lat"});
  if (geometry == model::GeometryKind::shapes) columns.emplace_back("geometry");
  std::ranges::move(names_of(collection, fields), std::back_inserter(columns));
  columns.emplace_back("restricted");
  return columns;
}

// The table is new in this transaction, so its rows can be written frozen: nobody has to visit them again.
std::string statement_of(model::Collection collection, std::int64_t round_id,
                         const std::vector<std::string>& columns, std::string_view options) {
  return fmt::format("copy {} ({}) from stdin ({})", table_of(collection, round_id), fmt::join(columns, ", "),
                     options);
}

template <typename Writer>
void write_area(Writer& writer, const model::RoundContent& content, std::size_t row) {
  const auto& area = content.boundaries->area(content.areas[row]);
  writer.text(area.pcode);
  writer.integer(area.level);
}

void require_shape(const model::RoundContent& content) {
  const auto rows = content.assessments.rows();
  const auto kind = model::info_of(model::collection_of(content.round.key.method)).geometry;
  if (content.areas.size() != rows || content.points.size() != rows ||
      (kind == model::GeometryKind::shapes && content.shapes.size() != rows))
    throw std::logic_error("a round's areas, points and shapes must have one entry for each row");
}

}  // namespace

std::vector<std::size_t> reported_fields(const model::TableBuilder& table, std::size_t rows) {
  std::vector<std::size_t> reported;
  for (std::size_t field = 0; field < table.fields().size(); ++field) {
    if (!table.fields()[field].stored) continue;
    const auto& column = table.column(field);
    for (std::size_t row = 0; row < std::min(rows, column.first_unset()); ++row) {
      if (column.is_null(row)) continue;
      reported.push_back(field);
      break;
    }
  }
  return reported;
}

std::vector<std::size_t> fields_by_name(model::Collection collection, const std::vector<std::string>& names) {
  const auto known = model::fields_of(collection);
  std::vector<std::size_t> fields;
  for (const auto& name : names) {
    const auto field = model::field_index(known, name);
    if (field == model::no_field || !known[field].stored)
      throw Error(
          fmt::format("the database has a field {} that this Sojourn does not know: update it", name));
    fields.push_back(field);
  }
  return fields;
}

std::vector<std::string> names_of(model::Collection collection, const std::vector<std::size_t>& fields) {
  const auto known = model::fields_of(collection);
  std::vector<std::string> names;
  for (const auto field : fields) names.emplace_back(known[field].name);
  return names;
}

RowEncoder::RowEncoder(Connection& connection, model::Collection collection, std::int64_t round_id,
                       const std::vector<std::size_t>& fields)
    : points_(model::info_of(collection).geometry != model::GeometryKind::areas),
      fields_(fields),
      statement_(statement_of(collection, round_id, columns_of(collection, fields), "freeze, format binary")),
      writer_(types_of(connection, table_of(collection, round_id), columns_of(collection, fields))) {}

void RowEncoder::add(const model::RoundContent& content, std::size_t row, std::string_view restricted) {
  write_area(writer_, content, row);
  if (points_) write_point(writer_, content.points[row]);
  for (const auto field : fields_) write_value(writer_, content.assessments.column(field), row);
  restricted.empty() ? writer_.null() : writer_.text(restricted);
  writer_.end_row();
}

void copy_table_rows(Connection& connection, const model::RoundDraft& draft, std::int64_t round_id,
                     const std::vector<std::size_t>& fields, const model::ProgressSink& progress) {
  const auto& content = draft.content;
  require_shape(content);
  const auto restricted = restricted_documents(draft);
  const auto collection = model::collection_of(content.round.key.method);
  const auto& info = model::info_of(collection);
  if (info.geometry != model::GeometryKind::shapes) {
    const auto encode = [&](RowEncoder& encoder, std::size_t row) {
      const auto found = restricted.find(static_cast<std::uint32_t>(row));
      encoder.add(content, row, found != restricted.end() ? std::string_view(found->second) : "");
    };
    RowEncoder encoder(connection, collection, round_id, fields);
    const auto statement = encoder.statement();
    return copy_rows(connection, statement, content.assessments.rows(), std::move(encoder), encode, progress);
  }
  const auto encode = [&](CopyWriter& writer, std::size_t row) {
    write_area(writer, content, row);
    write_point(writer, content.points[row]);
    write_shape(writer, content.shapes[row]);
    for (const auto field : fields) write_value(writer, content.assessments.column(field), row);
    const auto found = restricted.find(static_cast<std::uint32_t>(row));
    found != restricted.end() ? writer.text(found->second) : writer.null();
    writer.end_row();
  };
  copy_rows(connection, statement_of(collection, round_id, columns_of(collection, fields), "freeze"),
            content.assessments.rows(), CopyWriter(), encode, progress);
}

void copy_origins(Connection& connection, const model::RoundContent& content, std::int64_t round_id) {
  if (content.origins.empty()) return;
  const auto& locations = content.assessments.column("location_id");
  const auto statement = fmt::format(
      "copy sojourn.origin_share_{} (ordinal, location_id, pcode, name, level, basis, individuals) from "
      "stdin (freeze)",
      round_id);
  copy_rows(connection, statement, content.origins.size(), [&](CopyWriter& writer, std::size_t row) {
    const auto& share = content.origins[row];
    writer.integer(static_cast<std::int64_t>(row));
    write_value(writer, locations, share.location);
    writer.optional_text(share.pcode);
    writer.text(share.name);
    share.pcode.empty() ? writer.null() : writer.integer(share.level);
    writer.plain(model::to_string(share.basis));
    writer.integer(share.individuals);
    writer.end_row();
  });
}

void copy_area_figures(Connection& connection, const model::RoundContent& content, std::int64_t round_id) {
  copy_rows(connection,
            "copy sojourn.area_figure (operation, round_id, ordinal, area_pcode, field, value) from stdin",
            content.area_figures.size(), [&](CopyWriter& writer, std::size_t row) {
              const auto& figure = content.area_figures[row];
              writer.plain(content.round.key.operation);
              writer.integer(round_id);
              writer.integer(static_cast<std::int64_t>(row));
              writer.text(content.boundaries->area(figure.area).pcode);
              writer.text(figure.field);
              writer.integer(figure.value);
              writer.end_row();
            });
}

void copy_secondary(Connection& connection, const model::RoundContent& content, std::int64_t round_id) {
  if (content.secondary.empty()) return;
  const auto& locations = content.assessments.column("location_id");
  const auto optional = [](CopyWriter& writer, const std::optional<std::int64_t>& value) {
    value ? writer.integer(*value) : writer.null();
  };
  copy_rows(
      connection,
      "copy sojourn.secondary_displacement (operation, round_id, ordinal, location_id, of_area, kind, rank, "
      "or_more, share, individuals, households, previous_pcode, previous_name, previous_level, period, "
      "basis) "
      "from stdin",
      content.secondary.size(), [&](CopyWriter& writer, std::size_t row) {
        const auto& move = content.secondary[row];
        writer.plain(content.round.key.operation);
        writer.integer(round_id);
        writer.integer(static_cast<std::int64_t>(row));
        write_value(writer, locations, move.location);
        writer.plain(move.of_area ? "t" : "f");
        writer.plain(model::to_string(move.kind));
        writer.integer(move.rank);
        writer.plain(move.or_more ? "t" : "f");
        move.share ? writer.real(*move.share) : writer.null();
        optional(writer, move.individuals);
        optional(writer, move.households);
        writer.optional_text(move.pcode);
        writer.text(move.name);
        move.pcode.empty() ? writer.null() : writer.integer(move.level);
        writer.text(move.period);
        writer.text(move.basis);
        writer.end_row();
      });
}

void copy_findings(Connection& connection, const model::RoundDraft& draft, std::int64_t round_id) {
  const auto of_file = draft.file_findings.size();
  copy_rows(connection,
            "copy sojourn.finding (operation, round_id, ordinal, rule, severity, sheet, row_number, "
            "column_name, cell, "
            "message, advice) from stdin",
            of_file + draft.findings.size(), [&](CopyWriter& writer, std::size_t row) {
              const auto& finding = row < of_file ? draft.file_findings[row] : draft.findings[row - of_file];
              writer.plain(draft.content.round.key.operation);
              writer.integer(round_id);
              writer.integer(static_cast<std::int64_t>(row));
              writer.text(finding.rule);
              writer.plain(model::to_string(finding.severity));
              writer.text(finding.sheet);
              writer.integer(finding.row);
              writer.text(finding.column);
              writer.text(finding.cell);
              writer.text(finding.message);
              writer.text(finding.advice);
              writer.end_row();
            });
}

void copy_rejected(Connection& connection, const model::RoundDraft& draft, std::int64_t round_id) {
  copy_rows(connection,
            "copy sojourn.rejected_row (operation, round_id, ordinal, sheet, row_number, rule, reason, "
            "individuals) "
            "from stdin",
            draft.rejected.size(), [&](CopyWriter& writer, std::size_t row) {
              const auto& rejected = draft.rejected[row];
              writer.plain(draft.content.round.key.operation);
              writer.integer(round_id);
              writer.integer(static_cast<std::int64_t>(row));
              writer.text(rejected.sheet);
              writer.integer(rejected.row);
              writer.text(rejected.rule);
              writer.text(rejected.reason);
              writer.integer(rejected.individuals);
              writer.end_row();
            });
}

}  // namespace sojourn::sql
