/// Delimited text as most programs write it, cut where it lies.
#pragma once

#include <memory>
#include <string>

#include "ingest/source_kind.hpp"
#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// Of text in which every quote is in its place, as in RFC 4180: around whole fields, doubled inside. Then
/// all readers agree on what the cells are, and this one gives the rows that `open_spreadsheet` would,
/// several times as fast. Null for other text, and `source` is as it was. `name` is the file's, for messages.
std::unique_ptr<SourceSheets> open_delimited_text(SourceBytes& source, const std::string& name);

}  // namespace sojourn::ingest
