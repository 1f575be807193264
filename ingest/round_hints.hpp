/// What a file suggests of its round and country without saying it: shown to the person who has to say it,
/// never taken.
#pragma once

#include <string>
#include <string_view>

#include "ingest/source_table.hpp"

namespace sojourn::ingest {

/// ` (its name has the number 28)`; empty if it has none behind a word for a round.
std::string hint_of_file_name(const std::string& stem);

/// ` (codes of its areas begin as those of TCD do)`; empty if they begin as nobody's, or as several
/// countries'. Codes of states within a country may begin as another country's: those of Borno as Bolivia's.
std::string hint_of_codes(const SourceTable& table);

}  // namespace sojourn::ingest
