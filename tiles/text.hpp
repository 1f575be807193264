/// Text as UTF-8 and as JSON, whatever bytes a source gave.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::tiles {

/// As RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
bool is_utf8(std::string_view text);
/// Appends the text with each byte that belongs to no character as U+FFFD.
void append_as_utf8(std::string& out, std::string_view text);
/// Appends the text in quotes, escaped as RFC 8259 wants; bytes that are not UTF-8 as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace sojourn::tiles
