/// Properties of features as positions of keys and values in a layer.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "model/round_data.hpp"
#include "tiles/key_table.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/varint.hpp"

namespace sojourn::tiles {

/// So many rows before it is read a text is fetched from memory.
inline constexpr std::size_t rows_ahead = 8;

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
    explicit Known(std::size_t expected = 16) : values(expected) {}
    KeyTable values;
    std::vector<std::uint32_t> positions;
  };
  template <typename Add>
  static std::uint32_t position(Known& known, std::uint64_t key, Add&& add);

  LayerWriter& layer_;
  Known integers_{64};
  Known days_;
  Known reals_;
  Known texts_;                            ///< by hash
  std::vector<std::string_view> written_;  ///< the texts themselves, in the same order
};

/// Writes the tags of rows of one block. Texts are found by their column's code, not by their characters.
class TagWriter {
 public:
  TagWriter(const TagWriter&) = delete;
  TagWriter(LayerValues& values, const model::RoundData& round, const model::Block& block,
            std::span<const std::size_t> properties);

  /// The row's tags, packed, nulls left out. Valid until the next call.
  std::string_view write(std::size_t row);
  /// The tags of a cluster: sums, what all rows agree in, and how many they are. `rows` is a run or
  /// model::Rows.
  std::string_view write(const model::Block::Run& rows) { return write_cluster(rows, rows.first); }
  std::string_view write(model::Rows rows) { return write_cluster(rows, rows.front()); }

  /// Reads these rows column by column, which is quicker than row by row, for `tags`.
  void read(model::Rows rows);
  /// The tags of the i-th of the rows read last. Valid until the next call.
  std::string_view tags(std::size_t i);

 private:
  /// A pair of key and value as varints in seven bytes, the first of them lowest, and their number in the
  /// eighth; 0 is none.
  using Pair = std::uint64_t;
  struct Remembered {
    std::uint64_t code = 0;
    Pair pair = 0;
  };
  struct Property {
    const model::Column* column = nullptr;
    std::size_t field = 0;
    bool summed = false;
    PackedVarint key;  ///< its position in the layer
    /// By code, where there are few; 0: not yet. Of `known_`.
    std::span<Pair> pairs;
    /// Of many texts (names) the last few: one that comes again after a while is written again, which costs
    /// less than finding out.
    std::vector<Remembered> recent;
    Remembered last;  ///< of these the one asked for last: neighbours often agree
  };
  static Pair pair_of(const PackedVarint& key, std::uint32_t value);
  Pair count_pair(std::size_t locations);
  Pair pair_for(Property& property, std::uint64_t code, std::size_t row);
  Pair make_pair(Property& property, std::uint64_t code, std::size_t row);
  template <typename Rows>
  Pair pair_for_cluster(Property& property, const Rows& rows, std::uint32_t first);
  template <typename Rows>
  std::string_view write_cluster(const Rows& rows, std::uint32_t first);
  void read_column(Property& property, model::Rows rows, Pair* to);
  std::uint32_t value_of(const Property& property, std::size_t row);

  LayerValues& values_;
  const model::Block& block_;
  std::vector<Property> properties_;
  std::vector<Pair> known_;  ///< for all properties in one piece
  /// Those with few values first: their positions, which come again and again, are then short.
  std::vector<std::size_t> reading_order_;
  Pair synthetic_ = 0;       ///< of operations that are
  std::vector<Pair> pairs_;  ///< of the rows read, row by row
  std::vector<char> tags_;
};

}  // namespace sojourn::tiles
