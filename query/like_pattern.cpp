#include "query/like_pattern.hpp"

#include <algorithm>

namespace sojourn::query {
namespace {

/// The position after the character (UTF-8) at `at`.
std::size_t next_character(std::string_view text, std::size_t at) {
  do ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

}  // namespace

LikePattern::LikePattern(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      tokens_.push_back({Kind::byte, pattern[++i]});
    } else if (c == '%') {
      // Two in a row say nothing more than one.
      if (tokens_.empty() || tokens_.back().kind != Kind::any) tokens_.push_back({Kind::any, c});
    } else {
      tokens_.push_back({c == '_' ? Kind::one : Kind::byte, c});
    }
  }
}

bool LikePattern::matches(std::string_view text) const {
  constexpr auto none = static_cast<std::size_t>(-1);
  std::size_t token = 0;
  std::size_t at = 0;
  std::size_t last_any = none;  // the last % passed, and where what follows it was tried
  std::size_t tried_at = 0;
  while (at < text.size() || token < tokens_.size()) {
    if (token < tokens_.size()) {
      const auto [kind, byte] = tokens_[token];
      if (kind == Kind::any) {
        last_any = token++;
        tried_at = at;
        continue;
      }
      if (at < text.size() && (kind == Kind::one || text[at] == byte)) {
        at = kind == Kind::one ? next_character(text, at) : at + 1;
        ++token;
        continue;
      }
    }
    if (last_any == none || tried_at >= text.size()) return false;
    tried_at = next_character(text, tried_at);
    at = tried_at;
    token = last_any + 1;
  }
  return true;
}

std::optional<std::string> LikePattern::only_text() const {
  std::string text;
  for (const auto& token : tokens_) {
    if (token.kind != Kind::byte) return std::nullopt;
    text += token.byte;
  }
  return text;
}

std::string LikePattern::canonical() const {
  std::string pattern;
  for (const auto& [kind, byte] : tokens_) {
    if (kind == Kind::byte && (byte == '%' || byte == '_' || byte == '\\')) pattern += '\\';
    pattern += byte;
  }
  return pattern;
}

}  // namespace sojourn::query
