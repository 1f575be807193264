/// The little UTF-8 that the edges of the server need.
#pragma once

#include <cstddef>
#include <string_view>

namespace sojourn::server {

/// Bytes of the well-formed sequence with which the text begins (Unicode 15, table 3-7); 0 if it is not one.
/// The text must not be empty.
std::size_t utf8_sequence_length(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace sojourn::server
