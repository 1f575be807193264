#include "ingest/table_source.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_api.h>

#include <algorithm>

#include "ingest/csv_shape.hpp"
#include "ingest/error.hpp"
#include "ingest/source_kind.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::int64_t max_rows = 5'000'000;
constexpr std::int64_t max_cells = 600'000'000;
constexpr std::size_t max_columns = 16384;  // as many as a spreadsheet has

struct CloseDataset {
  void operator()(void* dataset) const { GDALClose(dataset); }
};
struct DestroyFeature {
  void operator()(void* feature) const { OGR_F_Destroy(feature); }
};
using Dataset = std::unique_ptr<void, CloseDataset>;
using Feature = std::unique_ptr<void, DestroyFeature>;

Dataset open_with(const char* path, const char* driver, const char* option, const std::string& name) {
  const char* const drivers[] = {driver, nullptr};
  const char* const options[] = {option, nullptr};
  CPLErrorReset();
  Dataset dataset(GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers,
                             option == nullptr ? nullptr : options, nullptr));
  if (dataset == nullptr)
    throw ImportRefused(
        fmt::format("{} cannot be opened as {}: it is damaged. Get the file again, or open it in a "
                    "spreadsheet program and save it anew.",
                    name, driver));
  return dataset;
}

void put_in_memory(const char* path, std::string& content) {
  VSIFCloseL(VSIFileFromMemBuffer(path, reinterpret_cast<GByte*>(content.data()), content.size(), FALSE));
}

// GDAL 3.6 knows no bars.
void bars_to_tabs(std::string& text) {
  bool quoted = false;
  for (char& c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && c == '\t') c = ' ';
    if (!quoted && c == '|') c = '\t';
  }
}

// GDAL takes delimiter and number of columns from the first line, and titles are short: a header as wide as
// the widest line goes before it. A file of one column it does not take for CSV at all.
std::string wide_header(const CsvShape& shape) {
  std::string line = "c0";
  for (std::size_t i = 1; i < std::max<std::size_t>(shape.columns, 2); ++i)
    line += shape.delimiter + fmt::format("c{}", i);
  return line + "\n";
}

}  // namespace

struct TableSource::State {
  std::string content;                  ///< GDAL reads it through /vsimem
  std::vector<std::uint32_t> csv_rows;  ///< of a text file: the number of each record
  std::vector<SheetInfo> sheets;
  std::vector<model::Finding> findings;
  Dataset dataset;

  void open_text(const std::string& name) {
    auto shape = csv_shape(content);
    if (shape.columns > max_columns)
      throw ImportRefused(
          fmt::format("{} has a line of {} columns; no table is that wide", name, shape.columns));
    if (shape.delimiter == '|') {
      bars_to_tabs(content);
      shape.delimiter = '\t';
    }
    content.insert(0, wide_header(shape));
    if (content.back() != '\n') content += '\n';
    csv_rows = std::move(shape.rows);
    put_in_memory("/vsimem/source.csv", content);
    const char* const drivers[] = {"CSV", nullptr};
    const char* const options[] = {"HEADERS=YES", "AUTODETECT_TYPE=NO", nullptr};
    dataset.reset(
        GDALOpenEx("/vsimem/source.csv", GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, nullptr));
    if (dataset == nullptr)
      throw ImportRefused(fmt::format("{} cannot be read as a table: {}", name, CPLGetLastErrorMsg()));
  }

  void open_workbook(const char* path, const char* driver, const std::string& name) {
    for (const char* prefix : {"OGR_XLSX_", "OGR_XLS_", "OGR_ODS_"}) {
      CPLSetConfigOption(fmt::format("{}HEADERS", prefix).c_str(), "DISABLE");
      CPLSetConfigOption(fmt::format("{}FIELD_TYPES", prefix).c_str(), "STRING");
    }
    if (!content.empty()) put_in_memory(path, content);
    dataset = open_with(path, driver, nullptr, name);
  }

  void list_sheets(const std::string& name, bool named) {
    const int count = GDALDatasetGetLayerCount(dataset.get());
    for (int i = 0; i < count; ++i) {
      auto* layer = GDALDatasetGetLayer(dataset.get(), i);
      const auto columns = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer));
      sheets.push_back({named ? OGR_L_GetName(layer) : "", static_cast<std::size_t>(columns)});
    }
    if (sheets.empty()) throw ImportRefused(fmt::format("{} has no sheet with data", name));
  }
};

TableSource::TableSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableSource::~TableSource() = default;
TableSource::TableSource(TableSource&&) noexcept = default;

TableSource TableSource::open(const ChildFile& file, const std::string& name, const std::string& inner) {
  auto state = std::make_unique<State>();
  auto source = read_source_bytes(file, name, inner);
  state->content = std::move(source.content);
  state->findings = std::move(source.findings);
  switch (source.kind) {
    case SourceKind::text:
      state->open_text(name);
      break;
    case SourceKind::xlsx:
      state->open_workbook("/vsimem/source.xlsx", "XLSX", name);
      break;
    case SourceKind::ods:
      state->open_workbook("/vsimem/source.ods", "ODS", name);
      break;
    case SourceKind::xls:
      state->open_workbook(file.path_xls.c_str(), "XLS", name);
      break;
  }
  state->list_sheets(name, source.kind != SourceKind::text);
  return TableSource(std::move(state));
}

const std::vector<SheetInfo>& TableSource::sheets() const {
  return state_->sheets;
}
const std::vector<model::Finding>& TableSource::findings() const {
  return state_->findings;
}

void TableSource::read(std::size_t sheet, const RowVisitor& visit) const {
  auto* layer = GDALDatasetGetLayer(state_->dataset.get(), static_cast<int>(sheet));
  const auto columns = state_->sheets[sheet].columns;
  std::vector<std::string_view> cells(columns);
  std::int64_t rows = 0;
  OGR_L_ResetReading(layer);
  while (Feature feature{OGR_L_GetNextFeature(layer)}) {
    if (++rows > max_rows || rows * static_cast<std::int64_t>(columns) > max_cells)
      throw ImportRefused(
          fmt::format("the table has more than {} rows of {} columns; split it by round", rows - 1, columns));
    bool any = false;
    for (std::size_t i = 0; i < columns; ++i) {
      const bool set = OGR_F_IsFieldSetAndNotNull(feature.get(), static_cast<int>(i)) != 0;
      cells[i] = set ? trim(OGR_F_GetFieldAsString(feature.get(), static_cast<int>(i))) : std::string_view();
      any = any || !cells[i].empty();
    }
    if (!any) continue;
    const auto record = static_cast<std::size_t>(rows - 1);
    const bool text = !state_->csv_rows.empty();
    const auto number = text ? (record < state_->csv_rows.size() ? state_->csv_rows[record] : 0)
                             : OGR_F_GetFID(feature.get());
    if (!visit(number, cells)) return;
  }
}

}  // namespace sojourn::ingest
