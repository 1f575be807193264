/// Text as UTF-8, whatever bytes a source gave.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sojourn::model {

/// Bytes of the character that the text begins with; 0 if it begins with none (Unicode 15, table 3-7). The
/// text must not be empty.
std::size_t utf8_sequence_length(std::string_view text);

/// As RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
bool is_utf8(std::string_view text);

/// As much of the text's beginning as fits into so many bytes without cutting a character.
std::string_view utf8_prefix(std::string_view text, std::size_t most_bytes);

/// Appends the text with each byte that belongs to no character as U+FFFD.
void append_as_utf8(std::string& out, std::string_view text);

}  // namespace sojourn::model
