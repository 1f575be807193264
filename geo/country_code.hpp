/// ISO 3166-1 country codes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::geo {

/// The alpha-3 code of a country given by its alpha-2 or alpha-3 code in capitals ("NG" or "NGA": "NGA").
/// Nothing for codes that are not assigned to a country, user-assigned ones such as XS among them.
std::optional<std::string> country_alpha3(std::string_view code);

struct CountryName {
  std::string english;
  std::string local;  ///< in the language most spoken there, by Unicode CLDR
};

/// Of a country given by either code; both empty if it is none.
CountryName country_name(std::string_view code);

}  // namespace sojourn::geo
