#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "ingest/error.hpp"
#include "ingest/profile.hpp"
#include "ingest/profile_section.hpp"
#include "ingest/values.hpp"
#include "model/dataset.hpp"
#include "model/schema.hpp"

namespace sojourn::ingest {
namespace {

TextPatterns patterns(Section& section, std::string_view key) {
  auto result = section.texts(key);
  for (const auto& pattern : result) {
    try {
      if (std::regex(pattern, std::regex::ECMAScript | std::regex::icase).mark_count() == 0)
        section.fail(key, section.get(key),
                     fmt::format("`{}` has no group in parentheses to take the value from", pattern));
    } catch (const std::regex_error&) {
      section.fail(key, section.get(key), fmt::format("`{}` is no regular expression", pattern));
    }
  }
  return result;
}

std::string normalised_pattern(std::string_view text) {
  std::string result;
  while (true) {
    const auto star = text.find('*');
    const auto part = geo::normalise_name(text.substr(0, star));
    // Normalising drops the blank beside a star, so `state *` would also take `statement`: it may.
    result += part;
    if (star == std::string_view::npos) return result;
    result += '*';
    text.remove_prefix(star + 1);
  }
}

void check_categories(Section& section, const ProfileColumn& column) {
  if (column.choices && column.codes.empty())
    section.fail("choices", section.get("choices"), "needs `codes`: they say which answers there are");
  if (column.choices && !column.value.empty())
    section.fail("value", section.get("value"), "comes from the header where `choices` is set");
  if (column.field == "sex_age_count" && !column.value_from_header() && !is_sex_age(column.value))
    section.fail("value", section.get("value"),
                 "should be girls, boys, women, men, elderly_women or elderly_men");
  if (column.field.starts_with("secondary_") && !parse_secondary(column.value))
    section.fail(
        "value", section.get("value"),
        "should say which move: times:1 to times:9 (times:4+ for more than three), or group:1 to group:9");
  if (column.field.starts_with("displaced_within") && !parse_admin_level(column.value))
    section.fail(
        "value", section.get("value"),
        "should be admin1, admin2, admin3 or admin4: the area around the row within which people were "
        "displaced");
  if (column.field == "service_type" && column.codes.empty())
    section.fail(
        "codes", section.get("codes"),
        "a column of service types needs a code list: what it does not know may say who is received there");
  if (column.field == "population_group" && column.codes.empty())
    section.fail("codes", section.get("codes"), "a column of population groups needs a code list");
  if (!column.value_from_header()) return;
  const auto one_star = [](const std::string& text) { return std::ranges::count(text, '*') == 1; };
  if (!one_star(column.value) || column.headers.empty() || !std::ranges::all_of(column.headers, one_star))
    section.fail("value", section.get("value"),
                 "has a `*`: then it and every header need exactly one, which stands for the category");
}

/// Of columns and rounds: no sheet and no series has more.
std::optional<int> small_number(Section& section, std::string_view key, std::int64_t least) {
  constexpr std::int64_t most = 9999;
  const auto number = section.value<std::int64_t>(key, "a whole number");
  if (!number) return std::nullopt;
  if (*number < least || *number > most)
    section.fail(key, section.get(key), fmt::format("should be a whole number from {} to {}", least, most));
  return static_cast<int>(*number);
}

std::optional<std::pair<double, double>> parse_range(Section& section, CellCheck check) {
  const auto* node = section.get("range");
  if (node == nullptr) return std::nullopt;
  const auto* bounds = node->as_array();
  const auto bound = [&](std::size_t i) {
    return bounds != nullptr && bounds->size() == 2 ? bounds->get(i)->value<double>() : std::nullopt;
  };
  if (!bound(0) || !bound(1) || !(*bound(0) < *bound(1)))
    section.fail("range", node, "should be the lowest and the highest number: [38.5, 49]");
  if (check != CellCheck::count && check != CellCheck::decimal)
    section.fail("range", node, "needs check = \"count\" or \"decimal\"");
  return std::pair(*bound(0), *bound(1));
}

ProfileColumn parse_column(Section section, model::Collection collection) {
  ProfileColumn column;
  column.field = section.text("field");
  if (!is_known_field(collection, column.field))
    section.fail("field", section.get("field"),
                 fmt::format("`{}` is no field; docs/profiles.md lists them", column.field));
  for (const auto& header : section.texts("headers")) column.headers.push_back(normalised_pattern(header));
  for (const auto& header : section.texts("untagged")) column.untagged.push_back(normalised_pattern(header));
  for (const auto& text : section.texts("hxl")) {
    const auto pattern = HxlPattern::parse(text);
    if (!pattern) section.fail("hxl", section.get("hxl"), fmt::format("`{}` is no HXL hashtag", text));
    column.hxl.push_back(*pattern);
  }
  column.position = small_number(section, "position", 1).value_or(0);
  column.check = choice(section, "check",
                        {std::pair<std::string_view, CellCheck>{"count", CellCheck::count},
                         {"decimal", CellCheck::decimal},
                         {"date", CellCheck::date},
                         {"answer", CellCheck::answer},
                         {"code", CellCheck::code},
                         {"text", CellCheck::text}},
                        CellCheck::none);
  column.range = parse_range(section, column.check);
  column.codes = section.text("codes");
  if (const auto* node = section.get("codes"))
    column.codes_at = {static_cast<int>(node->source().begin.line),
                       static_cast<int>(node->source().begin.column)};
  column.value = section.text("value");
  column.separators = section.text("separators");
  column.inverted = section.flag("inverted");
  column.choices = section.flag("choices");
  column.fill_down = section.flag("fill_down");
  if (column.fill_down && !says_where(column.field))
    section.fail("fill_down", section.get("fill_down"),
                 fmt::format("is for columns that say where a row is; `{}` does not", column.field));
  if (const auto text = section.value<std::string>("sensitivity", "a text in quotes")) {
    const auto level = model::parse_sensitivity(*text);
    if (!level)
      section.fail("sensitivity", section.get("sensitivity"), "should be low, moderate, high or severe");
    column.sensitivity = *level;
  }
  check_categories(section, column);
  if (column.headers.empty() && column.hxl.empty() && column.position <= 0)
    section.fail("field", nullptr, "the column needs `headers`, `hxl` or `position`");
  if (column.field.starts_with("restricted_") && column.sensitivity == model::Sensitivity::low)
    section.fail("sensitivity", nullptr, "a restricted column needs a sensitivity above low");
  section.finish();
  return column;
}

/// A row's people "from here" are one figure: of several levels they would be added to each other.
void check_one_level_within(const toml::array& list, const Section& root, const Profile& profile) {
  const auto is_within = [](const auto& column) { return column.field.starts_with("displaced_within"); };
  const auto first = std::ranges::find_if(profile.column, is_within);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& column = profile.column[i];
    if (!is_within(column) || parse_admin_level(column.value) == parse_admin_level(first->value)) continue;
    Section section(list[i].as_table(), "column.", root.origin());
    section.fail("value", section.get("value"),
                 fmt::format("should be {} as in the profile's first column of displaced_within: all of them "
                             "are about one level",
                             first->value));
  }
}

void parse_columns(Section& root, Profile& profile) {
  const auto* node = root.get("column");
  const auto* list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr || list->empty()) root.fail("column", node, "a profile needs [[column]] entries");
  for (const auto& item : *list) {
    if (!item.is_table()) root.fail("column", &item, "should be a table: [[column]]");
    profile.column.push_back(
        parse_column(Section(item.as_table(), "column.", root.origin()), profile.collection));
  }
  check_one_level_within(*list, root, profile);
}

