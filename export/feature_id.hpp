/// The ids under which people know features.
#pragma once

#include <string>

#include "model/round_data.hpp"

namespace sojourn::exports {

/// `{operation}.{location_id}`, `{operation}.{pcode}`; of assessments
/// `{operation}.{method}.{round}.{location_id}`.
std::string feature_id(const model::RoundData& round, model::Collection collection, std::size_t row);

}  // namespace sojourn::exports
