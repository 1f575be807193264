#include "ingest/table_source.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "ingest/delimited_text.hpp"
#include "ingest/error.hpp"
#include "ingest/feature_layers.hpp"
#include "ingest/form_repeats.hpp"
#include "ingest/json_records.hpp"
#include "ingest/source_kind.hpp"
#include "ingest/spreadsheet.hpp"

namespace sojourn::ingest {

namespace {

/// Tables of text as the sheets of one file.
class TextTables : public SourceSheets {
 public:
  TextTables(std::vector<SourceBytes> tables, const std::string& file) {
    for (auto& table : tables) {
      const auto name = table.name;
      tables_.push_back(open_delimited_text(table, file));
      if (tables_.back() == nullptr)
        throw ImportRefused(
            fmt::format("`{}` in {} has a quote inside a cell that is not in quotes", name, file));
      sheets_.push_back({name, tables_.back()->sheets().front().columns});
      for (auto finding : tables_.back()->findings()) {
        finding.sheet = name;
        findings_.push_back(std::move(finding));
      }
    }
  }

  void read(std::size_t sheet, const RowVisitor& visit) const override { tables_[sheet]->read(0, visit); }

 private:
  std::vector<std::unique_ptr<SourceSheets>> tables_;
};

std::unique_ptr<SourceSheets> open_kind(const ChildFile& file, const SourceRequest& request) {
  const auto& name = request.name;
  auto source = read_source_bytes(file, request);
  if (!source.tables.empty()) return std::make_unique<TextTables>(std::move(source.tables), name);
  switch (source.kind) {
    case SourceKind::text:
      if (auto plain = open_delimited_text(source, name)) return plain;
      if (source.mapped != nullptr) source.content = source.text();
      [[fallthrough]];
    case SourceKind::xlsx:
    case SourceKind::ods:
    case SourceKind::xls:
      return open_spreadsheet(std::move(source), file.path_xls, name);
    case SourceKind::json:
      return open_json_records(source, name);
    case SourceKind::geojson:
    case SourceKind::geopackage:
    case SourceKind::kml:
    case SourceKind::shapefile:
      break;
  }
  return open_feature_layers(std::move(source), name);
}

}  // namespace

std::unique_ptr<SourceSheets> open_table_source(const ChildFile& file, const SourceRequest& request) {
  return join_repeats(open_kind(file, request));
}

}  // namespace sojourn::ingest
