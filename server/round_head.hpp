/// What every answer about one round says first.
#pragma once

#include "model/round_data.hpp"
#include "server/json_writer.hpp"

namespace sojourn::server {

/// Members of the object that is begun: which round, of what time, from whom, and whether it is made up.
void write_round_head(JsonWriter& json, const model::RoundData& data);

}  // namespace sojourn::server
