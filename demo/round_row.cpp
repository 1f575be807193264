#include "demo/round_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "demo/random.hpp"
#include "demo/round_dates.hpp"
#include "demo/text.hpp"

namespace sojourn::demo {
namespace {

constexpr int rounds_with_old_origins = 2;
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_old(Field field, const RoundStyle& style) {
  return style.old_codes && (field == Field::province_code || field == Field::district_code);
}

}  // namespace

RowWriter::RowWriter(const Country& country, const RoundStyle& style, int round, int rounds)
    : country_(country),
      style_(style),
      round_(round),
      columns_(columns_of(style.used)),
      period_start_(date_text(round_start(round, rounds))),
      period_end_(date_text(round_end(round, rounds))),
      displaced_since_{month_text(flood_day(rounds)), fmt::format("{}", conflict_day(rounds).year())} {}

void RowWriter::append_header(TextBuffer& out) const {
  if (style_.byte_order_mark) append(out, "\xEF\xBB\xBF");
  bool first = true;
  for (const auto& column : columns_) {
    if (!first) out.push_back(style_.delimiter);
    first = false;
    append(out, column.header);
  }
  append(out, style_.line_end);
}

void RowWriter::append_row(const Row& row, bool shifted, TextBuffer& out) const {
  const auto from = shifted
                        ? std::find_if(columns_.begin(), columns_.end(),
                                       [](const Column& column) { return column.field == Field::setting; })
                        : columns_.end();
  for (auto column = columns_.begin(); column != columns_.end(); ++column) {
    if (column != columns_.begin()) out.push_back(style_.delimiter);
    if (from == columns_.end() || column < from)
      append_cell(column->field, row, out);
    else if (column > from)
      append_cell(std::prev(column)->field, row, out);
  }
  append(out, style_.line_end);
}

void RowWriter::append_grand_total(std::int64_t individuals, std::int64_t households, TextBuffer& out) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i == 0)
      append(out, "Grand Total");
    else
      out.push_back(style_.delimiter);
    if (columns_[i].field == Field::individuals) append_number(individuals, out);
    if (columns_[i].field == Field::households) append_number(households, out);
  }
  append(out, style_.line_end);
}

std::string RowWriter::date_text(model::Date date) const {
  switch (style_.dates) {
    case DateStyle::day_first:
      return fmt::format("{:02}-{:02}-{}", date.day(), date.month(), date.year());
    case DateStyle::month_name:
      return fmt::format("{} {} {}", date.day(), months[date.month() - 1], date.year());
    default:
      return date.to_string();
  }
}

std::string RowWriter::month_text(model::Date date) const {
  switch (style_.dates) {
    case DateStyle::day_first:
      return fmt::format("{:02}/{}", date.month(), date.year());
    case DateStyle::month_name:
      return fmt::format("{} {}", months[date.month() - 1], date.year());
    default:
      return date.to_string().substr(0, 7);
  }
}

void RowWriter::append_cell(Field field, const Row& row, TextBuffer& out) const {
  if (field <= Field::fourth_code) return append_area_cell(field, row, out);
  if (field <= Field::status) return append_place_cell(field, row, out);
  if (field <= Field::displaced_since) return append_people_cell(field, row, out);
  if (field <= Field::origin_individuals) return append_origin_cell(field, row, out);
  if (field <= Field::severity_hea) return append_needs_cell(field, row, out);
  if (field == Field::team) {
    append(out, "Team ");
    return append(out, static_cast<std::int64_t>(row.place->chance % 12 + 1));
  }
  if (row.number % 40 == 7) append(out, "\"Road flooded, visited by boat\"");
}

void RowWriter::append_area_cell(Field field, const Row& row, TextBuffer& out) const {
  const auto position = static_cast<int>(field);
  const int level = 1 + position / 2;
  const bool code = position % 2 == 1;
  const bool known = !row.oddities.province_only || level == 1;
  const bool has_code = !row.oddities.no_codes && !(style_.old_codes && level > 2);
  if (!known || (code && !has_code)) return append_missing(out);
  const auto& division =
      country_.divisions[static_cast<std::size_t>(level)]
                        [country_.lineage[row.place->division][static_cast<std::size_t>(level)]];
  if (code) return append(out, is_old(field, style_) ? division.old_code : division.pcode);
  const bool misspelled = level == 2 && !row.oddities.district_written.empty();
  append(out, misspelled ? row.oddities.district_written : division.name.latin);
}

void RowWriter::append_place_cell(Field field, const Row& row, TextBuffer& out) const {
  const auto& place = *row.place;
  switch (field) {
    case Field::site_id:
      if (place.unit == Unit::admin_area) return append_missing(out);
      fmt::format_to(std::back_inserter(out), "XS-{:06}", row.number + 1);
      return;
    case Field::name:
      return append_name(row, false, out);
    case Field::name_local:
      return append_name(row, true, out);
    case Field::unit:
      return append(out, word(style_.used, place.unit));
    case Field::setting:
      return append(out, word(style_.used, place.setting));
    case Field::date:
      return append(out, row.date);
    case Field::period_start:
      return append(out, period_start_);
    case Field::period_end:
      return append(out, period_end_);
    case Field::round:
      return append(out, std::int64_t{round_});
    case Field::status:
      return append(out, word(style_.used, row.status));
    default:
      return append_coordinate(field, row, out);
  }
}

