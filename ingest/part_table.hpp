/// The locations of a round while their parts come in: people add up, differing texts become `mixed`,
/// conditions take the worst. Every rule is commutative, so the order of rows does not matter.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/boundary_set.hpp"
#include "ingest/placer.hpp"
#include "ingest/record.hpp"
#include "model/large_pages.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {

/// What a location knows besides the schema's fields.
struct LocationState {
  std::uint32_t area = 0;
  PlacedBy by = PlacedBy::nothing;
  double confidence = 1;
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::bitset<16>
      incomplete;  ///< breakdowns that some part with people does not state, by their place in the list
  bool areas_differ = false;
  bool points_differ = false;
};

class PartTable {
 public:
  explicit PartTable(model::TableBuilder& table);
  /// That so many locations may come.
  void expect(std::size_t locations);
  /// That a location with these texts comes soon.
  void expect(const Record& record) const;
  void expect(std::string_view id) const { table_.column(location_id_).expect(id); }

  /// The location of that id, and whether it is new; a new one's first part is to be merged like any other.
  std::pair<std::uint32_t, bool> location(std::string_view id);
  void merge(std::uint32_t location, const Record& record, const PlacedArea& placed,
             const geo::BoundarySet& boundaries);
  /// Takes out the location's breakdowns that not all its parts state.
  void finish(std::uint32_t location);

  LocationState& state(std::uint32_t location) { return states_[location]; }
  std::size_t size() const { return states_.size(); }
  /// Takes out that many locations from the first; the others are numbered anew.
  void drop_first(std::uint32_t locations);

 private:
  /// How the values of a field come together.
  enum class Rule : std::uint8_t { none, sum, breakdown, text, label, access, status, worst, latest, size };
  void merge_place(LocationState& state, const Record& record, const PlacedArea& placed,
                   const geo::BoundarySet& boundaries);
  void note_incomplete(LocationState& state, const Record& record) const;
  void merge_field(std::size_t field, std::uint32_t location, const Record& record);
  void merge_text(std::size_t field, std::uint32_t location, std::string_view value);

  model::TableBuilder& table_;
  std::vector<Rule> rules_;              ///< per field
  std::vector<std::size_t> breakdowns_;  ///< fields, in the order of `incomplete`
  FieldSet used_fields_;                 ///< that a record can have values in
  FieldSet labels_;                      ///< of those, texts that differ from location to location
  std::size_t people_ = 0;
  std::size_t location_id_ = 0;
  model::LargeVector<LocationState> states_;
};

}  // namespace sojourn::ingest
