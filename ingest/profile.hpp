/// A profile: how one source's files say what they say. Written as TOML in config/profiles; docs/profiles.md
/// explains every key. Shared by the reader in the sandbox, which recognises columns, and by what parses
/// their cells.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/gazetteer.hpp"
#include "model/round.hpp"
#include "model/schema.hpp"
#include "model/secondary_displacement.hpp"

namespace sojourn::ingest {

/// `#tag+with+these-but-not-these`, as in the HXL tag patterns.
struct HxlPattern {
  std::string tag;  ///< with its `#`, lower case
  std::vector<std::string> include;
  std::vector<std::string> exclude;

  /// Nothing if the text is no pattern.
  static std::optional<HxlPattern> parse(std::string_view text);
  /// `hashtag` as in a file: `#affected+idps+ind`, any case and order.
  bool matches(std::string_view hashtag) const;
};

/// What cells of a column must look like where no header says what the column is.
enum class CellCheck : std::uint8_t { none, count, decimal, date, answer, code, text };

/// A place in a profile's text, from 1; 0: none.
struct ProfilePlace {
  int line = 0;
  int column = 0;
};

/// One column, or several alternatives of one, as a source may have it.
struct ProfileColumn {
  std::string field;  ///< a schema field or an input; see docs/profiles.md
  std::vector<std::string>
      headers;  ///< alternatives in the form of geo::normalise_name; `*` stands for anything
  std::vector<HxlPattern> hxl;
  std::vector<std::string> untagged;  ///< as headers, of a column without a hashtag in a table that has them
  int position = 0;                   ///< from 1, for files without headers
  CellCheck check = CellCheck::none;
  std::optional<std::pair<double, double>> range;  ///< of `count` and `decimal`: what its numbers lie between
  std::string codes;       ///< name of the code list its values go through; empty: as they are
  std::string value;       ///< of a count of one category (shelter_count, origin_count): the category; of
                           ///< secondary_*: the move (SecondaryMove); with
                           ///< a `*`, there is a column for each, and the header's `*` names it
  std::string separators;  ///< of a list in one cell
  bool inverted = false;   ///< of access_*: the question asks for need, so yes means no access
  model::Sensitivity sensitivity = model::Sensitivity::low;
  bool choices = false;    ///< a question with several answers: may also be a column for each answer
  bool fill_down = false;  ///< of a field that says where: a blank cell means what stands above
  ProfilePlace codes_at;   ///< where `codes` stands, for messages

  bool value_from_header() const { return value.find('*') != std::string::npos; }
};

/// Value → code. Values are kept in the form of geo::normalise_name, patterns with `*` apart.
struct CodeList {
  std::map<std::string, std::string, std::less<>> exact;
  std::vector<std::pair<std::string, std::string>> patterns;

  /// Empty if the list does not know the value.
  std::string_view find(std::string_view value) const;
  /// Whether the value itself is in it, and no pattern that it fits.
  bool names(std::string_view value) const;
};

enum class HeaderRule : std::uint8_t { required, none, optional };
enum class TrustStep : std::uint8_t { pcode, name, crosswalk };
enum class OriginMode : std::uint8_t { none, majority, rows, columns };
enum class BreakdownGrain : std::uint8_t { row, area };
/// A regular expression (ECMAScript) whose first group is the value, looked for in a file's texts outside its
/// table.
using TextPatterns = std::vector<std::string>;

struct Profile {
  std::string name;
  std::string title;
  std::string source;  ///< as shown to readers
  std::string licence;
  std::string country;                                          ///< ISO3; empty: a column says it
  model::Collection collection = model::Collection::locations;  ///< that the rows are of
  bool synthetic = false;
  bool generic = false;  ///< tried only where no other profile matches
  std::optional<model::Sensitivity> sensitivity;

  std::string refuse;  ///< why files of this kind are known and yet not imported; empty: they are

