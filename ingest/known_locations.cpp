#include "ingest/known_locations.hpp"

#include <xxhash.h>

#include <algorithm>

namespace sojourn::ingest {

void SmallCounts::push_back(std::optional<std::int64_t> count) {
  if (count && (*count <= large || *count > std::numeric_limits<std::int32_t>::max())) {
    large_.emplace(values_.size(), *count);
    values_.push_back(large);
  } else {
    values_.push_back(count ? static_cast<std::int32_t>(*count) : unknown);
  }
}

std::optional<std::int64_t> SmallCounts::operator[](std::size_t index) const {
  const auto value = values_[index];
  if (value == unknown) return std::nullopt;
  return value == large ? large_.at(index) : value;
}

std::uint64_t KnownLocations::fingerprint(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

std::uint32_t KnownLocations::name_code(std::string_view name) {
  return name.empty() ? no_name : std::max<std::uint32_t>(1, static_cast<std::uint32_t>(fingerprint(name)));
}

void KnownLocations::expect(std::size_t locations) {
  ids_.reserve(locations);
  for (auto* column : {&table_rows_, &areas_, &names_}) column->reserve(locations);
  unit_codes_.reserve(locations);
  people_.reserve(locations);
  households_.reserve(locations);
}

bool KnownLocations::add(const Location& location) {
  const auto number = static_cast<std::uint32_t>(size());
  table_rows_.push_back(location.table_row);
  areas_.push_back(location.area);
  names_.push_back(name_code(location.name));
  unit_codes_.push_back(static_cast<std::uint8_t>(units_.add(location.unit)));
  people_.push_back(location.people);
  households_.push_back(location.households);
  if (location.has_several_rows) {
    merged_.push_back(number);
    merged_names_.push_back(location.name);
  }
  return ids_.insert(fingerprint(location.id), number);
}

std::optional<std::string_view> KnownLocations::merged_name(std::uint32_t location) const {
  const auto found = std::ranges::lower_bound(merged_, location);
  if (found == merged_.end() || *found != location) return std::nullopt;
  return merged_names_[static_cast<std::size_t>(found - merged_.begin())];
}

}  // namespace sojourn::ingest
