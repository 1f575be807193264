/// How the files of different rounds are written, and what is wrong with them: what real
/// series show when teams, tools and templates change.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sojourn::demo {

enum class Field : std::uint8_t {
  province,
  province_code,
  district,
  district_code,
  third,
  third_code,
  fourth,
  fourth_code,
  site_id,
  name,
  name_local,
  unit,
  setting,
  latitude,
  longitude,
  date,
  round,
  period_start,
  period_end,
  status,
  individuals,
  households,
  returnees,
  returnee_households,
  returnees_abroad,
  host,
  arrivals,
  departures,
  women,
  men,
  children,
  female,
  male,
  elderly,
  conflict,
  disaster,
  both,
  other_reason,
  unknown_reason,
  main_reason,
  displaced_since,
  origin_province,
  origin_district,
  origin_code,
  origin_basis,
  origin_individuals,
  shelter,
  need_1,
  need_2,
  need_3,
  access_shl,
  access_ccm,
  access_fsc,
  access_wsh,
  access_hea,
  access_edu,
  access_nut,
  access_liv,
  severity_shl,
  severity_fsc,
  severity_wsh,
  severity_hea,
  team,
  remarks,
};

struct Column {
  Field field;
  std::string_view header;
};

/// Three templates: names with blanks (0), form codes (1), and a later one that asks more (2).
enum class Template : std::uint8_t { first, second, third };

std::span<const Column> columns_of(Template used);

enum class DateStyle : std::uint8_t { day_first, iso, month_name };  // 15-05-2024, 2024-05-15, 15 May 2024

struct RoundStyle {
  Template used = Template::first;
  char delimiter = ',';
  bool byte_order_mark = false;
  std::string_view line_end = "\n";
  DateStyle dates = DateStyle::day_first;
  char thousands = 0;            ///< between groups of digits; 0: none
  std::string_view missing;      ///< what stands where nothing is known
  bool old_codes = false;        ///< codes from before the reform, and none below districts
  bool grand_total = false;      ///< a last row that adds up the others
  bool duplicates = false;       ///< some rows twice
  bool shifted = false;          ///< some rows with their cells moved by one column
  bool households_only = false;  ///< some rows that count families alone
};

/// The style of a round; after eight rounds it begins again.
const RoundStyle& style_of(int round);

}  // namespace sojourn::demo
