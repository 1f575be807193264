/// Tables as CSV (RFC 4180, UTF-8, CRLF), with an HXL tag row on request.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/round_data.hpp"

namespace sojourn::exports {

/// Columns: `id`, the properties, for point collections `longitude` and `latitude` (degrees, EPSG:4326, 7
/// decimals), and last, only where a round of a synthetic operation is among those written, `synthetic`
/// (`true` in its rows). Null is an empty cell. Text cells that a spreadsheet would take for a formula (= + -
/// @, tab, CR first) are led by an apostrophe.
class CsvWriter {
 public:
  /// `properties` are indexes of fields_of(collection); `synthetic` says whether the last column is wanted.
  CsvWriter(model::Collection collection, std::span<const std::size_t> properties, bool synthetic);

  void append_header(std::string& out) const;
  /// The row of HXL hashtags, to stand right below the header.
  void append_hxl_tags(std::string& out) const;
  /// Throws std::logic_error if the round does not have the collection.
  void append(std::string& out, const model::RoundData& round, std::size_t row) const;

 private:
  model::Collection collection_;
  std::vector<std::size_t> properties_;
  bool points_;
  bool synthetic_;
};

/// One text cell: quoted where RFC 4180 wants it, formulas disarmed.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace sojourn::exports
