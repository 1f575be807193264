/// The patterns of LIKE.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::query {

/// `%` stands for any characters, also none, `_` for exactly one (a Unicode code point), and `\` before any
/// character for that character itself.
class LikePattern {
 public:
  explicit LikePattern(std::string_view pattern);

  /// Cost: at most the product of both lengths.
  bool matches(std::string_view text) const;

  /// The text that alone matches, if there is only one.
  std::optional<std::string> only_text() const;
  /// The same pattern with backslashes only where they are needed.
  std::string canonical() const;

 private:
  enum class Kind : std::uint8_t { byte, one, any };
  struct Token {
    Kind kind;
    char byte;
  };
  std::vector<Token> tokens_;
};

}  // namespace sojourn::query
