#include "model/area_sums.hpp"

namespace sojourn::model {

void AreaSums::add(std::uint32_t area, std::int64_t people) {
  direct_[area] = direct_[area].value_or(0) + people;
}

void AreaSums::roll_up() {
  total_ = direct_;
  // Areas are ordered by level, so children come before their parents from the back.
  for (auto area = static_cast<std::uint32_t>(total_.size()); area-- > 1;) {
    if (!total_[area]) continue;
    auto& parent = total_[boundaries_->area(area).parent];
    parent = parent.value_or(0) + *total_[area];
  }
}

}  // namespace sojourn::model
