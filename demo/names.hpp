/// The names of a country that does not exist, in Latin and in Arabic script.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "demo/text.hpp"

namespace sojourn::demo {

inline constexpr std::string_view operation_code = "XS";  ///< ISO 3166-1 user-assigned alpha-2
inline constexpr std::string_view country_code = "XSX";   ///< and alpha-3
inline constexpr std::string_view country_pcode = "XS";
inline constexpr std::string_view source_name = "Sojourn demonstration (synthetic data)";

struct FixedName {
  std::string_view latin;
  std::string_view arabic;
};

struct Name {
  std::string latin;
  std::string arabic;
};

/// The first two levels have names that do not depend on the seed, since the import profile knows some
/// of their misspellings.
struct FirstLevel {
  FixedName name;
  std::span<const FixedName> districts;
};

FixedName country_name();
std::span<const FirstLevel> first_level();

/// How files misspell a district, or called it before; config/profiles/demo.toml has them as aliases.
struct Misspelling {
  std::string_view written;
  std::string_view meant;
};
std::span<const Misspelling> misspellings();

/// An invented name, the same for the same number. Different numbers may have the same name.
Name invented_name(std::uint64_t number);
void append_latin(std::uint64_t number, TextBuffer& out);
void append_arabic(std::uint64_t number, TextBuffer& out);

}  // namespace sojourn::demo
