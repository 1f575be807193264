/// Which encoding and which format a client gets (RFC 9110, 12): pure functions of
/// its header fields.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sojourn::server {

enum class Encoding : std::uint8_t { identity, gzip, brotli, zstd };
inline constexpr std::size_t encoding_count = 4;
/// The content coding's registered name: `gzip`, `br`, `zstd`; `identity` for none.
std::string_view to_string(Encoding encoding);

/// For bodies made on request: the fastest of those that compress as well as gzip.
inline constexpr std::array made_on_request = {Encoding::zstd, Encoding::brotli, Encoding::gzip};
/// For what is compressed once and kept: the smallest first.
inline constexpr std::array made_once = {Encoding::brotli, Encoding::gzip};

/// What an Accept-Encoding field says of each encoding.
class AcceptedEncodings {
 public:
  /// Weights (`q`) count, also `identity;q=0` and `*`. Members that are malformed are left out. An empty
  /// field accepts identity only.
  explicit AcceptedEncodings(std::string_view field);

  bool accepts(Encoding encoding) const { return weight(encoding) > 0; }
  /// The encoding that the client likes best of `offers` and identity; among equals the first of `offers`,
  /// and identity last. Where that is identity and refused, whatever of `otherwise` is accepted. Nothing: the
  /// client accepts none.
  std::optional<Encoding> choose(std::span<const Encoding> offers,
                                 std::span<const Encoding> otherwise = made_on_request) const;

 private:
  int weight(Encoding encoding) const { return weights_[static_cast<std::size_t>(encoding)]; }

  std::array<int, encoding_count> weights_{};  ///< in thousandths; 0: refused
};

/// The position in `offers` (media types, most wanted first) that an Accept field likes best; nothing if it
/// accepts none. An empty field accepts all.
std::optional<std::size_t> choose_media_type(std::string_view accept,
                                             std::span<const std::string_view> offers);

}  // namespace sojourn::server
