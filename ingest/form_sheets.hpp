/// The sheets of a form: which hold answers, which repeats, and whose repeats they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// Where a sheet says what its rows are and belong to.
struct FormSheet {
  std::size_t sheet = 0;
  std::int64_t header_row = 0;
  std::vector<std::string> header;
  std::optional<std::size_t> key;
  std::optional<std::size_t> parent;
  std::string parent_table;  ///< the section it is part of, as the first row names it; empty: not said
  std::string parent_key;    ///< of the first row
};

/// Nothing for a sheet without any of a form's columns.
std::optional<FormSheet> form_sheet(const SourceSheets& source, std::size_t sheet);

/// Which rows of a form have which number.
struct FormKeys {
  std::unordered_map<std::string, std::int64_t> rows;  ///< the first of each number
  std::unordered_set<std::string> repeated;            ///< numbers of several rows
  std::int64_t repeated_row = 0;                       ///< the first row whose number stands above already
};

/// Of a form that has keys.
FormKeys keys_of(const SourceSheets& source, const FormSheet& form);

/// Which sheet of a form each sheet of repeats belongs to: index into `forms`; nothing for what belongs to
/// none, or may belong to several. `sheets` are the file's, `keys` those of each of the forms.
std::vector<std::optional<std::size_t>> parents_of(const std::vector<FormSheet>& forms,
                                                   const std::vector<SheetInfo>& sheets,
                                                   const std::vector<FormKeys>& keys);

}  // namespace sojourn::ingest
