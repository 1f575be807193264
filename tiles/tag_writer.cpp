#include "tiles/tag_writer.hpp"

#include <bit>
#include <stdexcept>

#include "tiles/encode.hpp"

namespace sojourn::tiles {
namespace {
/// Lists of texts up to this length are worth comparing with those of other columns and rounds.
constexpr std::size_t few_texts = 1024;
}  // namespace

template <typename Add>
std::uint32_t LayerValues::position(KeyTable& known, std::vector<std::uint32_t>& positions, std::uint64_t key,
                                    Add&& add) {
  const auto number = known.add(key);
  if (number == positions.size()) positions.push_back(add());
  return positions[number];
}

std::uint32_t LayerValues::integer(std::int64_t value) {
  return position(integers_, integer_positions_, static_cast<std::uint64_t>(value),
                  [&] { return layer_.add_integer(value); });
}

std::uint32_t LayerValues::day(std::int64_t days) {
  return position(days_, day_positions_, static_cast<std::uint64_t>(days), [&] {
    return layer_.add_text(model::Date::from_days(static_cast<std::int32_t>(days)).to_string());
  });
}

std::uint32_t LayerValues::real(double value) {
  return position(reals_, real_positions_, std::bit_cast<std::uint64_t>(value),
                  [&] { return layer_.add_real(value); });
}

std::uint32_t LayerValues::text(std::string_view value) {
  const auto [found, inserted] = texts_.try_emplace(std::string(value), 0);
  if (inserted) found->second = layer_.add_text(value);
  return found->second;
}

TagWriter::TagWriter(LayerValues& values, const model::RoundData& round, const model::Block& block,
                     std::span<const std::size_t> properties)
    : values_(values), synthetic_(round.operation.synthetic) {
  for (const auto field : properties) {
    if (field >= block.fields().size())
      throw std::logic_error("a tile was asked for a field that does not exist");
    const auto& column = block.column(field);
    if (column.all_null()) continue;
    Property property;
    property.column = &column;
    property.key = values.layer().add_key(block.fields()[field].name);
    property.many_texts = column.texts().size() > few_texts;
    properties_.push_back(std::move(property));
  }
  if (!synthetic_) return;
  synthetic_key_ = values.layer().add_key(synthetic_key);
  synthetic_value_ = values.layer().add_true();
}

std::uint32_t TagWriter::add(const Property& property, std::size_t row) {
  const auto& column = *property.column;
  switch (column.type()) {
    case model::FieldType::integer:
      return values_.integer(column.integer(row));
    case model::FieldType::date:
      return values_.day(column.integer(row));
    case model::FieldType::real:
      return values_.real(column.real(row));
    default:
      break;
  }
  return property.many_texts ? values_.layer().add_text(column.text(row)) : values_.text(column.text(row));
}

std::uint32_t TagWriter::look_up(Property& property, std::uint64_t code, std::size_t row) {
  const auto number = property.codes.add(code);
  if (number == property.positions.size()) property.positions.push_back(add(property, row));
  return property.positions[number];
}

void TagWriter::write(std::size_t row, std::vector<std::uint32_t>& tags) {
  tags.clear();
  for (auto& property : properties_) {
    const auto code = property.column->code(row);
    if (code == 0) continue;
    if (code != property.last_code) {
      property.last_position = look_up(property, code, row);
      property.last_code = code;
    }
    tags.push_back(property.key);
    tags.push_back(property.last_position);
  }
  if (!synthetic_) return;
  tags.push_back(synthetic_key_);
  tags.push_back(synthetic_value_);
}

}  // namespace sojourn::tiles
