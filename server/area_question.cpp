#include "server/area_question.hpp"

#include <fmt/format.h>

#include "server/problem.hpp"

namespace sojourn::server {

AreaQuestion find_area(const Parameters& parameters, const model::RoundList& rounds) {
  AreaQuestion question;
  const auto pcode = parameters.find("area");
  for (const auto& round : rounds) {
    const auto& set = *round->boundaries;
    const auto area = pcode ? set.find(*pcode) : set.level_range(0).first;
    if (area == geo::no_area) continue;
    if (question.round)
      refuse_parameter("operation", fmt::format("must be given: {} and {} both have an answer",
                                                question.round->operation.code, round->operation.code));
    question = {round, area};
  }
  if (question.round) return question;
  if (!rounds.empty()) refuse_parameter("area", "no area has that P-code in the rounds asked for");
  throw Problem(ProblemCode::unknown_feature, "No round is in force for what was asked.");
}

}  // namespace sojourn::server
