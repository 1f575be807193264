#include "tiles/tag_writer.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <protozero/varint.hpp>
#include <stdexcept>

#include "tiles/encode.hpp"

namespace sojourn::tiles {
namespace {
/// Lists of texts up to this length are worth comparing with those of other columns and rounds. A power of
/// two.
constexpr std::size_t few_texts = 1024;
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
  for (const auto field : properties) {
    const auto& column = block.column(field);
    if (column.all_null()) continue;
    const auto texts = std::min(column.texts().size() + 1, few_texts);
    Property property;
    property.column = &column;
    property.field = field;
    property.summed = block.fields()[field].aggregate == model::Aggregate::sum;
    property.key = values.layer().add_key(block.fields()[field].name);
    property.texts.resize(texts);
    properties_.push_back(std::move(property));
  }
  if (round.operation.synthetic)
    synthetic_ = pair_of(values.layer().add_key(synthetic_key), values.layer().add_true());
  tags_.resize((properties_.size() + 2) * sizeof(Pair::bytes));
}

TagWriter::Pair TagWriter::pair_of(std::uint32_t key, std::uint32_t value) {
  Pair pair;
  // There are fewer than 2^14 keys, so both fit: two bytes and five.
  char* const after_key = pair.bytes.data() + protozero::add_varint_to_buffer(pair.bytes.data(), key);
  const auto value_size = protozero::add_varint_to_buffer(after_key, value);
  pair.size = static_cast<std::uint8_t>(after_key - pair.bytes.data() + value_size);
  return pair;
}

std::uint32_t TagWriter::text_of(Property& property, std::uint64_t code, std::size_t row) {
  const bool few = property.column->texts().size() < few_texts;
  auto& known = property.texts[few ? code : code % few_texts];
  if (known.code == code) return known.position;
  const auto text = property.column->text(row);
  known = {code, few ? values_.text(text) : values_.layer().add_text(text)};
  return known.position;
}

std::uint32_t TagWriter::value_of(Property& property, std::uint64_t code, std::size_t row) {
  const auto& column = *property.column;
  switch (column.type()) {
    case model::FieldType::integer:
      return values_.integer(column.integer(row));
    case model::FieldType::date:
      return values_.day(column.integer(row));
    case model::FieldType::real:
      return values_.real(column.real(row));
    default:
      return text_of(property, code, row);
  }
}

TagWriter::Pair TagWriter::pair_for(Property& property, std::uint64_t code, std::size_t row) {
  if (code != property.last_code) {
    property.last = pair_of(property.key, value_of(property, code, row));
    property.last_code = code;
  }
  return property.last;
}

template <typename Rows>
TagWriter::Pair TagWriter::pair_for_cluster(Property& property, const Rows& rows, std::uint32_t first) {
  if (property.summed) {
    const auto sum = block_.sum(property.field, rows);
    return sum.known == 0 ? Pair{} : pair_of(property.key, values_.integer(sum.total));
  }
  const auto code = block_.common_code(property.field, rows);
  if (code == 0 || code == model::RunSummary::differing) return {};
  return pair_for(property, code, first);
}

TagWriter::Pair TagWriter::count_pair(std::size_t locations) {
  return pair_of(values_.layer().add_key(count_key), values_.integer(static_cast<std::int64_t>(locations)));
}

namespace {
template <typename Pair>
char* put(char* to, const Pair& pair) {
  std::memcpy(to, pair.bytes.data(), pair.bytes.size());
  return to + pair.size;
}
}  // namespace

std::string_view TagWriter::write(std::size_t row) {
  char* to = tags_.data();
  for (auto& property : properties_)
    if (const auto code = property.column->code(row); code != 0) to = put(to, pair_for(property, code, row));
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
