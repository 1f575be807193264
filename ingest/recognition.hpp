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

struct Recognition {
  const Profile* profile = nullptr;
  std::size_t sheet = 0;
  std::int64_t last_header_row = 0;  ///< data begin below; 0: no header
  std::vector<MappedColumn> columns;
  std::vector<std::string> unmapped;      ///< headers of columns that the profile does not name
  std::vector<std::string> other_sheets;  ///< sheets that fit the profile too
};

inline constexpr std::size_t sample_rows = 200;

/// The first rows of every sheet, at most `most_rows` and about `most_cells` of each.
std::vector<SheetSample> take_samples(const SourceSheets& source, std::size_t most_rows,
                                      std::size_t most_cells = std::numeric_limits<std::size_t>::max());

/// The profile that explains most columns, generic ones only where no other fits. Throws ImportRefused that
/// names the nearest profile and what is missing for it.
Recognition recognise(std::span<const Profile> profiles, std::span<const SheetSample> sheets,
                      const std::string& file);

/// Texts outside the table: sheet names, rows above the header, cells of other sheets. For each pattern list
/// the first group of the first match; empty if nothing matches.
std::string find_text(const TextPatterns& patterns, const Recognition& recognised,
                      std::span<const SheetSample> sheets);
/// The same in texts at hand.
std::string find_text(const TextPatterns& patterns, std::span<const std::string> texts);

}  // namespace sojourn::ingest
