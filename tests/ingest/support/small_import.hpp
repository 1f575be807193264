/// Imports of small tables into the small made-up country of support/world.hpp.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "ingest/import.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"
#include "support/world.hpp"

namespace sojourn::test {

/// A profile whose columns are named as its fields are. `more` are tables of TOML besides, `operation` the
/// keys of that table.
inline std::string small_profile(const std::string& more = "",
                                 const std::string& operation = "code = \"XXX\"\n") {
  std::string text = "title = \"Small\"\ncountry = \"XXX\"\nsource = \"Test\"\n" + more + R"(
[recognise]
required = ["idps_individuals | idps_households"]
[operation]
)" + operation;
  for (const std::string field : {"source_id",
                                  "name",
                                  "admin1_name",
                                  "admin1_code",
                                  "admin2_name",
                                  "admin2_code",
                                  "latitude",
                                  "longitude",
                                  "idps_individuals",
                                  "idps_households",
                                  "returnees_individuals",
                                  "female",
                                  "male",
                                  "women",
                                  "men",
                                  "children",
                                  "conflict_individuals",
                                  "disaster_individuals",
                                  "mixed_individuals",
                                  "other_individuals",
                                  "unknown_reason_individuals",
                                  "assessed_on",
                                  "period_end",
                                  "round_number",
                                  "level",
                                  "operation",
                                  "operation_status",
                                  "source_method",
                                  "origin_admin2_name",
                                  "origin_admin2_code",
                                  "origin_individuals",
                                  "shelter_main",
                                  "access_wsh",
                                  "severity_wsh",
                                  "label",
                                  "country",
                                  "household_size"})
    text += "[[column]]\nfield = \"" + field + "\"\nheaders = [\"" + field + "\"]\n";
  text += "[[column]]\nfield = \"setting\"\nheaders = [\"setting\"]\ncodes = \"setting\"\n";
  text += "[[column]]\nfield = \"figure_status\"\nheaders = [\"status\"]\ncodes = \"status\"\n";
  text += "[[column]]\nfield = \"sensitivity\"\nheaders = [\"sensitivity\"]\n";
  text += "[[column]]\nfield = \"restricted_remark\"\nheaders = [\"remark\"]\nsensitivity = \"high\"\n";
  text += "[codes.setting]\ncamp = [\"Camp\"]\nhost_community = [\"Host*\"]\n";
  text += "[codes.status]\ncarried_forward = [\"Same\"]\nassessed = [\"New\"]\n";
  return text;
}

inline const std::string baseline_keys =
    "[round]\nmethod = \"baseline\"\n[unit]\ndefault = \"settlement\"\nsite_settings = [\"camp\"]\n";

class SmallImport {
 public:
  explicit SmallImport(const std::string& profile = small_profile(baseline_keys)) {
    options.profile = folder.write("small.toml", profile).string();
    options.round = 1;
    options.to = model::Date::parse("2020-06-30");
  }

  ingest::ImportResult csv(const std::string& text) { return file(folder.write("table.csv", text)); }
  ingest::ImportResult file(const std::filesystem::path& path) {
    options.file = path;
    return ingest::import_file(options, [this](const std::string&, model::Date) { return boundaries; });
  }
  /// Of a table with one round.
  model::RoundDraft round(const std::string& text) {
    auto result = csv(text);
    REQUIRE(result.drafts.size() == 1);
    return std::move(result.drafts.front());
  }
  /// Why the table is refused; empty if it is not.
  std::string refusal(const std::string& text) {
    return message_of([&] { csv(text); });
  }

  TemporaryFolder folder;
  ingest::ImportOptions options;
  std::shared_ptr<const geo::BoundarySet> boundaries = small_country();
};

inline const model::Finding* find_rule(const std::vector<model::Finding>& findings, std::string_view rule) {
  const auto found = std::ranges::find(findings, rule, &model::Finding::rule);
  return found == findings.end() ? nullptr : &*found;
}

/// The value of a location's field as text; "null" where there is none.
inline std::string value(const model::RoundDraft& draft, std::string_view field, std::size_t row = 0) {
  const auto& column = draft.content.assessments.column(field);
  if (column.is_null(row)) return "null";
  switch (column.type()) {
    case model::FieldType::text:
      return std::string(column.text(row));
    case model::FieldType::real:
      return std::to_string(column.real(row));
    case model::FieldType::date:
      return model::Date::from_days(static_cast<std::int32_t>(column.integer(row))).to_string();
    case model::FieldType::integer:
      return std::to_string(column.integer(row));
  }
  return {};
}

inline std::string area_of(const model::RoundDraft& draft, std::size_t row = 0) {
  return draft.content.boundaries->area(draft.content.areas[row]).pcode;
}

}  // namespace sojourn::test
