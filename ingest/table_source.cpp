#include "ingest/table_source.hpp"

#include "ingest/delimited_text.hpp"
#include "ingest/feature_layers.hpp"
#include "ingest/form_repeats.hpp"
#include "ingest/json_records.hpp"
#include "ingest/source_kind.hpp"
#include "ingest/spreadsheet.hpp"

namespace sojourn::ingest {

namespace {

std::unique_ptr<SourceSheets> open_kind(const ChildFile& file, const std::string& name,
                                        const std::string& inner) {
  auto source = read_source_bytes(file, name, inner);
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

std::unique_ptr<SourceSheets> open_table_source(const ChildFile& file, const std::string& name,
                                                const std::string& inner) {
  return join_repeats(open_kind(file, name, inner));
}

}  // namespace sojourn::ingest
