/// What a form's section becomes as the name of a sheet, which has to be shorter.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::ingest {

/// Whether `sheet` may be called after `section`: the same, or what KoboToolbox and spreadsheet programs make
/// of a longer one. A sheet's name has at most 31 characters, of which the last may be `...` or `... (2)`,
/// and
/// `_` for each of `[]:*?/\` and for an apostrophe at an end.
bool may_be_sheet_of(std::string_view sheet, std::string_view section);

}  // namespace sojourn::ingest