void RowWriter::append_coordinate(Field field, const Row& row, TextBuffer& out) const {
  using Coordinates = Oddities::Coordinates;
  const auto kind = row.oddities.coordinates;
  if (kind == Coordinates::missing) return append_missing(out);
  if (kind == Coordinates::zero) return out.push_back('0');
  const bool longitude = (field == Field::longitude) != (kind == Coordinates::swapped);
  append_degrees(out, longitude ? row.place->point.x : row.place->point.y);
}

void RowWriter::append_name(const Row& row, bool arabic, TextBuffer& out) const {
  const auto& place = *row.place;
  if (place.unit == Unit::admin_area) {
    const auto& name = country_.divisions[4][place.division].name;
    return append(out, arabic ? name.arabic : name.latin);
  }
  const auto number = hash(place.chance, {52});
  if (arabic) {
    append(out, kind_arabic(place.setting, number >> 32));
    return append_arabic(number, out);
  }
  append_latin(number, out);
  append(out, kind_latin(place.setting, number >> 32));
}

void RowWriter::append_people_cell(Field field, const Row& row, TextBuffer& out) const {
  const auto& part = *row.part;
  const auto& all = *row.figures;
  const auto& odd = row.oddities;
  const auto once = [&](std::int64_t number) {
    row.first_part ? append_number(number, out) : append_missing(out);
  };
  const auto unless = [&](bool missing, std::int64_t number) {
    missing ? append_missing(out) : append_number(number, out);
  };
  switch (field) {
    case Field::individuals:
      return unless(odd.households_only, part.individuals);
    case Field::households:
      return unless(odd.individuals_only, part.households);
    case Field::returnees:
      return once(all.returnees);
    case Field::returnee_households:
      return once(all.returnee_households);
    case Field::returnees_abroad:
      return once(all.returnees_abroad);
    case Field::host:
      return all.host == 0 ? append_missing(out) : once(all.host);
    case Field::arrivals:
      return once(all.arrivals);
    case Field::departures:
      return once(all.departures);
    case Field::women:
      return unless(odd.no_sex_and_age, part.women);
    case Field::men:
      return unless(odd.no_sex_and_age, part.men);
    case Field::children:
      return unless(odd.no_sex_and_age, part.children);
    case Field::female:
      return unless(odd.no_sex_and_age, part.female);
    case Field::male:
      return unless(odd.no_sex_and_age, part.male);
    case Field::elderly:
      return unless(odd.no_sex_and_age, part.elderly);
    case Field::main_reason:
      return append(out, word(style_.used, row.place->cause));
    case Field::displaced_since:
      return append(out, displaced_since_[static_cast<std::size_t>(row.place->cause)]);
    default:
      return unless(
          odd.no_reasons,
          part.reasons[static_cast<std::size_t>(field) - static_cast<std::size_t>(Field::conflict)]);
  }
}

void RowWriter::append_origin_cell(Field field, const Row& row, TextBuffer& out) const {
  const auto& part = *row.part;
  if (part.individuals == 0) return append_missing(out);
  if (field == Field::origin_basis) return append(out, word(style_.used, row.figures->origin_known));
  if (field == Field::origin_individuals)
    return row.oddities.households_only ? append_missing(out) : append_number(part.from_origin, out);
  if (part.origin == unknown_origin)
    return field == Field::origin_district ? append(out, "Unknown") : append_missing(out);
  const auto& district = country_.divisions[2][part.origin];
  if (field == Field::origin_province) return append(out, country_.divisions[1][district.parent].name.latin);
  if (field == Field::origin_district) return append(out, district.name.latin);
  if (round_ <= rounds_with_old_origins) return append(out, district.old_code);
  const bool by_name_alone = style_.used == Template::second && row.number % 3 == 0;
  by_name_alone ? append_missing(out) : append(out, district.pcode);
}

void RowWriter::append_needs_cell(Field field, const Row& row, TextBuffer& out) const {
  const auto& place = *row.place;
  const auto& hardship = row.figures->hardship;
  if (field == Field::shelter)
    return append(out, shelter_word(style_.used, place.setting, place.chance >> 7));
  if (field <= Field::need_3) {
    const auto rank = static_cast<std::size_t>(field) - static_cast<std::size_t>(Field::need_1);
    return append(out, sector_word(style_.used, row.figures->priorities[rank]));
  }
  if (field <= Field::access_liv) {
    const auto sector = static_cast<std::size_t>(field) - static_cast<std::size_t>(Field::access_shl);
    if ((place.chance >> (8 + sector)) % 29 == 0) return append_missing(out);  // not asked
    const auto found = hardship[sector];
    return append(out, word(style_.used, found > 620   ? Access::no
                                         : found > 380 ? Access::limited
                                                       : Access::yes));
  }
  static constexpr std::array<std::size_t, 4> scored = {0, 2, 3, 4};
  const auto sector = scored[static_cast<std::size_t>(field) - static_cast<std::size_t>(Field::severity_shl)];
  append(out, std::int64_t{1 + std::min(hardship[sector], 999) / 200});
}

void RowWriter::append_number(std::int64_t number, TextBuffer& out) const {
  if (style_.thousands == 0 || number < 1000) return append(out, number);
  const bool quoted = style_.thousands == style_.delimiter;
  if (quoted) out.push_back('"');
  const fmt::format_int digits(number);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) out.push_back(style_.thousands);
    out.push_back(digits.data()[i]);
  }
  if (quoted) out.push_back('"');
}

void RowWriter::append_missing(TextBuffer& out) const {
  append(out, style_.missing);
}

}  // namespace sojourn::demo
