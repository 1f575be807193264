/// What the server says: plain values, written to the wire by the session.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::server {

/// Header fields in the order in which they are sent. Names are compared without case.
class Headers {
 public:
  void add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  /// The first field of that name, or nothing.
  std::optional<std::string_view> find(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// The next piece of a body that is made while it is sent.
struct BodyPiece {
  enum class Kind : std::uint8_t {
    more,  ///< others follow
    last,
    failed,  ///< it cannot be completed; the connection has to be broken off
  };
  std::string bytes;
  Kind kind = Kind::last;
};
using TakePiece = std::function<void(BodyPiece)>;
/// Calls TakePiece exactly once, from any thread, before it is called again.
using NextPiece = std::function<void(TakePiece)>;

/// The part of `body` that is sent instead of the whole.
struct BodySlice {
  std::size_t first = 0;
  std::size_t size = 0;
};

struct Response {
  int status = 200;
  /// Without Content-Length, Transfer-Encoding, Date and Connection, which the session adds.
  Headers headers;
  /// Shared and immutable: a cached body goes to many clients at once. Null: empty.
  std::shared_ptr<const std::string> body;
  std::optional<BodySlice> slice;
  /// What follows `body`, for one client alone. None: the body is whole.
  NextPiece next_piece;
  /// Of all pieces together, where that is known before they are read.
  std::optional<std::uint64_t> length = std::nullopt;
  /// The head up to its last fixed field, serialised once for what is sent often; null: not yet.
  std::shared_ptr<const std::string> head;
  /// What a client that has the body gets, made once too; null: not yet.
  std::shared_ptr<const Response> not_modified;

  std::string_view body_view() const {
    if (!body) return {};
    return slice ? std::string_view(*body).substr(slice->first, slice->size) : std::string_view(*body);
  }
};

using SharedResponse = std::shared_ptr<const Response>;

/// "Not Found" for 404; "Unknown" for what we never send.
std::string_view reason_phrase(int status);

/// Appends the status line and all fields that do not change from one sending to the next, among them
/// Content-Length. What follows are fields of the connection and the empty line.
void write_fixed_head(const Response& response, std::string& out);

/// With its head, for what is sent often.
SharedResponse with_head(Response response);

/// ASCII comparison without case.
bool equals_ignoring_case(std::string_view left, std::string_view right);

}  // namespace sojourn::server
