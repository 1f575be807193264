/// Which column of a sheet is which of a profile, told by its header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/profile.hpp"

namespace sojourn::ingest {

struct SampleRow {
  std::int64_t number = 0;  ///< as RowVisitor has it
  std::vector<std::string> cells;
};

/// The first rows of a sheet.
struct SheetSample {
  std::string name;
  std::size_t columns = 0;
  std::vector<SampleRow> rows;
  bool joined = false;  ///< of a form with its repeats
  std::string damage;   ///< why there is no row to be had; empty where there is one, or none was written
};

struct MappedColumn {
  std::size_t profile_column = 0;  ///< index into Profile::column
  std::size_t position = 0;        ///< index into the sheet's columns
  std::string header;              ///< as in the file; "column 4" where there is none
  std::string value;  ///< the category that the header names: of a choice, or of a `*`; empty: the profile's
};

/// What a column can be known by.
struct HeaderCell {
  std::string raw;
  std::string plain;     ///< normalised
  std::string combined;  ///< with the (merged) heading above; or the heading alone where the cell is blank
  std::string question;  ///< without the form's groups in front; empty if there are none
  std::string hashtag;
  std::string heading;       ///< the (merged) one above, normalised; empty where there is none
  bool is_repeated = false;  ///< another cell says the same under another heading: by itself it says nothing
};

/// A header as messages show it: of several lines in a cell one is made.
std::string one_line(std::string_view header);

/// A row in which HXL hashtags prevail.
bool is_hashtag_row(const SampleRow& row);

/// Of the row `at`; `tags` is the row of hashtags, if there is one, perhaps the same.
std::vector<HeaderCell> header_cells(const SheetSample& sheet, std::size_t at, const SampleRow* tags,
                                     const std::vector<std::string>& groups);

/// Surer signs first: a column goes to whoever names it exactly before anyone takes it by a pattern. Ordered
/// by position. Rows of the sheet tell whether columns that look like choices hold answers.
std::vector<MappedColumn> map_columns(const Profile& profile, const std::vector<HeaderCell>& cells,
                                      const SheetSample& sheet);

}  // namespace sojourn::ingest
