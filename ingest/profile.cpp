#include "ingest/profile.hpp"

#include <algorithm>
#include <array>

#include "ingest/field_lists.hpp"
#include "ingest/values.hpp"
#include "model/schema.hpp"

namespace sojourn::ingest {
namespace {

// Inputs of placement, of keys and of derived fields; the schema has what comes out.
constexpr std::array<std::string_view, 48> input_fields = {
    "latitude",
    "longitude",
    "coordinates",
    "country",
    "operation",
    "operation_status",
    "source_method",
    "round_number",
    "period_start",
    "period_end",
    "level",
    "sensitivity",
    "admin1_code",
    "admin2_code",
    "admin3_code",
    "admin4_code",
    "origin_admin1_code",
    "origin_admin2_code",
    "origin_admin3_code",
    "origin_admin4_code",
    "origin_admin1_name",
    "origin_admin2_name",
    "origin_admin3_name",
    "origin_admin4_name",
    "origin_country",
    "origin_count",
    "displaced_within",
    "displaced_within_any",
    "shelter_count",
    "reason",
    "priority_needs",
    "label",
    "sex_age_count",
    "population_group",
    "group_individuals",
    "group_households",
    "secondary_share",
    "secondary_individuals",
    "secondary_households",
    "secondary_period",
    "secondary_admin1_code",
    "secondary_admin2_code",
    "secondary_admin3_code",
    "secondary_admin4_code",
    "secondary_admin1_name",
    "secondary_admin2_name",
    "secondary_admin3_name",
    "secondary_admin4_name",
};

void split_attributes(std::string_view text, HxlPattern& pattern) {
  while (!text.empty()) {
    const char sign = text.front();
    const auto end = text.find_first_of("+-", 1);
    auto attribute = lower_ascii(trim(text.substr(1, end == std::string_view::npos ? end : end - 1)));
    if (!attribute.empty()) (sign == '+' ? pattern.include : pattern.exclude).push_back(std::move(attribute));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end);
  }
}

}  // namespace

std::optional<HxlPattern> HxlPattern::parse(std::string_view text) {
  text = trim(text);
  if (text.size() < 2 || text.front() != '#') return std::nullopt;
  const auto end = text.find_first_of("+-");
  HxlPattern pattern;
  pattern.tag = lower_ascii(trim(text.substr(0, end)));
  for (std::size_t i = 1; i < pattern.tag.size(); ++i) {
    const char c = pattern.tag[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return std::nullopt;
  }
  if (end != std::string_view::npos) split_attributes(text.substr(end), pattern);
  return pattern;
}

bool HxlPattern::matches(std::string_view hashtag) const {
  const auto found = parse(hashtag);
  if (!found || found->tag != tag) return false;
  const auto has = [&](const std::string& attribute) {
    return std::ranges::find(found->include, attribute) != found->include.end();
  };
  return std::ranges::all_of(include, has) && std::ranges::none_of(exclude, has);
}

bool fits_pattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string_view CodeList::find(std::string_view value) const {
  const auto key = geo::normalise_name(value);
  if (const auto found = exact.find(key); found != exact.end()) return found->second;
  for (const auto& [pattern, code] : patterns)
    if (fits_pattern(key, pattern)) return code;
  return {};
}

bool CodeList::names(std::string_view value) const {
  return exact.contains(geo::normalise_name(value));
}

const CodeList* Profile::code_list(std::string_view list) const {
  const auto found = codes.find(list);
  return found == codes.end() ? nullptr : &found->second;
}

bool is_count_field(std::string_view field) {
  return is_listed(counted_inputs, field) || is_count_field(model::Collection::locations, field);
}

bool is_count_field(model::Collection collection, std::string_view field) {
  if (collection == model::Collection::people_in_need && is_listed(need_counts, field)) return true;
  const auto known = model::fields_of(collection);
  const auto at = model::field_index(known, field);
  return at != model::no_field && known[at].role == model::Role::measure &&
         known[at].type == model::FieldType::integer;
}

bool says_where(std::string_view field) {
  constexpr std::string_view beginnings[] = {"admin", "origin_admin"};
  constexpr std::string_view names[] = {"name", "source_id", "country"};
  return std::ranges::find(names, field) != std::end(names) ||
         std::ranges::any_of(beginnings, [&](auto beginning) { return field.starts_with(beginning); });
}

bool is_sex_age(std::string_view value) {
  constexpr std::array<std::string_view, 6> bands = {"girls", "boys",          "women",
                                                     "men",   "elderly_women", "elderly_men"};
  return is_listed(bands, value);
}

std::optional<int> parse_admin_level(std::string_view value) {
  if (value.size() != 6 || !value.starts_with("admin") || value[5] < '1' || value[5] > '4')
    return std::nullopt;
  return value[5] - '0';
}

std::optional<SecondaryMove> parse_secondary(std::string_view value) {
  const auto colon = value.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto kind = model::parse_secondary_kind(value.substr(0, colon));
  auto number = value.substr(colon + 1);
  const bool or_more = number.ends_with('+');
  if (or_more) number.remove_suffix(1);
  if (!kind || number.size() != 1 || number[0] < '1' || number[0] > '9') return std::nullopt;
  if (or_more && *kind == model::SecondaryKind::group) return std::nullopt;
  return SecondaryMove{*kind, number[0] - '0', or_more};
}

bool is_known_field(model::Collection collection, std::string_view field) {
  if (field.starts_with("restricted_")) return true;
  const auto fields = model::fields_of(collection);
  const auto at = model::field_index(fields, field);
  if (is_input_field(collection, field) || (at != model::no_field && fields[at].stored)) return true;
  return field.starts_with("admin") && field.ends_with("_name") && at != model::no_field &&
         field != "admin0_name";
}

bool is_input_field(model::Collection collection, std::string_view field) {
  if (collection == model::Collection::locations) return is_listed(input_fields, field);
  if (is_listed(key_fields, field) || is_listed(dataset_place_inputs, field)) return true;
  if (collection == model::Collection::people_in_need)
    return is_listed(need_texts, field) || is_listed(need_counts, field);
  return is_listed(site_inputs, field);
}

}  // namespace sojourn::ingest
