/// Codes of operations and countries from what files call them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/profile.hpp"

namespace sojourn::ingest {

/// ISO 3166-1 alpha-3 of a country's code in a file, of two or three letters in any case; a user-assigned
/// code of three letters stays as it is. Empty for anything else.
std::string country_code(std::string_view text);

/// The country in the first three letters of an operation's code (HTI-EQ-2021); empty if they are none.
std::string country_of_operation(std::string_view code);

/// The year that an operation is named after, as its code ends (HTI-EQ-2021); nothing before 1900.
std::optional<int> year_of_operation(std::string_view code);

/// The code of the operation that a file calls `name`: as the profile says, else the name itself if it is a
/// code, else country and name: SOM-DROUGHT. Empty for an empty name.
std::string operation_code(const Profile& profile, std::string_view name, const std::string& country);

}  // namespace sojourn::ingest
