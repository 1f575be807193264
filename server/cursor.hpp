/// The place between two pages: the row that the next one begins with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/round.hpp"

namespace sojourn::server {

/// Rows of a round never change, so its number and a row name a place that stays where it is, whatever is
/// published meanwhile.
struct Cursor {
  model::RoundKey round;
  std::string identity;  ///< the beginning of the round's, so that another revision is not taken for it
  std::uint32_t row = 0;
  bool operator==(const Cursor&) const = default;
};

/// How much of a round's identity a cursor has.
inline constexpr std::size_t cursor_identity_size = 8;

/// `NGA.baseline.28.3f0c51aa.1000`.
std::string to_string(const Cursor& cursor);
std::optional<Cursor> parse_cursor(std::string_view text);

}  // namespace sojourn::server
