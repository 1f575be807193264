// The draft as TOML: the second half of profile_draft.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "ingest/profile_draft.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t longest_shown = 80;

// TOML is UTF-8, comments too; what a file calls its columns need not be.
std::string clean(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto from = at;
    const bool valid = next_character(text, at) != 0xFFFD;
    result += valid ? text.substr(from, at - from) : std::string_view("?");
  }
  return result;
}

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : clean(text)) {
    if (c == '"' || c == '\\')
      result += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      result += c;
  }
  return result + '"';
}

// For comments and titles: one line, not too long, cut where a character ends.
std::string shown(std::string_view raw) {
  const auto text = clean(raw);
  auto end = std::min(text.size(), longest_shown);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  auto result = text.substr(0, end);
  std::ranges::replace_if(
      result, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return end < text.size() ? result + "…" : result;
}

std::string list(const std::vector<std::string>& texts) {
  std::string result;
  for (const auto& text : texts) result += (result.empty() ? "" : ", ") + in_quotes(text);
  return "[" + result + "]";
}

// A star in a header is no pattern; normalised, it is nothing.
std::string header_text(std::string text) {
  std::ranges::replace(text, '*', ' ');
  return text;
}

std::string why_personal(const std::string& kind) {
  if (kind == "phone") return "telephone numbers";
  if (kind == "email") return "e-mail addresses";
  if (kind == "remark") return "free text, which may name people";
  if (kind == "device" || kind == "start") return "about the interview's device";
  if (kind == "identity") return "what a person is, or is identified by";
  return "about a person";
}

class DraftText {
 public:
  explicit DraftText(const ProfileDraft& draft) : draft_(draft), vocabulary_(*draft.vocabulary) {
    for (const auto& column : draft.columns)
      if (is_written(column)) fields_.insert(column.meaning->field);
  }

  std::string write() {
    write_head();
    write_recognise();
    write_operation();
    is_round() ? write_round() : write_dataset();
    if (is_round()) write_rules();
    for (const auto& column : draft_.columns) write_column(column);
    if (fields_.empty()) write_placeholder();
    if (lacks_people()) write_people_to_name();
    write_codes();
    return std::move(text_);
  }

 private:
  bool is_round() const { return vocabulary_.collection == model::Collection::locations; }
  bool has(const std::string& field) const { return fields_.contains(field); }
  void line(std::string_view text = {}) { text_.append(text).push_back('\n'); }

  /// Whether a column can be told from others, so that a profile can name it.
  bool is_written(const DraftColumn& column) const {
    if (column.meaning == nullptr) return false;
    return !draft_.has_header || !column.hashtag.empty() || !geo::normalise_name(column.name).empty();
  }

  void write_head() {
    line(
        "# A draft. What is written as a comment is not known, or a guess that needs a person. Correct it, "
        "give it a");
    line("# name, and try it: sojourn check FILE --profile THIS.toml. docs/profiles.md explains every key.");
    line(fmt::format("# Drafted from {}{}{}.", shown(draft_.file),
                     draft_.sheet.empty() ? "" : fmt::format(", sheet `{}`", shown(draft_.sheet)),
                     !draft_.has_header       ? std::string(", which has no header row")
                     : draft_.header_row == 0 ? std::string(", by the names of its fields")
                                              : fmt::format(", header in row {}", draft_.header_row)));
    line(fmt::format("title = {}", in_quotes("Draft for " + shown(draft_.file))));
    if (!is_round()) write_collection();
    line("# source = \"Who made the data, as readers shall see it\"");
    if (!draft_.country.empty())
      line(fmt::format("country = {}  # P-codes begin so", in_quotes(draft_.country)));
    else if (!has("country"))
      line("# country = \"NGA\"  # ISO 3166-1 alpha-3");
    line();
  }

  void write_collection() {
    std::string marks;
    for (const auto& mark : draft_.marks) marks += (marks.empty() ? "" : ", ") + mark;
    line(fmt::format("collection = {}  # {:.0f} % sure, by {}: no round of assessments",
                     in_quotes(model::info_of(vocabulary_.collection).name), 100 * draft_.sure, marks));
  }

  std::vector<std::vector<std::string>> alternatives() const {
    if (!is_round()) {
      auto lines = vocabulary_.required;
      lines.push_back({"need_sector"});
      lines.push_back({"admin1_code", "admin1_name", "admin2_code", "admin2_name", "latitude", "coordinates",
                       "geometry"});
      return lines;
    }
    return {{"idps_individuals", "idps_households", "returnees_individuals", "migrants_individuals"},
            {"admin1_code", "admin1_name", "admin2_code", "admin2_name", "admin3_code", "admin3_name",
             "latitude"}};
  }

  /// Without people it is no round: a person has to say which column counts them.
  bool lacks_people() const {
    return is_round() && draft_.has_header && !fields_.empty() &&
           std::ranges::none_of(alternatives().front(), [&](const auto& field) { return has(field); });
  }

  std::string required() const {
    std::vector<std::string> lines;
    for (const auto& alternatives : alternatives()) {
      std::string one;
      for (const auto& field : alternatives) {
        if (has(field)) one += (one.empty() ? "" : " | ") + field;
      }
      if (!one.empty()) lines.push_back(one);
    }
    if (lacks_people()) lines.insert(lines.begin(), "idps_individuals");
    if (lines.empty()) lines.push_back(fields_.empty() ? "label" : *fields_.begin());
    return list(lines);
  }

  void write_recognise() {
    line("[recognise]");
    line(fmt::format("required = {}", required()));
    if (!draft_.sheet.empty()) line(fmt::format("sheets = {}", list({header_text(draft_.sheet)})));
    if (!draft_.has_header) line(fmt::format("header = \"none\"\ncolumns = {}", draft_.columns_in_sheet));
    line("# missing = [\"words\", \"for no value\"]");
    line();
  }

  void write_operation() {
    if (has("operation")) return;
    line("[operation]");
    if (draft_.country.empty())
      line("# code = \"NGA\"  # one displacement response; usually the country");
    else
      line(fmt::format("code = {}  # one displacement response; usually the country",
                       in_quotes(draft_.country)));
    line();
  }

  // Of a plan the year is known by the file's name, if by nothing in it.
  void write_dataset() {
    const auto year = year_in(draft_.file);
    line("[round]");
    if (has("period_end") || has("assessed_on"))
      line("# number = 1  # where it is not said with --round");
    else if (vocabulary_.collection == model::Collection::people_in_need && !year.empty())
      line(fmt::format("file_name_patterns = ['(20\\d\\d)']  # of the file's name: finds {}", year));
    else
      line("# The file does not say the dates: say --from DATE --to DATE.");
    if (vocabulary_.collection != model::Collection::people_in_need)
      line("# It is severe, and not public, until somebody says --sensitivity low.");
    line();
  }

  static std::string year_in(const std::string& name) {
    static const std::regex year("20[0-9][0-9]");
    std::smatch found;
    return std::regex_search(name, found, year) ? found.str() : std::string();
  }

  void write_round() {
    line("[round]");
    if (has("source_method"))
      line("methods = { BA = \"baseline\", SA = \"site\", MSLA = \"location\", ETT = \"event\" }");
    else
      line(fmt::format("method = {}  # {}; or site, location, event",
                       in_quotes(draft_.method.empty() ? "baseline" : draft_.method),
                       draft_.method.empty() ? "not known" : "a title or sheet says so"));
    if (has("round_number"))
      line("number_value_patterns = ['(\\d+)\\s*$']");
    else if (draft_.round)
      line(fmt::format(
          "number_patterns = ['\\b(?:round|ronde|ronda|r)\\s*[:#]?\\s*(\\d{{1,3}})\\b']  # finds {}",
          *draft_.round));
    else
      line("# The file does not say the round: say --round NUMBER.");
    if (!draft_.period.empty())
      line(
          fmt::format("period_patterns = ['period of (.+?)(?: and includes|\\.|$)', "
                      "'(\\d{{1,2}}[^,;:]{{0,12}}(?:to|-).{{1,14}}20\\d\\d)']  # "
                      "finds {}",
                      shown(draft_.period)));
    else if (!has("period_end") && !has("assessed_on"))
      line("# The file does not say the dates: say --from DATE --to DATE.");
    if (has("idps_households") && !has("idps_individuals"))
      line("# household_size = 5.5  # the file counts households only: people are derived, and say so");
    line();
  }

  void write_rules() {
    const bool names_places = has("name") || has("source_id");
    line("[unit]");
    line(fmt::format("default = \"{}\"", names_places ? "settlement" : "admin_area"));
    if (has("setting"))
      line("site_settings = [\"camp\", \"collective_centre\", \"informal_site\", \"transit\"]");
    line();
    const bool origins =
        std::ranges::any_of(fields_, [](const auto& field) { return field.starts_with("origin_"); });
    if (!origins) return;
    const bool majority = std::ranges::any_of(draft_.columns, [](const auto& column) {
      const auto header = geo::normalise_name(column.header);
      return header.find("majorit") != std::string::npos || header.find("mayoria") != std::string::npos;
    });
    line("[origins]");
    line(fmt::format("mode = \"{}\"  # majority: where most come from; rows: where all of the row come from",
                     majority || !has("origin_individuals") ? "majority" : "rows"));
    line();
  }

  std::string described(const DraftColumn& column) const {
    auto text = fmt::format("# {} (column {}): {}",
                            column.header.empty() ? "No header" : in_quotes(shown(column.header)),
                            column.position + 1, column.looks);
    if (!column.samples.empty()) {
      std::vector<std::string> samples;
      for (const auto& sample : column.samples) samples.push_back(shown(sample));
      text += " such as " + list(samples);
    }
    return text;
  }

  void write_column(const DraftColumn& column) {
    if (!is_written(column)) return write_unmapped(column);
    line(described(column));
    line(fmt::format("# {:.0f} % sure, by {}.", 100 * column.confidence, column.evidence));
    line("[[column]]");
    line(fmt::format("field = {}", in_quotes(column.meaning->field)));
    if (!column.meaning->value.empty()) line(fmt::format("value = {}", in_quotes(column.meaning->value)));
    if (!draft_.has_header)
      write_position(column);
    else if (!geo::normalise_name(column.name).empty())
      line(fmt::format("headers = {}", list({header_text(column.name)})));
    if (!column.hashtag.empty() && HxlPattern::parse(column.hashtag))
      line(fmt::format("hxl = {}", list({column.hashtag})));
    if (!column.meaning->codes.empty()) line(fmt::format("codes = {}", in_quotes(column.meaning->codes)));
    if (column.meaning->field == "priority_needs")
      line(fmt::format("separators = {}", in_quotes(need_separators)));
    if (column.meaning->field == "hazards" || column.meaning->field == "services")
      line(fmt::format("separators = {}", in_quotes(list_separators)));
    line();
  }

  // What the cells look like is all that tells whether the next file has the same columns.
  void write_position(const DraftColumn& column) {
    line(fmt::format("position = {}", column.position + 1));
    if (!column.check.empty()) line(fmt::format("check = {}", in_quotes(column.check)));
  }

  void write_unmapped(const DraftColumn& column) {
    if (!column.personal.empty())
      line(fmt::format("# {} (column {}): {}; not to be mapped.", in_quotes(shown(column.header)),
                       column.position + 1, why_personal(column.personal)));
    else if (column.known.starts_with("double "))
      line(described(column) +
           fmt::format("; seems to be {}, as another column is.", column.known.substr(7)));
    else if (!column.known.empty())
      line(described(column) + (is_round() ? "; not part of a round." : "; not part of this."));
    else
      line(described(column) + "; meaning not known.");
    line();
  }

  // So that a file of which nothing was understood still gives a profile to begin with.
  void write_people_to_name() {
    line("# No column of people was found. Put its header here; until then no file fits this draft.");
    line("[[column]]");
    line("field = \"idps_individuals\"");
    line("headers = [\"the column that counts people\"]");
    line();
  }

  void write_placeholder() {
    line("# Nothing was recognised. This only makes the draft a profile; put the real columns in its place.");
    line("[[column]]");
    line("field = \"label\"");
    const auto named = std::ranges::find_if(draft_.columns, [](const auto& column) {
      return column.personal.empty() && !geo::normalise_name(column.name).empty();
    });
    if (!draft_.has_header || named == draft_.columns.end())
      line("position = 1");
    else
      line(fmt::format("headers = {}", list({header_text(named->name)})));
    line();
  }

  void write_codes() {
    std::map<std::string, std::set<std::string>> values;  // of each list
    for (const auto& column : draft_.columns)
      if (is_written(column) && !column.meaning->codes.empty())
        values[column.meaning->codes].insert(column.categories.begin(), column.categories.end());
    for (const auto& [name, found] : values) {
      std::map<std::string, std::vector<std::string>> codes;
      std::vector<std::string> unknown;
      for (const auto& value : found) {
        const auto code = vocabulary_.code_list(name)->find(value);
        if (code.empty())
          unknown.push_back(shown(value));
        else
          codes[std::string(code)].push_back(header_text(value));
      }
      line(fmt::format("[codes.{}]", name));
      for (const auto& [code, texts] : codes) line(fmt::format("{} = {}", code, list(texts)));
      if (!unknown.empty()) line("# not known: " + list(unknown));
      line();
    }
  }

  const ProfileDraft& draft_;
  const Profile& vocabulary_;
  std::set<std::string> fields_;
  std::string text_;
};

}  // namespace

std::string to_toml(const ProfileDraft& draft) {
  return DraftText(draft).write();
}

}  // namespace sojourn::ingest
