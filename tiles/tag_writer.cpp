#include "tiles/tag_writer.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>
#include <type_traits>

#include "tiles/encode.hpp"
#include "tiles/varint.hpp"

namespace sojourn::tiles {
namespace {
/// Lists of texts up to this length are worth comparing with those of other columns and rounds.
constexpr std::size_t few_texts = 1024;
/// Of longer ones. A power of two.
constexpr std::size_t recent_texts = 256;

constexpr int size_shift = 56;

template <typename Pair>
char* put(char* to, Pair pair) {
  std::memcpy(to, &pair, sizeof pair);
  return to + (pair >> size_shift);
}

/// How many codes of a column that has few of them are different; 0: there are many. The same whatever the
/// column shares with other rounds: a tile's bytes follow from it.
std::size_t few_codes(const model::Column& column) {
  if (!column.texts().empty()) return column.distinct_texts() < few_texts ? column.distinct_texts() + 1 : 0;
  return column.visit_codes([]<typename Codes>(const Codes&) -> std::size_t {
    if constexpr (std::is_same_v<Codes, std::span<const std::uint8_t>>) return 256;
    return 0;
  });
}

/// How many codes have a place of their own in a table of pairs; 0: there are too many.
std::size_t table_size(const model::Column& column) {
  const auto few = few_codes(column);
  return few == 0 || column.texts().empty() ? few : column.texts().size() + 1;
}

/// Where a text is remembered. By its ends and not by its code, which depends on what the column shares:
/// tiles of the same rows have the same bytes everywhere.
std::size_t recent_place(std::string_view text) {
  constexpr int place_bits = std::countr_zero(recent_texts);
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  // Shorter ones have ends that overlap.
  const auto take = [&]<std::size_t size>(std::integral_constant<std::size_t, size>) {
    std::memcpy(&head, text.data(), size);
    std::memcpy(&tail, text.data() + text.size() - size, size);
  };
  if (text.size() >= 8)
    take(std::integral_constant<std::size_t, 8>{});
  else if (text.size() >= 4)
    take(std::integral_constant<std::size_t, 4>{});
  else if (text.size() >= 2)
    take(std::integral_constant<std::size_t, 2>{});
  else if (!text.empty())
    take(std::integral_constant<std::size_t, 1>{});
  return ((head ^ std::rotl(tail, 29)) * 0x9E3779B97F4A7C15ULL) >> (64 - place_bits);
}
}  // namespace

template <typename Add>
std::uint32_t LayerValues::position(Known& known, std::uint64_t key, Add&& add) {
  const auto number = known.values.add(key);
  if (number == known.positions.size()) known.positions.push_back(add());
  return known.positions[number];
}

std::uint32_t LayerValues::integer(std::int64_t value) {
  return position(integers_, static_cast<std::uint64_t>(value), [&] { return layer_.add_integer(value); });
}

std::uint32_t LayerValues::day(std::int64_t days) {
  return position(days_, static_cast<std::uint64_t>(days), [&] {
    return layer_.add_text(model::Date::from_days(static_cast<std::int32_t>(days)).to_string());
  });
}

std::uint32_t LayerValues::real(double value) {
  return position(reals_, std::bit_cast<std::uint64_t>(value), [&] { return layer_.add_real(value); });
}

std::uint32_t LayerValues::text(std::string_view value) {
  const auto number = texts_.values.add(std::hash<std::string_view>{}(value));
  if (number < written_.size())
    return written_[number] == value ? texts_.positions[number] : layer_.add_text(value);
  written_.push_back(value);
  texts_.positions.push_back(layer_.add_text(value));
  return texts_.positions.back();
}

TagWriter::TagWriter(LayerValues& values, const model::RoundData& round, const model::Block& block,
                     std::span<const std::size_t> properties)
    : values_(values), block_(block) {
  std::size_t known = 0;
  properties_.reserve(properties.size());
  for (const auto field : properties) {
    const auto& column = block.column(field);
    if (column.all_null()) continue;
    auto& property = properties_.emplace_back();
    property.column = &column;
    property.field = field;
    property.summed = block.fields()[field].aggregate == model::Aggregate::sum;
    property.key = pack_varint(values.layer().add_key(block.fields()[field].name));
    known += table_size(column);
    if (column.distinct_texts() >= few_texts && !column.is_all_different())
      property.recent.resize(recent_texts);
  }
  known_.resize(known);
  auto rest = std::span(known_);
  for (auto& property : properties_) {
    const auto size = table_size(*property.column);
    property.pairs = rest.first(size);
    rest = rest.subspan(size);
  }
  if (round.operation.synthetic)
    synthetic_ = pair_of(pack_varint(values.layer().add_key(synthetic_key)), values.layer().add_true());
  tags_.resize((properties_.size() + 2) * sizeof(Pair));
  reading_order_.resize(properties_.size());
  std::iota(reading_order_.begin(), reading_order_.end(), std::size_t{0});
  const auto many = [&](std::size_t i) {
    const auto& property = properties_[i];
    const auto few = few_codes(*property.column);
    return few > 0 || property.column->is_constant() ? few : std::numeric_limits<std::size_t>::max();
  };
  std::sort(reading_order_.begin(), reading_order_.end(),
            [&](std::size_t a, std::size_t b) { return std::pair(many(a), a) < std::pair(many(b), b); });
}

TagWriter::Pair TagWriter::pair_of(const PackedVarint& key, std::uint32_t value) {
  // There are fewer than 2^14 keys, so both fit: two bytes and five.
  const auto packed = pack_varint(value);
  return key.bytes | packed.bytes << (8 * key.size) | std::uint64_t{key.size + packed.size} << size_shift;
}

std::uint32_t TagWriter::value_of(const Property& property, std::size_t row) {
  const auto& column = *property.column;
  switch (column.type()) {
    case model::FieldType::integer:
      return values_.integer(column.integer(row));
    case model::FieldType::date:
      return values_.day(column.integer(row));
    case model::FieldType::real:
      return values_.real(column.real(row));
    default:
      return column.distinct_texts() < few_texts ? values_.text(column.text(row))
                                                 : values_.layer().add_text(column.text(row));
  }
}

TagWriter::Pair TagWriter::make_pair(Property& property, std::uint64_t code, std::size_t row) {
  if (property.recent.empty()) return pair_of(property.key, value_of(property, row));
  if (property.last.code == code) return property.last.pair;
  auto& known = property.recent[recent_place(property.column->text(row))];
  if (known.code != code) known = {code, pair_of(property.key, value_of(property, row))};
  property.last = known;
  return known.pair;
}

TagWriter::Pair TagWriter::pair_for(Property& property, std::uint64_t code, std::size_t row) {
  if (code >= property.pairs.size()) return make_pair(property, code, row);
  auto& pair = property.pairs[code];
  if (pair == 0) pair = make_pair(property, code, row);
  return pair;
}

template <typename Rows>
TagWriter::Pair TagWriter::pair_for_cluster(Property& property, const Rows& rows, std::uint32_t first) {
  if (property.summed) {
    const auto sum = block_.sum(property.field, rows);
    return sum.known == 0 ? 0 : pair_of(property.key, values_.integer(sum.total));
  }
  const auto code = block_.common_code(property.field, rows);
  if (code == 0 || code == model::RunSummary::differing) return 0;
  return pair_for(property, code, first);
}

TagWriter::Pair TagWriter::count_pair(std::size_t locations) {
  return pair_of(pack_varint(values_.layer().add_key(count_key)),
                 values_.integer(static_cast<std::int64_t>(locations)));
}

std::string_view TagWriter::write(std::size_t row) {
  char* to = tags_.data();
  for (auto& property : properties_)
    if (const auto code = property.column->code(row); code != 0) to = put(to, pair_for(property, code, row));
  to = put(to, synthetic_);
  return {tags_.data(), static_cast<std::size_t>(to - tags_.data())};
}

void TagWriter::read_column(Property& property, model::Rows rows, Pair* to) {
  const auto width = properties_.size();
  const auto& column = *property.column;
  column.visit_codes([&]<typename Codes>(const Codes& codes) {
    if constexpr (std::is_same_v<Codes, std::uint64_t>) {
      const auto pair = pair_for(property, codes, rows.front());
      for (std::size_t i = 0; i < rows.size(); ++i) to[i * width] = pair;
    } else {
      const auto first = std::ranges::begin(codes);
      const auto code_of = [&](std::size_t i) -> std::uint64_t {
        return first[static_cast<std::ptrdiff_t>(rows[i])];
      };
      const bool many_texts = property.pairs.empty() && !column.texts().empty();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (const auto j = i + rows_ahead; many_texts && j < rows.size() && code_of(j) != 0)
          column.texts().expect(code_of(j) - 1);
        const auto code = code_of(i);
        to[i * width] = code == 0 ? 0 : pair_for(property, code, rows[i]);
      }
    }
  });
}

void TagWriter::read(model::Rows rows) {
  if (rows.empty()) return;
  pairs_.resize(rows.size() * properties_.size());
  for (const auto i : reading_order_) read_column(properties_[i], rows, pairs_.data() + i);
}

std::string_view TagWriter::tags(std::size_t i) {
  char* to = tags_.data();
  const auto* pair = pairs_.data() + i * properties_.size();
  for (const auto* const end = pair + properties_.size(); pair != end; ++pair) to = put(to, *pair);
  to = put(to, synthetic_);
  return {tags_.data(), static_cast<std::size_t>(to - tags_.data())};
}

template <typename Rows>
std::string_view TagWriter::write_cluster(const Rows& rows, std::uint32_t first) {
  char* to = tags_.data();
  for (auto& property : properties_) to = put(to, pair_for_cluster(property, rows, first));
  to = put(to, count_pair(rows.size()));
  to = put(to, synthetic_);
  return {tags_.data(), static_cast<std::size_t>(to - tags_.data())};
}

template std::string_view TagWriter::write_cluster(const model::Block::Run&, std::uint32_t);
template std::string_view TagWriter::write_cluster(const model::Rows&, std::uint32_t);

}  // namespace sojourn::tiles
