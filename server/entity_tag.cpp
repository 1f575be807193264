#include "server/entity_tag.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

namespace sojourn::server {

std::uint64_t fingerprint(std::string_view content) {
  return XXH3_64bits(content.data(), content.size());
}

std::string make_entity_tag(std::uint64_t fingerprint, Encoding encoding) {
  const bool plain = encoding == Encoding::identity;
  return fmt::format("\"{:016x}{}{}\"", fingerprint, plain ? "" : "-", plain ? "" : to_string(encoding));
}

std::string encoded_tag(std::string_view plain_tag, Encoding encoding) {
  plain_tag.remove_suffix(1);
  return fmt::format("{}-{}\"", plain_tag, to_string(encoding));
}

namespace {

enum class Comparison : std::uint8_t { weak, strong };

bool matches(std::string_view field, std::string_view tag, Comparison comparison) {
  const auto skip = [&](std::string_view characters) {
    field.remove_prefix(std::min(field.find_first_not_of(characters), field.size()));
  };
  skip(" \t");
  if (field == "*") return true;
  while (true) {
    skip(" \t,");
    const bool is_weak = field.starts_with("W/");
    if (is_weak) field.remove_prefix(2);
    if (!field.starts_with('"')) return false;
    const auto end = field.find('"', 1);
    if (end == std::string_view::npos) return false;
    const bool counts = !is_weak || comparison == Comparison::weak;
    if (counts && field.substr(0, end + 1) == tag) return true;
    field.remove_prefix(end + 1);
  }
}

}  // namespace

bool matches_entity_tag(std::string_view if_none_match, std::string_view tag) {
  return matches(if_none_match, tag, Comparison::weak);
}

bool matches_strongly(std::string_view if_match, std::string_view tag) {
  return matches(if_match, tag, Comparison::strong);
}

}  // namespace sojourn::server
