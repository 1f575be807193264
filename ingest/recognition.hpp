/// Which profile, sheet, header row and columns a file has. Runs in the sandbox's child, so that cells of
/// columns nobody asked for never leave it.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ingest/header_match.hpp"
#include "ingest/profile.hpp"
#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// A sheet with the columns recognised.
struct RecognisedSheet {
  std::size_t sheet = 0;
  std::int64_t last_header_row = 0;  ///< data begin below; 0: no header
};

struct Recognition {
  const Profile* profile = nullptr;
  std::size_t sheet = 0;
  std::int64_t last_header_row = 0;     ///< as RecognisedSheet has it
  std::vector<RecognisedSheet> others;  ///< with the same columns under the same headers, in the file's order
  std::vector<MappedColumn> columns;
  std::vector<std::string> unmapped;      ///< headers of columns that the profile does not name
  std::vector<std::string> other_sheets;  ///< sheets that fit the profile too, with other columns
  std::vector<std::pair<std::string, std::string>> swapped;  ///< headers of columns whose tags were exchanged
};

inline constexpr std::size_t sample_rows = 200;

/// The first rows of every sheet, at most `most_rows` and about `most_cells` of each.
std::vector<SheetSample> take_samples(const SourceSheets& source, std::size_t most_rows,
                                      std::size_t most_cells = std::numeric_limits<std::size_t>::max());

/// The profile that explains most columns, generic ones only where no other fits. `wanted`: the only sheet
/// that may be read; empty: any. Throws ImportRefused that names the nearest profile and what is missing for
/// it.
Recognition recognise(std::span<const Profile> profiles, std::span<const SheetSample> sheets,
                      const std::string& file, const std::string& wanted = {});

/// The methods of assessment that the sheet's name and the rows above its header name, each once.
std::vector<std::string> methods_in_titles(const Recognition& recognised,
                                           std::span<const SheetSample> sheets);

/// What the first pattern says that matches anywhere outside the table, at the surest kind of place: the
/// sheet's name, rows above its header, other sheets' names, their cells. The first groups of all its matches
/// there, each once: several contradict each other. Empty if nothing matches.
std::vector<std::string> find_texts(const TextPatterns& patterns, const Recognition& recognised,
                                    std::span<const SheetSample> sheets);
/// The same in texts at hand, all of one kind.
std::vector<std::string> find_texts(const TextPatterns& patterns, std::span<const std::string> texts);

}  // namespace sojourn::ingest