  // [recognise]
  std::vector<std::vector<std::string>> required;  ///< each a list of fields of which one has to be there
  std::vector<std::string> sheets;                 ///< patterns of names; a match breaks ties
  HeaderRule header = HeaderRule::required;
  int columns = 0;  ///< of a file without header; 0: any number
  std::vector<ProfileColumn> column;
  std::vector<std::string> missing;
  std::vector<std::string> groups;  ///< of a form, as they stand in front of its questions, normalised

  // [operation]
  std::string operation_code;
  std::string operation_name;
  std::map<std::string, std::string, std::less<>>
      operation_names;             ///< name in the file → code; `{country}` stands for its ISO3
  std::vector<std::string> ended;  ///< values of operation_status that mean it has ended

  // [round]
  std::optional<model::Method> method;
  std::map<std::string, std::string, std::less<>> methods;  ///< source's code → method
  std::string source_method;
  std::optional<int> number;
  bool method_from_title = false;      ///< where a sheet's name or title says another method, it is taken
  TextPatterns number_patterns;        ///< in titles and other sheets
  TextPatterns number_value_patterns;  ///< in the values of a `round` column
  TextPatterns period_patterns;
  TextPatterns file_name_patterns;  ///< of the period, where nothing inside the file says it
  std::optional<double> household_size;
  std::string basis = "key_informant";

  // [identity] and [unit]
  std::vector<std::vector<std::string>> identity;
  std::string unit = "settlement";
  std::vector<std::string> site_settings;
  bool source_id_means_site = false;

  // [placement], [origins], [breakdowns]
  std::vector<TrustStep> trust = {TrustStep::pcode, TrustStep::name, TrustStep::crosswalk};
  std::vector<geo::AreaAlias> aliases;
  std::array<std::map<std::string, std::string, std::less<>>, geo::level_count> crosswalk;
  bool coordinates_of_area = false;  ///< coordinates are centres of areas, not of measured places
  OriginMode origins = OriginMode::none;
  BreakdownGrain reasons = BreakdownGrain::row;
  BreakdownGrain secondary = BreakdownGrain::row;

  std::map<std::string, CodeList, std::less<>> codes;

  /// Null if there is no such list.
  const CodeList* code_list(std::string_view list) const;
};

/// Parses a profile's text. `name` is what users call it, `origin` what messages call its file. Throws
/// ProfileError naming the key and line of whatever is wrong: bad TOML, an unknown key or field, a wrong
/// type, a bad pattern.
Profile parse_profile(std::string_view toml, const std::string& name, const std::string& origin);

/// Whether `text` fits `pattern`, in which `*` stands for any run of characters.
bool fits_pattern(std::string_view text, std::string_view pattern);

/// Whether a field counts people or households, and so adds up.
bool is_count_field(std::string_view field);
/// The same of a column of another collection.
bool is_count_field(model::Collection collection, std::string_view field);

/// Whether a field says where a row is: an area, a place's name or id.
bool says_where(std::string_view field);

/// Whether `value` is one that a column `sex_age_count` can have.
bool is_sex_age(std::string_view value);

/// What a column `secondary_*` is about: `times:2` (people displaced twice), `times:4+`, `group:1` (the
/// largest group that came together).
struct SecondaryMove {
  model::SecondaryKind kind = model::SecondaryKind::times;
  int rank = 1;  ///< 1 to 9
  bool or_more = false;
  bool operator==(const SecondaryMove&) const = default;
};

/// Nothing if the text is no such value.
std::optional<SecondaryMove> parse_secondary(std::string_view value);
/// Of `admin1` to `admin4`.
std::optional<int> parse_admin_level(std::string_view value);

/// Whether a column of that collection can have the field.
bool is_known_field(model::Collection collection, std::string_view field);
/// Fields that columns can have besides those of the schema: see docs/profiles.md.
bool is_input_field(model::Collection collection, std::string_view field);

}  // namespace sojourn::ingest
