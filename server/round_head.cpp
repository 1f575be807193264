#include "server/round_head.hpp"

namespace sojourn::server {

void write_round_head(JsonWriter& json, const model::RoundData& data) {
  const auto& round = data.round;
  json.member("operation", round.key.operation);
  if (data.operation.synthetic) json.member("synthetic", true);
  json.member("method", model::to_string(round.key.method));
  json.member("round", round.key.number);
  json.member("period_start", round.period_start.to_string());
  json.member("period_end", round.period_end.to_string());
  json.member("source", round.source);
}

}  // namespace sojourn::server
