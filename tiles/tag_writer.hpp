/// Properties of features as positions of keys and values in a layer.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "model/round_data.hpp"
#include "tiles/key_table.hpp"
#include "tiles/mvt_writer.hpp"

namespace sojourn::tiles {

/// Values that all features of a layer share, so that equal ones are written once.
class LayerValues {
 public:
  explicit LayerValues(LayerWriter& layer) : layer_(layer) {}

  LayerWriter& layer() { return layer_; }
  std::uint32_t integer(std::int64_t value);
  std::uint32_t day(std::int64_t days_since_1970);
  std::uint32_t real(double value);
  /// Keeps a view of the text.
  std::uint32_t text(std::string_view value);

 private:
  /// Positions by value; the value's bits are the key.
  struct Known {
    KeyTable values{256};
    std::vector<std::uint32_t> positions;
  };
  template <typename Add>
  static std::uint32_t position(Known& known, std::uint64_t key, Add&& add);

  LayerWriter& layer_;
  Known integers_;
  Known days_;
  Known reals_;
  Known texts_;                            ///< by hash
  std::vector<std::string_view> written_;  ///< the texts themselves, in the same order
};

/// Writes the tags of rows of one block. Texts are found by their column's code, not by their characters.
class TagWriter {
 public:
  TagWriter(LayerValues& values, const model::RoundData& round, const model::Block& block,
            std::span<const std::size_t> properties);

  /// The row's tags, packed, nulls left out. Valid until the next call.
  std::string_view write(std::size_t row);
  /// The tags of a cluster: sums, what all rows agree in, and how many they are. `rows` is a run or
  /// model::Rows.
  std::string_view write(const model::Block::Run& rows) { return write_cluster(rows, rows.first); }
  std::string_view write(model::Rows rows) { return write_cluster(rows, rows.front()); }

 private:
  /// The position of a code's value in the layer; code 0 stands for nothing.
  struct Remembered {
    std::uint64_t code = 0;
    std::uint32_t position = 0;
  };
  /// A pair of key and value as varints, so short that copying all eight bytes is quicker than asking how
  /// many.
  struct Pair {
    std::array<char, 8> bytes{};
    std::uint8_t size = 0;
  };
  struct Property {
    const model::Column* column = nullptr;
    std::size_t field = 0;
    bool summed = false;
    std::uint32_t key = 0;
    std::uint64_t last_code = 0;  ///< neighbours in space are often alike
    Pair last;
    /// Of short lists of texts all, by code. Of long ones (names) the last few: a text that comes again after
    /// a while is written again, which costs less than finding out.
    std::vector<Remembered> texts;
  };
  static Pair pair_of(std::uint32_t key, std::uint32_t value);
  Pair count_pair(std::size_t locations);
  Pair pair_for(Property& property, std::uint64_t code, std::size_t row);
  template <typename Rows>
  Pair pair_for_cluster(Property& property, const Rows& rows, std::uint32_t first);
  template <typename Rows>
  std::string_view write_cluster(const Rows& rows, std::uint32_t first);
  std::uint32_t value_of(Property& property, std::uint64_t code, std::size_t row);
  std::uint32_t text_of(Property& property, std::uint64_t code, std::size_t row);

  LayerValues& values_;
  const model::Block& block_;
  std::vector<Property> properties_;
  Pair synthetic_;  ///< empty for operations that are not
  std::vector<char> tags_;
};

}  // namespace sojourn::tiles
