/// The words in which the templates say the same thing; config/profiles/demo.toml maps them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "demo/figures.hpp"
#include "demo/round_style.hpp"

namespace sojourn::demo {

enum class FigureStatus : std::uint8_t { assessed, carried_forward, provisional };
enum class Access : std::uint8_t { yes, limited, no };

std::string_view word(Template used, Unit unit);
std::string_view word(Template used, Setting setting);
std::string_view word(Template used, FigureStatus status);
std::string_view word(Template used, Access access);
std::string_view word(Template used, OriginKnown known);
std::string_view word(Template used, Cause cause);
std::string_view sector_word(Template used, std::size_t sector);

/// The main kind of shelter at a place, chosen by `chance`.
std::string_view shelter_word(Template used, Setting setting, std::uint64_t chance);

/// What places of a setting are called after their name, in both scripts; empty for settlements.
std::string_view kind_latin(Setting setting, std::uint64_t chance);
std::string_view kind_arabic(Setting setting, std::uint64_t chance);

}  // namespace sojourn::demo