void parse_recognise(Section section, Profile& profile) {
  for (const auto& text : section.texts("required")) {
    auto& alternatives = profile.required.emplace_back();
    for (std::size_t from = 0; from <= text.size();) {
      const auto bar = std::min(text.find('|', from), text.size());
      const auto field = trim(std::string_view(text).substr(from, bar - from));
      if (std::ranges::none_of(profile.column, [&](const auto& column) { return column.field == field; }))
        section.fail("required", section.get("required"),
                     fmt::format("no [[column]] has the field `{}`", field));
      alternatives.emplace_back(field);
      from = bar + 1;
    }
  }
  if (profile.required.empty())
    section.fail("required", section.get("required"),
                 "name the fields without which a file is not of this kind");
  for (const auto& sheet : section.texts("sheets")) profile.sheets.push_back(normalised_pattern(sheet));
  profile.header = choice(section, "header",
                          {std::pair<std::string_view, HeaderRule>{"required", HeaderRule::required},
                           {"none", HeaderRule::none},
                           {"optional", HeaderRule::optional}},
                          HeaderRule::required);
  profile.columns = small_number(section, "columns", 1).value_or(0);
  profile.missing = section.texts("missing");
  profile.generic = section.flag("generic");
  profile.refuse = section.text("refuse");
  for (const auto& group : section.texts("groups")) profile.groups.push_back(geo::normalise_name(group));
  section.finish();
}

