/// Operations, rounds and who may see them. Words as in docs: an operation is one
/// displacement response, a round one cycle of collection of one method in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/date.hpp"

namespace sojourn::model {

/// How a round of assessments was made. The last three name datasets that are no such rounds
/// (docs/decisions/0020): they have rounds, a life and a clearance as these do, and a collection each.
enum class Method : std::uint8_t {
  baseline,
  site,
  location,
  event,
  people_in_need,
  relocation_areas,
  services
};
enum class RoundStatus : std::uint8_t { draft, validated, published, superseded, withdrawn };
enum class Sensitivity : std::uint8_t { low, moderate, high, severe };

std::string_view to_string(Method method);
std::string_view to_string(RoundStatus status);
std::string_view to_string(Sensitivity sensitivity);
std::optional<Method> parse_method(std::string_view text);
/// Whether its rounds are rounds of assessments: stocks of displaced people.
bool is_assessment(Method method);
/// The methods of assessments, in words for messages: "baseline, site, location or event".
inline constexpr std::string_view assessment_methods = "baseline, site, location or event";
std::optional<RoundStatus> parse_round_status(std::string_view text);
std::optional<Sensitivity> parse_sensitivity(std::string_view text);

/// An operation's code: 2 to 40 of A–Z, 0–9 and `-`, beginning with a letter (NGA, HTI-EQ-2021).
bool is_operation_code(std::string_view text);

struct Operation {
  std::string code;
  std::string name;
  std::string country;  ///< ISO 3166-1 alpha-3
  std::string source;
  std::string licence;
  std::optional<Date> ends_on;  ///< none of its rounds is in force after this day
  bool synthetic = false;       ///< made up; every output says so
};

struct RoundKey {
  std::string operation;
  Method method = Method::baseline;
  int number = 0;
  auto operator<=>(const RoundKey&) const = default;
};

/// Figures of a round that every later stage checks itself against.
struct ControlTotals {
  std::int64_t rows_read = 0;
  std::int64_t rows_accepted = 0;
  std::int64_t rows_rejected = 0;
  std::int64_t locations = 0;
  std::int64_t individuals_read = 0;  ///< IDPs in all rows that could be read, rejected ones too
  std::int64_t households_read = 0;
  std::int64_t individuals = 0;  ///< IDPs stored
  std::int64_t households = 0;
  std::int64_t returnees = 0;
  bool operator==(const ControlTotals&) const = default;
};

struct Round {
  RoundKey key;
  int revision = 1;
  RoundStatus status = RoundStatus::draft;
  Sensitivity sensitivity = Sensitivity::severe;
  Date period_start = Date::from_days(0);
  Date period_end = Date::from_days(0);
  std::string source;            ///< who published it, as shown to readers
  std::string source_method;     ///< the source's own code of the method (BA, SA, MSLA …)
  std::string boundary_version;  ///< the vintage it was placed on; empty: no boundaries were there
  std::string content_hash;      ///< of file, profile and placement: the same again changes nothing
  std::string profile;
  std::string erratum;
  ControlTotals totals;
};

}  // namespace sojourn::model
