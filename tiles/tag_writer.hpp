/// Properties of features as positions of keys and values in a layer.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/round_data.hpp"
#include "tiles/key_table.hpp"
#include "tiles/mvt_writer.hpp"

namespace sojourn::tiles {

/// Values that all features of a layer share, so that equal ones are written once. Of two columns' long lists
/// of texts (names) one text may come twice: finding out would cost more than it saves.
class LayerValues {
 public:
  explicit LayerValues(LayerWriter& layer) : layer_(layer) {}

  LayerWriter& layer() { return layer_; }
  std::uint32_t integer(std::int64_t value);
  std::uint32_t day(std::int64_t days_since_1970);
  std::uint32_t real(double value);
  std::uint32_t text(std::string_view value);

 private:
  template <typename Add>
  std::uint32_t position(KeyTable& known, std::vector<std::uint32_t>& positions, std::uint64_t key,
                         Add&& add);

  LayerWriter& layer_;
  KeyTable integers_, days_, reals_;
  std::vector<std::uint32_t> integer_positions_, day_positions_, real_positions_;
  std::unordered_map<std::string, std::uint32_t> texts_;
};

/// Writes the tags of rows of one block. Values are found by their column's code, never by their text.
class TagWriter {
 public:
  TagWriter(LayerValues& values, const model::RoundData& round, const model::Block& block,
            std::span<const std::size_t> properties);

  /// Replaces `tags`: key and value positions by turns, nulls left out.
  void write(std::size_t row, std::vector<std::uint32_t>& tags);

 private:
  struct Property {
    const model::Column* column = nullptr;
    std::uint32_t key = 0;
    bool many_texts = false;
    std::uint64_t last_code = 0;  ///< neighbours in space are often alike
    std::uint32_t last_position = 0;
    KeyTable codes;
    std::vector<std::uint32_t> positions;
  };
  std::uint32_t look_up(Property& property, std::uint64_t code, std::size_t row);
  std::uint32_t add(const Property& property, std::size_t row);

  LayerValues& values_;
  std::vector<Property> properties_;
  bool synthetic_;
  std::uint32_t synthetic_key_ = 0;
  std::uint32_t synthetic_value_ = 0;
};

}  // namespace sojourn::tiles
