#include "server/area_question.hpp"

#include <fmt/format.h>

#include "server/problem.hpp"

namespace sojourn::server {

std::shared_ptr<const model::RoundData> only_round(const model::RoundList& rounds) {
  if (rounds.empty()) throw Problem(ProblemCode::unknown_feature, "No round is in force for what was asked.");
  if (rounds.size() > 1)
    refuse_parameter("operation", fmt::format("must be given: {} and {} both have an answer",
                                              rounds[0]->operation.code, rounds[1]->operation.code));
  return rounds.front();
}

AreaQuestion find_area(const Parameters& parameters, const model::RoundList& rounds) {
  const auto pcode = parameters.find("area");
  const auto area_in = [&](const model::RoundData& round) {
    const auto& set = *round.boundaries;
    return pcode ? set.find(*pcode) : set.level_range(0).first;
  };
  model::RoundList with_area;
  for (const auto& round : rounds)
    if (area_in(*round) != geo::no_area) with_area.push_back(round);
  if (with_area.empty() && !rounds.empty())
    refuse_parameter("area", "no area has that P-code in the rounds asked for");
  const auto round = only_round(with_area);
  return {round, area_in(*round)};
}

}  // namespace sojourn::server
