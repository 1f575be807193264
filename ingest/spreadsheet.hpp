/// Workbooks and delimited text through GDAL, all cells as text, no row taken for a header.
#pragma once

#include <memory>
#include <string>

#include "ingest/source_kind.hpp"
#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// Of CSV, XLSX, XLS and ODS. `name` is the file's, for messages. Throws ImportRefused for what is damaged.
std::unique_ptr<SourceSheets> open_spreadsheet(SourceBytes source, const std::string& path_xls,
                                               const std::string& name);

}  // namespace sojourn::ingest