void parse_operation(Section section, Profile& profile) {
  profile.operation_code = section.text("code");
  if (!profile.operation_code.empty() && !model::is_operation_code(profile.operation_code))
    section.fail("code", section.get("code"),
                 "an operation's code is 2 to 40 of A–Z, 0–9 and -, beginning with a letter");
  profile.operation_name = section.text("name");
  auto names = section.section("names");
  for (auto& [name, code] : names.text_map())
    profile.operation_names.emplace(geo::normalise_name(name), code);
  profile.ended = section.texts("ended");
  section.finish();
}

model::Method method_of(Section& section, std::string_view key, const std::string& text) {
  const auto method = model::parse_method(text);
  if (!method || !model::is_assessment(*method))
    section.fail(key, section.get(key), fmt::format("should be {}", model::assessment_methods));
  return *method;
}

/// What the rows are, of a dataset that is no round of assessments.
void parse_collection(Section& root, Profile& profile) {
  const auto name = root.text("collection");
  if (name.empty()) return;
  const auto collection = model::find_collection(name);
  profile.method = collection ? model::dataset_of(*collection) : std::nullopt;
  if (!profile.method)
    root.fail("collection", root.get("collection"),
              "should be \"people-in-need\", \"relocation-areas\" or \"services\"; for rounds of assessments "
              "leave it out");
  profile.collection = *collection;
}

void parse_round(Section section, Profile& profile) {
  if (profile.method && section.get("method") != nullptr)
    section.fail("method", section.get("method"), "is not said where the profile has a `collection`");
  if (const auto text = section.value<std::string>("method", "a text in quotes"))
    profile.method = method_of(section, "method", *text);
  auto methods = section.section("methods");
  for (auto& [code, name] : methods.text_map()) {
    method_of(methods, code, name);
    profile.methods.emplace(lower_ascii(trim(code)), name);
  }
  profile.source_method = section.text("source_method");
  profile.method_from_title = section.flag("method_from_title");
  profile.number = small_number(section, "number", 0);
  profile.number_patterns = patterns(section, "number_patterns");
  profile.number_value_patterns = patterns(section, "number_value_patterns");
  profile.period_patterns = patterns(section, "period_patterns");
  profile.file_name_patterns = patterns(section, "file_name_patterns");
  profile.household_size = section.value<double>("household_size", "a number");
  if (profile.household_size && !is_household_size(*profile.household_size))
    section.fail("household_size", section.get("household_size"), "should be between 1 and 30");
  profile.basis = choice(section, "basis",
                         {std::pair<std::string_view, std::string>{"registered", "registered"},
                          {"counted", "counted"},
                          {"key_informant", "key_informant"},
                          {"derived", "derived"}},
                         std::string("key_informant"));
  section.finish();
}

constexpr std::string_view identity_parts[] = {
    "source_id",   "unit",        "name",        "area",        "admin1",      "admin2",
    "admin3",      "admin4",      "admin1_code", "admin2_code", "admin3_code", "admin4_code",
    "admin1_name", "admin2_name", "admin3_name", "admin4_name", "setting",     "coordinates"};

void parse_identity(Section& root, Profile& profile) {
  auto section = root.section("identity");
  const auto* node = section.get("keys");
  if (node == nullptr) {
    profile.identity = {{"source_id"}, {"unit", "area", "name"}};
  } else {
    const auto* list = node->as_array();
    if (list == nullptr || list->empty()) section.fail("keys", node, "should be a list of lists of texts");
    for (const auto& item : *list) profile.identity.push_back(section.texts_of("keys", item));
  }
  for (const auto& key : profile.identity)
    for (const auto& part : key)
      if (std::ranges::find(identity_parts, part) == std::end(identity_parts))
        section.fail(
            "keys", node,
            fmt::format("`{}` cannot be part of an identity; docs/profiles.md lists what can", part));
  section.finish();

  auto unit = root.section("unit");
  profile.unit = choice(unit, "default",
                        {std::pair<std::string_view, std::string>{"settlement", "settlement"},
                         {"admin_area", "admin_area"},
                         {"site", "site"}},
                        std::string("settlement"));
  profile.site_settings = unit.texts("site_settings");
  profile.source_id_means_site = unit.flag("source_id_means_site");
  unit.finish();
}

int level_of(Section& section, const std::string& key, const toml::node& node) {
  if (key.size() == 6 && key.starts_with("admin") && key[5] >= '1' && key[5] <= '4') return key[5] - '0';
  section.fail(key, &node, "should be admin1, admin2, admin3 or admin4");
}

