/// GeoJSON features (RFC 7946), written straight into text.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "export/feature_id.hpp"
#include "export/geometry_text.hpp"
#include "model/round_data.hpp"

namespace sojourn::exports {

/// Writes the features of one collection of one round. Keep one per round while answering a request; it
/// refers to the round and the texts, which have to outlive it.
class GeoJsonWriter {
 public:
  /// `properties` are indexes of fields_of(collection), written in that order. Of `features`, which is how
  /// many will be written, depends what is worth preparing. Throws std::logic_error for a collection that the
  /// round does not have (RoundData::block is null) or a field that does not exist.
  GeoJsonWriter(const model::RoundData& round, model::Collection collection,
                std::span<const std::size_t> properties, GeometryTexts& texts,
                std::size_t features = std::numeric_limits<std::size_t>::max());
  ~GeoJsonWriter();
  GeoJsonWriter(GeoJsonWriter&&) noexcept;

  /// Appends one Feature, without a comma. `id` is the feature's id, nulls are written, reals shortest, dates
  /// YYYY-MM-DD; `geometry` is null where there is none. Features of synthetic operations have the foreign
  /// member `"synthetic":true` beside `id`, so that also a single one says so.
  void append(std::string& out, std::size_t row) const;

 private:
  struct Property;
  void append_geometry(std::string& out, std::size_t row) const;

  const model::RoundData* round_;
  const model::Block* block_;
  model::Collection collection_;
  GeometryTexts* texts_;
  std::vector<Property> properties_;
};

}  // namespace sojourn::exports
