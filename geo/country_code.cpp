#include "geo/country_code.hpp"

#include <unicode/uloc.h>

namespace sojourn::geo {

std::optional<std::string> country_alpha3(std::string_view code) {
  // ICU keeps the table, by alpha-2 code with its alpha-3 code at the same place.
  const char* const* alpha2 = uloc_getISOCountries();
  for (; *alpha2 != nullptr; ++alpha2) {
    const std::string alpha3 = uloc_getISO3Country((std::string("und_") + *alpha2).c_str());
    if (!alpha3.empty() && (code == *alpha2 || code == alpha3)) return alpha3;
  }
  return std::nullopt;
}

}  // namespace sojourn::geo
