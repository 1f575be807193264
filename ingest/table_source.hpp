/// Sheets of text cells from a file of unknown kind; runs in the sandbox's child.
#pragma once

#include <memory>

#include "ingest/child.hpp"
#include "ingest/source_kind.hpp"
#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// Tells the kind of a file by its content, never by its name, and opens it with what reads that kind alone:
/// CSV, XLSX, XLS, ODS, JSON, GeoJSON, GeoPackage, KML, KMZ or shapefile. Throws ImportRefused for what is no
/// table, is damaged, or unpacks to too much. Forms come joined with their repeats, as sheets besides their
/// own.
std::unique_ptr<SourceSheets> open_table_source(const ChildFile& file, const SourceRequest& request);

}  // namespace sojourn::ingest
