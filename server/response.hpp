/// What the server says: plain values, written to the wire by the session.
#pragma once

#include <cstdint>
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

struct Response {
  int status = 200;
  /// Without Content-Length, Date and Connection, which the session adds.
  Headers headers;
  /// Shared and immutable: a cached body goes to many clients at once. Null: empty.
  std::shared_ptr<const std::string> body;

  std::size_t body_size() const { return body ? body->size() : 0; }
};

/// "Not Found" for 404; "Unknown" for what we never send.
std::string_view reason_phrase(int status);

/// Status line and all header fields up to the empty line, appended to `out`. `date` is an IMF-fixdate.
void write_head(const Response& response, std::string_view date, bool keep_alive, std::string& out);

/// ASCII comparison without case.
bool equals_ignoring_case(std::string_view left, std::string_view right);

}  // namespace sojourn::server
