// A round by the areas of another vintage than the one it was placed on.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "model/date.hpp"
#include "server/area_question.hpp"
#include "server/formats.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"
#include "server/shown_areas.hpp"

namespace sojourn::server {
namespace {

constexpr std::array<std::string_view, 7> known = {"boundary_version", "level", "operation", "method",
                                                   "datetime",         "round", "f"};

std::vector<model::Vintage> vintages_of(const model::Edition& edition, const std::string& country) {
  std::vector<model::Vintage> found;
  std::ranges::copy_if(edition.vintages, std::back_inserter(found),
                       [&](const auto& vintage) { return vintage.boundaries->country() == country; });
  return found;
}

/// The vintage that the round was placed on; a round that came before any boundaries has the country alone.
model::Vintage placed_on(const model::RoundData& round, const std::vector<model::Vintage>& vintages) {
  for (const auto& vintage : vintages)
    if (vintage.boundaries->version() == round.boundaries->version()) return vintage;
  return {round.boundaries, "the country alone: " + round.boundaries->country()};
}

model::Vintage asked_for(const Parameters& parameters, const model::Vintage& own,
                         const std::vector<model::Vintage>& vintages) {
  const auto version = parameters.find("boundary_version");
  if (!version) return own;
  if (version->size() != 10 || !model::Date::parse(*version))
    refuse_parameter("boundary_version", "must be the date since which a vintage is valid, YYYY-MM-DD");
  std::vector<std::string_view> stored;
  for (const auto& vintage : vintages) {
    if (vintage.boundaries->version() == *version) return vintage;
    stored.push_back(vintage.boundaries->version());
  }
  const auto& country = own.boundaries->country();
  refuse_parameter("boundary_version",
                   stored.empty()
                       ? fmt::format("there are no boundaries of {}", country)
                       : fmt::format("there are no boundaries of {} of that date; there are those of {}",
                                     country, fmt::join(stored, ", ")));
}

int parse_level(const Parameters& parameters, const geo::BoundarySet& boundaries) {
  const auto unless_said = std::min(1, boundaries.deepest_level());
  const auto level =
      static_cast<int>(parse_integer(parameters, "level", 0, geo::level_count - 1, unless_said));
  const auto [first, last] = boundaries.level_range(level);
  if (first == last)
    refuse_parameter(
        "level",
        fmt::format("the boundaries of {} of {} have no areas of level {}; the deepest is {}",
                    boundaries.country(), boundaries.version().empty() ? "no date" : boundaries.version(),
                    level, boundaries.deepest_level()));
  return level;
}

}  // namespace

Answer get_areas(const Request& request, const Context& context, Captures) {
  const Parameters parameters(request.query, known);
  const auto format = choose_format(parameters, request);
  const auto& published = context.published();
  const auto state = parse_state(parameters, published);
  const auto round = only_round(model::select_state(published, state, context.today));
  const auto vintages =
      vintages_of(*published.operations.at(round->operation.code), round->boundaries->country());
  const auto own = placed_on(*round, vintages);
  const auto shown_on = asked_for(parameters, own, vintages);
  const auto level = parse_level(parameters, *shown_on.boundaries);

  Rendition rendition;
  rendition.key = fmt::format("analysis areas {} {} {}{}", shown_on.identity(), level, to_string(format),
                              rounds_key(*context.snapshot, {round}));
  rendition.content_type = analysis_type(format);
  rendition.headers.add("Cache-Control", data_cache_control);
  auto& links = context.resources.vintages;
  const auto known_link = links.find(own, shown_on, level);
  rendition.is_slow = !known_link;
  rendition.render = [round, own, shown_on, level, format, known_link, &links] {
    const auto link = known_link ? known_link : links.get(own, shown_on, level);
    return RenderedBody{format_shown(*round, *link, format), {}};
  };
  return rendition;
}

}  // namespace sojourn::server
