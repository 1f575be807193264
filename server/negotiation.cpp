#include "server/negotiation.hpp"

#include <algorithm>
#include <string>

#include "server/response.hpp"

namespace sojourn::server {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Cuts the text up to `separator` off its front.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = trim(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// A weight in thousandths: `0`, `1`, `0.5`, `1.000`. Nothing for anything else.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = text[0] == '1' ? 1000 : 0;
  int scale = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    weight += (c - '0') * scale;
    scale /= 10;
  }
  return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

/// Calls visit(value, weight) for every well-formed member of a weighted list.
template <typename Visit>
void for_each_weighted(std::string_view field, Visit visit) {
  while (!field.empty()) {
    auto member = take_until(field, ',');
    const auto value = take_until(member, ';');
    std::optional<int> weight = 1000;
    while (!member.empty()) {
      const auto parameter = take_until(member, ';');
      if (parameter.starts_with("q=") || parameter.starts_with("Q="))
        weight = parse_weight(parameter.substr(2));
    }
    if (!value.empty() && weight) visit(value, *weight);
  }
}

/// 0: no match; the more exact the match, the more it counts.
int match_precision(std::string_view range, std::string_view type) {
  if (range == "*/*") return 1;
  const auto slash = type.find('/');
  if (range.ends_with("/*") &&
      equals_ignoring_case(range.substr(0, range.size() - 1), type.substr(0, slash + 1)))
    return 2;
  return equals_ignoring_case(range, type) ? 3 : 0;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  constexpr std::array<std::string_view, encoding_count> names = {"identity", "gzip", "br", "zstd"};
  return names.at(static_cast<std::size_t>(encoding));
}

AcceptedEncodings::AcceptedEncodings(std::string_view field) {
  std::array<std::optional<int>, encoding_count> named;
  std::optional<int> any;
  for_each_weighted(field, [&](std::string_view coding, int weight) {
    if (coding == "*") any = weight;
    if (equals_ignoring_case(coding, "x-gzip")) coding = "gzip";
    for (std::size_t i = 0; i < encoding_count; ++i)
      if (equals_ignoring_case(coding, to_string(static_cast<Encoding>(i)))) named[i] = weight;
  });
  // Identity is acceptable unless it, or `*` without it, is refused (RFC 9110, 12.5.3), but least wanted.
  constexpr std::size_t identity = 0;
  weights_[identity] = named[identity].value_or(any == 0 ? 0 : 1);
  for (std::size_t i = 1; i < encoding_count; ++i) weights_[i] = named[i].value_or(any.value_or(0));
}

std::optional<Encoding> AcceptedEncodings::choose(std::span<const Encoding> offers,
                                                  std::span<const Encoding> otherwise) const {
  const auto best = [&](std::span<const Encoding> among) {
    auto found = Encoding::identity;
    for (const auto offer : among)
      if (weight(offer) > weight(found) || (found == Encoding::identity && weight(offer) == weight(found)))
        found = offer;
    return found;
  };
  auto chosen = best(offers);
  if (!accepts(chosen)) chosen = best(otherwise);
  return accepts(chosen) ? std::optional(chosen) : std::nullopt;
}

std::optional<std::size_t> choose_media_type(std::string_view accept,
                                             std::span<const std::string_view> offers) {
  if (trim(accept).empty()) return offers.empty() ? std::nullopt : std::optional<std::size_t>(0);
  std::optional<std::size_t> best;
  int best_weight = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    int precision = 0;
    int weight = 0;
    for_each_weighted(accept, [&](std::string_view range, int range_weight) {
      const int found = match_precision(range, offers[i]);
      if (found > precision) precision = found, weight = range_weight;
    });
    if (weight > best_weight) best = i, best_weight = weight;
  }
  return best;
}

}  // namespace sojourn::server
