/// What a round says, as a name: the same in every process, and on every server that loaded the same.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "model/round_data.hpp"

namespace sojourn::server {

/// Names are 128 bits of XXH3, as hexadecimal digits, over all that answers are made of: rows, boundaries,
/// what is derived from them, and the descriptions of round and operation. A few gigabytes a second. Not for
/// several threads at once.
class ContentIdentities {
 public:
  std::string of(const model::RoundData& round);

 private:
  using Hash = std::array<std::uint64_t, 2>;
  struct Known {
    std::weak_ptr<const geo::BoundarySet> set;
    Hash hash{};
  };
  Hash of_boundaries(const std::shared_ptr<const geo::BoundarySet>& set);

  /// Many rounds share one vintage.
  std::unordered_map<const geo::BoundarySet*, Known> boundaries_;
};

}  // namespace sojourn::server