void parse_placement(Section& root, Profile& profile) {
  auto section = root.section("placement");
  if (const auto steps = section.texts("trust"); !steps.empty()) {
    profile.trust.clear();
    for (const auto& step : steps) {
      if (step == "pcode")
        profile.trust.push_back(TrustStep::pcode);
      else if (step == "name")
        profile.trust.push_back(TrustStep::name);
      else if (step == "crosswalk")
        profile.trust.push_back(TrustStep::crosswalk);
      else
        section.fail("trust", section.get("trust"), "is a list of \"pcode\", \"name\" and \"crosswalk\"");
    }
  }
  profile.coordinates_of_area = choice(
      section, "coordinates", {std::pair<std::string_view, bool>{"measured", false}, {"area", true}}, false);
  section.finish();
  auto aliases = root.section("aliases");
  aliases.each([&](const std::string& key, const toml::node& node) {
    const int level = level_of(aliases, key, node);
    for (auto& [name, target] : Section(node.as_table(), key + ".", root.origin()).text_map())
      profile.aliases.push_back({level, name, target});
  });
  auto crosswalk = root.section("crosswalk");
  crosswalk.each([&](const std::string& key, const toml::node& node) {
    auto& table = profile.crosswalk[static_cast<std::size_t>(level_of(crosswalk, key, node))];
    for (auto& [from, to] : Section(node.as_table(), key + ".", root.origin()).text_map())
      table.emplace(lower_ascii(from), to);
  });
}

void parse_codes(Section section, Profile& profile) {
  section.each([&](const std::string& list, const toml::node& node) {
    if (!node.is_table()) section.fail(list, &node, "should be a table of code = [values]");
    auto& codes = profile.codes[list];
    Section(node.as_table(), "codes." + list + ".", section.origin())
        .each([&](const std::string& code, const toml::node& values) {
          for (const auto& value : section.texts_of(fmt::format("{}.{}", list, code), values)) {
            auto key = normalised_pattern(value);
            if (key.find('*') == std::string::npos)
              codes.exact.emplace(std::move(key), code);
            else
              codes.patterns.emplace_back(std::move(key), code);
          }
          codes.exact.emplace(geo::normalise_name(code), code);
        });
  });
}

void check_code_lists(const Section& root, const Profile& profile) {
  for (const auto& column : profile.column)
    if (!column.codes.empty() && profile.code_list(column.codes) == nullptr)
      throw ProfileError(fmt::format("{}, line {}, column {}: column.codes: there is no [codes.{}]",
                                     root.origin(), column.codes_at.line, column.codes_at.column,
                                     column.codes));
}

Profile build(const toml::table& table, const std::string& name, const std::string& origin) {
  Section root(&table, "", origin);
  Profile profile;
  profile.name = name;
  profile.title = root.text("title", name);
  profile.source = root.text("source");
  profile.licence = root.text("licence");
  profile.country = root.text("country");
  profile.synthetic = root.flag("synthetic");
  if (const auto text = root.value<std::string>("sensitivity", "a text in quotes")) {
    profile.sensitivity = model::parse_sensitivity(*text);
    if (!profile.sensitivity)
      root.fail("sensitivity", root.get("sensitivity"), "should be low, moderate, high or severe");
  }
  parse_collection(root, profile);
  parse_columns(root, profile);
  parse_recognise(root.section("recognise"), profile);
  parse_operation(root.section("operation"), profile);
  parse_round(root.section("round"), profile);
  parse_identity(root, profile);
  parse_placement(root, profile);
  parse_codes(root.section("codes"), profile);
  auto origins = root.section("origins");
  profile.origins = choice(origins, "mode",
                           {std::pair<std::string_view, OriginMode>{"none", OriginMode::none},
                            {"majority", OriginMode::majority},
                            {"rows", OriginMode::rows},
                            {"columns", OriginMode::columns}},
                           OriginMode::none);
  origins.finish();
  auto breakdowns = root.section("breakdowns");
  profile.reasons = choice(breakdowns, "reasons",
                           {std::pair<std::string_view, BreakdownGrain>{"row", BreakdownGrain::row},
                            {"area", BreakdownGrain::area}},
                           BreakdownGrain::row);
  profile.secondary = choice(breakdowns, "secondary",
                             {std::pair<std::string_view, BreakdownGrain>{"row", BreakdownGrain::row},
                              {"area", BreakdownGrain::area}},
                             BreakdownGrain::row);
  breakdowns.finish();
  check_code_lists(root, profile);
  root.finish();
  return profile;
}

}  // namespace

Profile parse_profile(std::string_view toml, const std::string& name, const std::string& origin) {
  try {
    return build(toml::parse(toml), name, origin);
  } catch (const toml::parse_error& error) {
    throw ProfileError(fmt::format("{}, line {}, column {}: {}", origin, error.source().begin.line,
                                   error.source().begin.column, error.description()));
  }
}

}  // namespace sojourn::ingest
