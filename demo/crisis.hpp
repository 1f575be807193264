/// What happens in the country: a river floods one province, and there is conflict in another.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "demo/country.hpp"

namespace sojourn::demo {

enum class Cause : std::uint8_t { flood, conflict };
inline constexpr std::array<Cause, 2> causes = {Cause::flood, Cause::conflict};

/// Time in thousandths of the operation: 0 is its first round, 1000 its last.
using Moment = std::int32_t;

/// Picks things with the chance of their weight.
class Lottery {
 public:
  Lottery() = default;
  explicit Lottery(const std::vector<std::int64_t>& weights);
  std::uint32_t draw(std::uint64_t chance) const;

 private:
  std::vector<std::uint64_t> sums_;
};

/// One cause of displacement in space.
struct Crisis {
  std::vector<std::int32_t> hit;  ///< per cell: 0 to 1000
  std::vector<bool> districts;    ///< per division of level 2: hit to speak of
  Lottery origins;                ///< divisions of level 2 that people flee from
  Lottery refuges;                ///< cells that people flee to
  Lottery returns;                ///< cells that people go back to
};

/// Both, by Cause.
std::array<Crisis, 2> make_crises(std::uint64_t seed, const Country& country);

/// People away from home because of it, in thousandths of the most there ever are.
std::int32_t displaced(Cause cause, Moment moment);
/// People who have gone back, in thousandths of those who may.
std::int32_t returned(Cause cause, Moment moment);

}  // namespace sojourn::demo
