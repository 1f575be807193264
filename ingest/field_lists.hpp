/// Lists of fields that several parts of ingest go through, each written once.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace sojourn::ingest {

/// Columns that say which round a row belongs to; read when rounds are planned, not row by row.
inline constexpr std::array<std::string_view, 9> key_fields = {
    "country",    "operation", "operation_status", "source_method", "round_number", "period_start",
    "period_end", "level",     "sensitivity"};

/// The five reasons of displacement in the schema's order, as codes and as counts.
inline constexpr std::size_t reason_count = 5;
inline constexpr std::array<std::string_view, reason_count> reason_names = {"conflict", "disaster", "mixed",
                                                                            "other", "unknown"};
inline constexpr std::array<std::string_view, reason_count> reason_fields = {
    "conflict_individuals", "disaster_individuals", "mixed_individuals", "other_individuals",
    "unknown_reason_individuals"};

/// Displaced people by sex and age.
inline constexpr std::array<std::string_view, 6> sex_and_age_fields = {"female", "male",     "women",
                                                                       "men",    "children", "elderly"};

/// Counts that a row stands for; a fault in them is a fault of the row.
inline constexpr std::array<std::string_view, 7> main_counts = {"idps_individuals",
                                                                "idps_households",
                                                                "returnees_individuals",
                                                                "returnees_households",
                                                                "returnees_abroad_individuals",
                                                                "relocated_individuals",
                                                                "migrants_individuals"};

/// Inputs that are counts, besides the schema's own.
inline constexpr std::array<std::string_view, 9> counted_inputs = {
    "origin_count",          "shelter_count",        "origin_individuals",
    "sex_age_count",         "group_individuals",    "group_households",
    "secondary_individuals", "secondary_households", "displaced_within"};

/// Where a row of a dataset lies, as far as the collection itself has no such fields.
inline constexpr std::array<std::string_view, 9> dataset_place_inputs = {
    "admin1_code", "admin2_code", "admin3_code", "admin4_code", "admin1_name",
    "admin2_name", "admin3_name", "admin4_name", "label"};

/// Of people in need: cluster, part of the people, and which figure a row of a long table is.
inline constexpr std::array<std::string_view, 3> need_texts = {"need_sector", "need_category", "need_figure"};
/// Figures of a row's cluster: of a long table the one that need_figure names, of a wide table each.
inline constexpr std::array<std::string_view, 6> need_counts = {
    "need_individuals", "need_in_need", "need_targeted", "need_reached", "need_affected", "need_population"};

/// Of places with a shape or a point of their own: where they are. `geometry` is well-known text.
inline constexpr std::array<std::string_view, 4> site_inputs = {"latitude", "longitude", "coordinates",
                                                                "geometry"};

template <std::size_t size>
constexpr bool is_listed(const std::array<std::string_view, size>& list, std::string_view field) {
  return std::ranges::find(list, field) != list.end();
}

}  // namespace sojourn::ingest
