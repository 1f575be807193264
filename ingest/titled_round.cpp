#include "ingest/titled_round.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "geo/gazetteer.hpp"

namespace sojourn::ingest {

std::string_view method_named_in(std::string_view title) {
  constexpr std::pair<std::string_view, std::string_view> words[] = {{"site assessment", "site"},
                                                                     {"sites assessment", "site"},
                                                                     {"evaluation de site", "site"},
                                                                     {"evaluation des sites", "site"},
                                                                     {"evaluacion de sitios", "site"},
                                                                     {"location assessment", "location"},
                                                                     {"evaluation des localites", "location"},
                                                                     {"event tracking", "event"},
                                                                     {"emergency tracking", "event"},
                                                                     {"baseline", "baseline"}};
  const auto name = geo::normalise_name(title);
  std::string_view found;
  for (const auto& [word, method] : words) {
    if (name.find(word) == std::string::npos) continue;
    if (!found.empty() && found != method) return {};
    found = method;
  }
  return found;
}

void TitledRound::add_number(std::optional<int> number) {
  if (number) numbers_.insert(*number);
}

void TitledRound::add_period(const std::optional<DateSpan>& period) {
  if (period && std::ranges::find(periods_, *period) == periods_.end()) periods_.push_back(*period);
}

std::optional<int> TitledRound::number() const {
  return numbers_.size() == 1 ? std::optional(*numbers_.begin()) : std::nullopt;
}

std::optional<DateSpan> TitledRound::period() const {
  return periods_.size() == 1 ? std::optional(periods_.front()) : std::nullopt;
}

std::string TitledRound::difference_from(int given, bool several) const {
  if (numbers_.empty() || number() == given || (!several && numbers_.contains(given))) return {};
  return fmt::format("The file's own text says round {}; --round {} was taken.", fmt::join(numbers_, " and "),
                     given);
}

std::string TitledRound::why_no_number() const {
  if (numbers_.size() < 2) return "neither the file nor the profile says the round; say --round NUMBER";
  return fmt::format(
      "the file's own text says round {}; say which it is with --round NUMBER, and with --sheet "
      "NAME where each has a sheet of its own",
      fmt::join(numbers_, " and "));
}

std::string TitledRound::why_no_period(int number) const {
  if (periods_.size() < 2)
    return fmt::format("nobody says when round {} was collected; say --from DATE --to DATE", number);
  return fmt::format(
      "the file's own text says that round {} was collected {} and {}; say --from DATE --to DATE", number,
      to_text(periods_[0]), to_text(periods_[1]));
}

}  // namespace sojourn::ingest
