/// Is the new round likely, seen from the round before? Rules on plausibility, identity and coverage.
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/finding_log.hpp"
#include "ingest/previous_round.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {

/// `first_rows`: per location of the content, a row of the file for findings. Areas of the round before that
/// these boundaries do not know are not compared.
void compare_rounds(const model::PreviousRound& before, const model::RoundContent& content,
                    const std::vector<std::int64_t>& first_rows, FindingLog& log);

}  // namespace sojourn::ingest
