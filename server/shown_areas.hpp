/// A round by the areas of a vintage, as text: what `/analysis/areas` and the command `areas` answer.
#pragma once

#include <string>

#include "model/other_vintage.hpp"
#include "server/formats.hpp"

namespace sojourn::server {

/// In JSON each row lists the figures that are `estimated`; in CSV each figure has a column that says so. A
/// row without code is what is known to no area of that level.
std::string format_shown(const model::RoundData& round, const model::VintageLink& link, Format format);

}  // namespace sojourn::server
