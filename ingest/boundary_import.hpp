/// From the layers of boundary files to one boundary set: repaired, with parents, ready to be stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"
#include "ingest/boundary_layer.hpp"

namespace sojourn::ingest {

struct BoundaryFinding {
  std::string rule;     ///< "repaired", "parent-by-containment" …
  std::string pcode;    ///< of the area; empty if about a file or level
  std::string file;     ///< where it was found, if in one file
  std::string message;  ///< what was found and what was done
};

struct BoundaryImport {
  geo::BoundarySet set;
  std::vector<BoundaryFinding> findings;
};

struct BoundaryImportOptions {
  std::string country;                  ///< ISO 3166-1 alpha-3
  std::optional<model::Date> valid_on;  ///< the vintage; otherwise taken from the files
};

/// Builds the set of one country and vintage from all layers given together.
/// - Invalid rings are repaired; what has no P-code is left out; each with a finding.
/// - Features with one P-code are parts of one area if their names agree, else an error.
/// - A parent is the area of the file's parent code, else of the longest P-code that this one begins
///   with, else the one with the largest overlap.
/// - A missing level above others is dissolved from the level below by its parent codes; the country
///   from the highest level there is, without the slivers this leaves.
/// Throws BoundaryError where no honest set can be made: no date, a parent that cannot be found, codes
/// used twice, another country's file.
BoundaryImport import_boundaries(std::vector<BoundaryLayer> layers, const BoundaryImportOptions& options);

/// For the terminal: areas per level, then the findings.
std::vector<std::string> report_lines(const BoundaryImport& import);

}  // namespace sojourn::ingest
