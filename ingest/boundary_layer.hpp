/// A layer of a boundary file after reading: what the sandboxed reader hands over.
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"
#include "ingest/error.hpp"
#include "model/date.hpp"

namespace sojourn::ingest {

/// A boundary file that cannot be read or understood; the message says which, why and what to do.
class BoundaryError : public ImportRefused {
 public:
  using ImportRefused::ImportRefused;
};

/// What a feature says about one of the areas above it. Empty where it says nothing.
struct AncestorNames {
  std::string pcode;
  std::string name;
  std::string name_local;
};

struct BoundaryFeature {
  std::string pcode;  ///< empty if the file gives none for this feature
  std::string name;
  std::string name_local;
  std::vector<std::string> other_names;
  std::array<AncestorNames, geo::level_count> ancestors;  ///< by level
  std::optional<model::Date> valid_on;
  std::optional<std::int64_t> population;
  geo::MultiPolygon geometry;  ///< degrees, EPSG:4326; as read, perhaps invalid
};

struct BoundaryLayer {
  std::string file;  ///< name without folders, for messages
  std::string name;  ///< of the layer in the file
  int level = 0;
  std::optional<int> population_year;
  std::vector<std::string> notes;  ///< what the reader had to assume or leave out
  std::vector<BoundaryFeature> features;
};

/// Bounds for one file. A country's fourth level has some 10⁴ areas and 10⁷ positions.
struct BoundaryLimits {
  static constexpr std::uint32_t layers = 64;
  static constexpr std::uint32_t features = 200'000;
  static constexpr std::uint32_t positions = 50'000'000;
  static constexpr std::uint32_t text = 4096;  ///< bytes of one name or note
};

/// Compact binary form for a pipe between two processes of one machine.
void write_layers(std::ostream& out, const std::vector<BoundaryLayer>& layers);

/// The opposite. Trusts nothing: throws BoundaryError on anything malformed, beyond the limits, or
/// if the stream ends early, without allocating more than was really sent.
std::vector<BoundaryLayer> read_layers(std::istream& in);

}  // namespace sojourn::ingest
