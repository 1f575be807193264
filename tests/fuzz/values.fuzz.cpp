// Cells: whatever stands in one, the parsers answer, and what they answer can be written and read again.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "fuzz/require.hpp"
#include "ingest/coordinates.hpp"
#include "ingest/dates.hpp"
#include "ingest/values.hpp"

using namespace sojourn::ingest;
using sojourn::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const auto trimmed = trim(text);
  require(trim(trimmed) == trimmed, "trimming twice changes nothing");
  require(lower_ascii(text).size() == size, "case does not change the length");
  static const MissingValues missing;
  missing.contains(trimmed);
  parse_answer(trimmed);

  if (const auto count = parse_count(trimmed))
    require(parse_count(std::to_string(*count)) == count, "a count reads as it is written");
  if (const auto share = parse_share(trimmed))
    require(*share >= 0 && *share <= 1, "a share lies within 0 and 1");
  if (const auto value = parse_decimal(trimmed)) require(*value - *value == 0, "a decimal number is finite");
  if (const auto span = parse_date(trimmed)) {
    require(!(span->last < span->first), "a span of days does not end before it begins");
    const auto again = parse_date(to_text(*span));
    require(again && again->first == span->first && again->last == span->last,
            "a date reads as it is written");
  }

  if (const auto position = parse_coordinates(trimmed))
    require(position->latitude - position->latitude == 0 && position->longitude - position->longitude == 0,
            "coordinates are finite");
  if (const auto period = period_text(trimmed); !period.empty())
    require(period_text(period) == period, "a time of displacement reads as it is written");

  for (std::size_t at = 0; at < size;) {
    const auto before = at;
    const auto character = next_character(text, at);
    require(at > before && at <= size, "a character takes at least a byte, and no more than there are");
    require(character <= 0x10FFFF, "a character is one of Unicode's");
  }
  return 0;
}
