/// What a file is, told by its content: names lie (`round2.xls` is an XLSX). Runs in the sandbox's child.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/child.hpp"
#include "ingest/mapped_file.hpp"
#include "ingest/wire.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

enum class SourceKind : std::uint8_t { text, xlsx, ods, xls, json, geojson, geopackage, kml, shapefile };

/// What is asked for, in the user's words.
struct SourceRequest {
  std::string name;      ///< the file's, for messages
  std::string inner;     ///< the file meant inside a zip; empty: the only table
  std::string encoding;  ///< of text; empty: found out
};

void put_request(std::string& to, const SourceRequest& request);
SourceRequest get_request(WireReader& from);

struct SourceBytes {
  SourceKind kind = SourceKind::text;
  std::string content;  ///< text as UTF-8; of XLS nothing, since its reader wants a file
  /// Of a shapefile what lies beside it: ending (`dbf`, `prj` …) and content.
  std::vector<std::pair<std::string, std::string>> companions;
  std::vector<model::Finding> findings;
  /// Of plain UTF-8 text that lies in no zip: the file itself, and `content` is empty.
  std::shared_ptr<const MappedFile> mapped = nullptr;
  std::string name = {};                 ///< of a table among several
  std::vector<SourceBytes> tables = {};  ///< of a form exported as a zip: the form and its repeats, as text

  std::string_view text() const { return mapped != nullptr ? mapped->text() : std::string_view(content); }
};

inline constexpr std::string_view readable_kinds =
    "CSV, XLSX, XLS, ODS, JSON, GeoJSON, GeoPackage, KML and shapefiles";

/// Reads the file, out of its zip if it lies in one, and checks that what is packed does not unpack to too
/// much. Throws ImportRefused for what is no table, is damaged or protected by a password, and for an
/// encoding that nobody knows.
SourceBytes read_source_bytes(const ChildFile& file, const SourceRequest& request);

}  // namespace sojourn::ingest
