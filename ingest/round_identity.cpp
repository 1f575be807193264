// What a row's location is called and by what it is known again: a part of RoundBuilder.
#include <fmt/format.h>

#include <algorithm>

#include "ingest/round_builder.hpp"
#include "ingest/round_fields.hpp"

namespace sojourn::ingest {
namespace {

bool is_unit(std::string_view text) {
  return text == "site" || text == "settlement" || text == "admin_area";
}

// Ids stand in addresses: no blanks, no slashes.
void append_id_part(std::string& id, std::string_view part) {
  if (!id.empty()) id += ':';
  for (const char c : part) id += c == ' ' || c == '/' || (static_cast<unsigned char>(c) < 0x20) ? '-' : c;
}

}  // namespace

std::string_view RoundBuilder::unit_of(const Record& record) const {
  const auto& f = fields();
  if (is_unit(record.texts[f.unit])) return record.texts[f.unit];
  const auto setting = record.texts[f.setting];
  if (std::ranges::find(profile_.site_settings, setting) != profile_.site_settings.end()) return "site";
  const bool has_id = !record.texts[f.source_id].empty();
  if (has_id && profile_.source_id_means_site) return "site";
  if (!has_id && record.texts[f.name].empty()) return "admin_area";
  return profile_.unit == "admin_area" ? std::string_view("settlement") : std::string_view(profile_.unit);
}

std::string_view RoundBuilder::name_of(const Record& record) const {
  if (!record.texts[fields().name].empty()) return record.texts[fields().name];
  const auto level = static_cast<std::size_t>(record.place.deepest());
  return record.place.names[level].empty() ? record.place.codes[level] : record.place.names[level];
}

// One value of an identity; what is made here lies in part_.
std::string_view RoundBuilder::identity_part(std::string_view part, const Record& record,
                                             std::uint32_t area) {
  const auto& f = fields();
  const auto& boundaries = placer_.boundaries();
  const auto normalised = [&](std::string_view text) {
    part_ = geo::normalise_name(text);
    return std::string_view(part_);
  };
  if (part == "source_id") return record.texts[f.source_id];
  if (part == "unit") return unit_of(record);
  if (part == "setting") return record.texts[f.setting];
  if (part == "name") return normalised(name_of(record));
  if (part == "area") return boundaries.area(area).pcode;
  if (part == "coordinates") {
    if (!record.latitude || !record.longitude) return {};
    part_ = fmt::format("{:.5f},{:.5f}", *record.latitude, *record.longitude);
    return part_;
  }
  const auto level = static_cast<std::size_t>(part[5] - '0');
  if (part.ends_with("_code")) return record.place.codes[level];
  if (part.ends_with("_name")) return normalised(record.place.names[level]);
  // adminN: the area it was placed in, else what was reported, so that two places do not become one.
  const auto placed = boundaries.ancestor(area, static_cast<int>(level));
  if (placed != geo::no_area) return boundaries.area(placed).pcode;
  return record.place.codes[level].empty() ? normalised(record.place.names[level])
                                           : record.place.codes[level];
}

// The first key of which everything is known, else what there is of the last.
const std::string& RoundBuilder::identity(const Record& record, std::uint32_t area) {
  for (const auto& key : profile_.identity) {
    id_.clear();
    bool complete = true;
    for (const auto& part : key) {
      const auto value = identity_part(part, record, area);
      complete = complete && !value.empty();
      if (!value.empty()) append_id_part(id_, value);
    }
    is_known_by_key_ = complete;
    if (complete) return id_;
  }
  if (id_.empty()) id_ = placer_.boundaries().area(area).pcode;
  return id_;
}

}  // namespace sojourn::ingest
