/// Which encoding and which format a client gets (RFC 9110, 12): pure functions of
/// its header fields.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sojourn::server {

enum class Encoding : std::uint8_t { identity, gzip };
std::string_view to_string(Encoding encoding);

/// The encodings that an Accept-Encoding field allows; an empty field allows identity only.
struct AcceptedEncodings {
  bool gzip = false;
  bool identity = true;
  bool prefers_gzip = false;  ///< gzip is allowed and weighs at least as much as identity

  /// What to send for a body that is, or is not, worth compressing. Nothing: the client refuses both.
  std::optional<Encoding> choose(bool worth_compressing) const;
};

/// Weights (`q`) count, also `identity;q=0` and `*`. Members that are malformed are left out.
AcceptedEncodings parse_accept_encoding(std::string_view field);

/// The position in `offers` (media types, most wanted first) that an Accept field likes best; nothing if it
/// accepts none. An empty field accepts all.
std::optional<std::size_t> choose_media_type(std::string_view accept,
                                             std::span<const std::string_view> offers);

}  // namespace sojourn::server
