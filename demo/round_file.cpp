#include "demo/round_file.hpp"

#include <fmt/format.h>

#include <string>

#include "demo/random.hpp"
#include "demo/round_dates.hpp"
#include "demo/round_row.hpp"
#include "demo/text.hpp"

namespace sojourn::demo {
namespace {

constexpr std::size_t buffer_size = 1 << 20;
constexpr std::int64_t odd_rows_per_file = 5;

/// Goes through the places and writes what the teams found.
class RoundWriter {
 public:
  RoundWriter(const Country& country, const Places& places, int number, int rounds, OutputFile& file)
      : country_(country),
        places_(places),
        number_(number),
        rounds_(rounds),
        style_(style_of(number)),
        writer_(country, style_, number, rounds),
        file_(file) {
    for (std::int32_t day = 0; day < days_of_round; ++day) {
      dates_.push_back(date(number, day));
      earlier_dates_.push_back(date(number - 1, day));
    }
    truth_.individuals_by_province.resize(country.divisions[1].size());
    const auto places_count = static_cast<std::int64_t>(places.all().size());
    odd_row_every_ = std::max<std::int64_t>(places_count / odd_rows_per_file, 10);
  }

  RoundTruth write() {
    writer_.append_header(buffer_);
    for (std::size_t i = 0; i < places_.all().size(); ++i) {
      write_place(i);
      if (buffer_.size() > buffer_size) file_.write(buffer_);
    }
    if (style_.grand_total) {
      writer_.append_grand_total(stated_individuals_, truth_.households, buffer_);
      ++truth_.grand_totals;
    }
    file_.write(buffer_);
    return truth_;
  }

 private:
  std::string date(int number, std::int32_t day) const {
    return writer_.date_text(model::Date::from_days(round_start(number, rounds_).days_since_1970() + day));
  }

  /// Teams do not get everywhere: fighting keeps them out of districts for a round.
  bool reached(const Place& place, int number) const {
    const auto district = country_.lineage[place.division][2];
    const auto chance = hash(district, {60, static_cast<std::uint64_t>(number)}) % 1000;
    return chance >= (places_.crisis(Cause::conflict).districts[district] ? 130U : 15U);
  }

  /// Nobody went, and the source repeats its last count; never twice in a row.
  bool carried_forward(const Place& place, std::size_t index) const {
    const bool possible = number_ > 1 && place.cause == Cause::conflict &&
                          (index + static_cast<std::size_t>(number_)) % 2 == 0 &&
                          reached(place, number_ - 1) && in_use(place, number_ - 1, rounds_);
    return possible && hash(place.chance, {61, static_cast<std::uint64_t>(number_)}) % 1000 < 240;
  }

  void write_place(std::size_t index) {
    const auto& place = places_.all()[index];
    const bool carried = carried_forward(place, index);
    if (!reached(place, number_) || !(carried || in_use(place, number_, rounds_))) return;
    const auto figures = figures_of(places_, place, carried ? number_ - 1 : number_, rounds_);
    Row row;
    row.place = &place;
    row.number = index;
    row.figures = &figures;
    row.status = status(place, carried);
    row.date = (carried ? earlier_dates_ : dates_)[place.chance % dates_.size()];
    row.oddities = oddities_of(country_, place, index, style_, number_);
    const auto accepted_before = truth_.accepted;
    for (std::size_t i = 0; i < figures.part_count; ++i) {
      row.part = &figures.parts[i];
      row.first_part = i == 0;
      write_row(row);
    }
    if (truth_.accepted == accepted_before) return;
    ++truth_.locations;
    if (carried) ++truth_.carried_forward;
  }

  FigureStatus status(const Place& place, bool carried) const {
    if (carried) return FigureStatus::carried_forward;
    const bool recent = number_ == rounds_ && place.chance % 60 == 0;
    return recent ? FigureStatus::provisional : FigureStatus::assessed;
  }

  void write_row(const Row& row) {
    ++truth_.rows;
    const auto turn = truth_.rows % odd_row_every_;
    const bool shifted = style_.shifted && turn == odd_row_every_ / 2;
    const auto start = buffer_.size();
    writer_.append_row(row, shifted, buffer_);
    if (shifted) {
      ++truth_.rejected;
      return;
    }
    count(row);
    if (!style_.duplicates || turn != odd_row_every_ / 3) return;
    const std::string again(buffer_.view().substr(start));
    append(buffer_, again);
    ++truth_.rows;
    ++truth_.duplicates;
  }

  void count(const Row& row) {
    const auto& part = *row.part;
    const auto individuals = row.oddities.households_only ? individuals_of_households(part.households)
                                                          : std::int64_t{part.individuals};
    ++truth_.accepted;
    truth_.individuals += individuals;
    truth_.individuals_by_province[country_.lineage[row.place->division][1]] += individuals;
    if (!row.oddities.households_only) stated_individuals_ += part.individuals;
    if (!row.oddities.individuals_only) truth_.households += part.households;
    if (row.first_part) truth_.returnees += row.figures->returnees;
  }

  /// With the profile's household size of 5.2, rounded to the nearest.
  static std::int64_t individuals_of_households(std::int64_t households) {
    return (households * 52 + 5) / 10;
  }

  const Country& country_;
  const Places& places_;
  int number_;
  int rounds_;
  const RoundStyle& style_;
  RowWriter writer_;
  OutputFile& file_;
  TextBuffer buffer_;
  std::vector<std::string> dates_;
  std::vector<std::string> earlier_dates_;
  std::int64_t odd_row_every_ = 0;
  std::int64_t stated_individuals_ = 0;
  RoundTruth truth_;
};

}  // namespace

RoundFile write_round_file(const Country& country, const Places& places, int number, int rounds,
                           const std::filesystem::path& directory) {
  RoundFile round;
  round.number = number;
  round.path = directory / fmt::format("xs_displacement_round{:02}.csv", number);
  round.from = round_start(number, rounds);
  round.to = round_end(number, rounds);
  OutputFile file(round.path);
  round.truth = RoundWriter(country, places, number, rounds, file).write();
  file.close();
  return round;
}

}  // namespace sojourn::demo
