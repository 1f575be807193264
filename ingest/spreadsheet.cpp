#include "ingest/spreadsheet.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>

#include "ingest/csv_shape.hpp"
#include "ingest/error.hpp"
#include "ingest/gdal_file.hpp"
#include "ingest/values.hpp"
#include "ingest/workbook_cells.hpp"

namespace sojourn::ingest {
namespace {

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

class Spreadsheet : public SourceSheets {
 public:
  Spreadsheet(SourceBytes source, const std::string& path_xls, const std::string& name)
      : kind_(source.kind), content_(std::move(source.content)) {
    findings_ = std::move(source.findings);
    if (source.kind == SourceKind::text)
      open_text(name);
    else if (source.kind == SourceKind::xls)
      open_workbook(path_xls, "XLS", name);
    else
      open_workbook(source.kind == SourceKind::ods ? "/vsimem/source.ods" : "/vsimem/source.xlsx",
                    source.kind == SourceKind::ods ? "ODS" : "XLSX", name);
    list_sheets(name, source.kind != SourceKind::text);
  }

  void read(std::size_t sheet, const RowVisitor& visit) const override {
    auto* layer = GDALDatasetGetLayer(dataset_.get(), static_cast<int>(sheet));
    std::vector<std::string_view> cells(sheets_[sheet].columns);
    RowLimit limit(cells.size());
    std::size_t record = 0;
    std::deque<std::string> numbers;
    OGR_L_ResetReading(layer);
    for (; const Feature feature{OGR_L_GetNextFeature(layer)}; ++record) {
      limit.count();
      if (!fill(feature.get(), cells)) continue;
      const auto number = row_number(record, feature.get());
      if (kind_ != SourceKind::text) make_numbers_certain(sheet, number, cells, numbers);
      if (!visit(number, cells)) return;
    }
  }

  std::vector<MergedCells> merged(std::size_t sheet) const override {
    return kind_ == SourceKind::xlsx ? workbook_cells().merged(sheet) : std::vector<MergedCells>();
  }

 private:
  void open_text(const std::string& name) {
    auto shape = csv_shape(content_);
    if (shape.columns > RowLimit::max_columns)
      throw ImportRefused(
          fmt::format("{} has a line of {} columns; no table is that wide", name, shape.columns));
    if (shape.delimiter == '|') {
      bars_to_tabs(content_);
      shape.delimiter = '\t';
    }
    content_.insert(0, wide_header(shape));
    if (content_.back() != '\n') content_ += '\n';
    csv_rows_ = std::move(shape.rows);
    put_in_memory("/vsimem/source.csv", content_);
    const char* const options[] = {"HEADERS=YES", "AUTODETECT_TYPE=NO", nullptr};
    dataset_ = open_with("/vsimem/source.csv", "CSV", options, name);
  }

  void open_workbook(const std::string& path, const char* driver, const std::string& name) {
    for (const char* prefix : {"OGR_XLSX_", "OGR_XLS_", "OGR_ODS_"}) {
      CPLSetConfigOption(fmt::format("{}HEADERS", prefix).c_str(), "DISABLE");
      CPLSetConfigOption(fmt::format("{}FIELD_TYPES", prefix).c_str(), "STRING");
    }
    if (!content_.empty()) put_in_memory(path, content_);
    dataset_ = open_with(path, driver, nullptr, name);
  }

  void list_sheets(const std::string& name, bool named) {
    const int count = GDALDatasetGetLayerCount(dataset_.get());
    for (int i = 0; i < count; ++i) {
      auto* layer = GDALDatasetGetLayer(dataset_.get(), i);
      const auto columns = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer));
      sheets_.push_back({named ? OGR_L_GetName(layer) : "", static_cast<std::size_t>(columns)});
    }
    if (sheets_.empty()) throw ImportRefused(fmt::format("{} has no sheet with data", name));
  }

  static bool fill(OGRFeatureH feature, std::vector<std::string_view>& cells) {
    bool any = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const int field = static_cast<int>(i);
      cells[i] = OGR_F_IsFieldSetAndNotNull(feature, field) != 0
                     ? trim(OGR_F_GetFieldAsString(feature, field))
                     : std::string_view();
      any = any || !cells[i].empty();
    }
    return any;
  }

  std::int64_t row_number(std::size_t record, OGRFeatureH feature) const {
    if (csv_rows_.empty()) return OGR_F_GetFID(feature);
    return record < csv_rows_.size() ? csv_rows_[record] : 0;
  }

  // GDAL gives the text of every cell and not its kind: `50.625` may be a number, or a text that means
  // thousands. An XLSX is asked which. Of XLS and ODS all are taken for numbers, but for those that end in 0,
  // which no number does: a count in thousands is rejected there, where the other error would pass unseen.
  void make_numbers_certain(std::size_t sheet, std::int64_t row, std::vector<std::string_view>& cells,
                            std::deque<std::string>& numbers) const {
    numbers.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      auto certain = with_certain_point(cells[i]);
      if (!certain) continue;
      const bool number = kind_ == SourceKind::xlsx ? workbook_cells().is_certain_number(sheet, row, i)
                                                    : !cells[i].ends_with('0');
      if (number) cells[i] = numbers.emplace_back(std::move(*certain));
    }
  }

  const WorkbookCells& workbook_cells() const {
    if (!workbook_cells_) workbook_cells_.emplace("/vsimem/source.xlsx");
    return *workbook_cells_;
  }

  SourceKind kind_;
  std::string content_;                  ///< GDAL reads it through /vsimem
  std::vector<std::uint32_t> csv_rows_;  ///< of a text file: the number of each record
  mutable std::optional<WorkbookCells> workbook_cells_;
  Dataset dataset_;
};

}  // namespace

std::unique_ptr<SourceSheets> open_spreadsheet(SourceBytes source, const std::string& path_xls,
                                               const std::string& name) {
  return std::make_unique<Spreadsheet>(std::move(source), path_xls, name);
}

}  // namespace sojourn::ingest
