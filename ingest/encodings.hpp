/// Text in the encodings that ICU knows.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::ingest {

/// Any name that ICU knows: `windows-1256`, `cp1251`, `ISO-8859-6`, `UTF-8`.
bool is_known_encoding(const std::string& encoding);

/// From an encoding that is known to UTF-8. What is no character becomes U+FFFD.
std::string convert(std::string_view bytes, const std::string& encoding);

}  // namespace sojourn::ingest
