/// Text as JSON, whatever bytes a source gave.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::tiles {

/// Appends the text in quotes, escaped as RFC 8259 wants; bytes that are not UTF-8 as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace sojourn::tiles
