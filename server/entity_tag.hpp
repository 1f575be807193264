/// Entity tags made from content, and the conditions that compare them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/negotiation.hpp"

namespace sojourn::server {

/// XXH3 (64 bits) of a body before encoding: the same content has the same tag, in every edition and on every
/// server.
std::uint64_t fingerprint(std::string_view content);

/// A strong tag with its quotes: the fingerprint, and the encoding's own mark, since each encoding is another
/// representation.
std::string make_entity_tag(std::uint64_t fingerprint, Encoding encoding);

/// The tag of the same content in an encoding, from the one that it has as it is.
std::string encoded_tag(std::string_view plain_tag, Encoding encoding);

/// Whether an If-None-Match field (RFC 9110, 13.1.2: a list, weak tags too, or `*`) names this tag.
/// Comparison is weak.
bool matches_entity_tag(std::string_view if_none_match, std::string_view tag);

/// Whether an If-Match field (RFC 9110, 13.1.1: a list, or `*`) names this strong tag. Comparison is strong:
/// weak tags match nothing.
bool matches_strongly(std::string_view if_match, std::string_view tag);

}  // namespace sojourn::server
