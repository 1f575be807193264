#include "geo/country_code.hpp"

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include <array>

namespace sojourn::geo {
namespace {

std::string locale_of(std::string_view alpha2) {
  return "und_" + std::string(alpha2);
}

/// The alpha-2 code, empty if there is no such country. ICU keeps the table.
std::string_view country_alpha2(std::string_view code) {
  for (const char* const* alpha2 = uloc_getISOCountries(); *alpha2 != nullptr; ++alpha2)
    if (code == *alpha2 || code == uloc_getISO3Country(locale_of(*alpha2).c_str())) return *alpha2;
  return {};
}

std::string name_in(const std::string& locale, const std::string& language) {
  std::array<UChar, 200> wide{};
  std::array<char, 600> name{};
  UErrorCode status = U_ZERO_ERROR;
  const auto length =
      uloc_getDisplayCountry(locale.c_str(), language.c_str(), wide.data(), wide.size(), &status);
  u_strToUTF8(name.data(), name.size(), nullptr, wide.data(), length, &status);
  return U_FAILURE(status) != 0 ? std::string() : name.data();
}

}  // namespace

std::optional<std::string> country_alpha3(std::string_view code) {
  const auto alpha2 = country_alpha2(code);
  if (alpha2.empty()) return std::nullopt;
  std::string alpha3 = uloc_getISO3Country(locale_of(alpha2).c_str());
  if (alpha3.empty()) return std::nullopt;
  return alpha3;
}

CountryName country_name(std::string_view code) {
  const auto alpha2 = country_alpha2(code);
  if (alpha2.empty()) return {};
  const auto locale = locale_of(alpha2);
  std::array<char, ULOC_FULLNAME_CAPACITY> likely{};
  UErrorCode status = U_ZERO_ERROR;
  uloc_addLikelySubtags(locale.c_str(), likely.data(), likely.size(), &status);
  return {name_in(locale, "en"), U_FAILURE(status) != 0 ? std::string() : name_in(locale, likely.data())};
}

}  // namespace sojourn::geo
