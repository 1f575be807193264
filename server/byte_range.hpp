/// Range requests on files (RFC 9110, 14): one range of bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sojourn::server {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive
  bool operator==(const ByteRange&) const = default;
};

enum class RangeOutcome : std::uint8_t { whole, part, unsatisfiable };

struct RangeAnswer {
  RangeOutcome outcome = RangeOutcome::whole;
  ByteRange range;  ///< for `part`
};

/// What to send of `size` bytes. Fields that are malformed, name another unit or ask for several ranges are
/// ignored, as the specification allows: the whole is sent.
RangeAnswer parse_range(std::string_view field, std::uint64_t size);

}  // namespace sojourn::server
