/// JSON documents that hold a list of records, as APIs answer: the DTM API's responses, form servers'
/// exports.
#pragma once

#include <memory>
#include <string>

#include "ingest/source_kind.hpp"
#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// The first list of objects in the document is the table, its members' names are the columns. Members of
/// objects inside a record are named as by forms, `group/question`; lists of plain values become one cell
/// with blanks between; lists of objects inside a record are not read, and a finding names them. Throws
/// ImportRefused for JSON that is malformed, nested more than 32 deep, or without such a list.
std::unique_ptr<SourceSheets> open_json_records(const SourceBytes& source, const std::string& name);

}  // namespace sojourn::ingest
