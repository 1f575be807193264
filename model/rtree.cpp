#include "model/rtree.hpp"

#include <cmath>
#include <limits>

namespace sojourn::model {
namespace {
constexpr float infinity = std::numeric_limits<float>::infinity();

float round_down(double value) {
  const auto near = static_cast<float>(value);
  return static_cast<double>(near) > value ? std::nextafter(near, -infinity) : near;
}
float round_up(double value) {
  const auto near = static_cast<float>(value);
  return static_cast<double>(near) < value ? std::nextafter(near, infinity) : near;
}
}  // namespace

PackedRtree::PackedRtree(std::span<const geo::Box> boxes) : rows_(boxes.size()) {
  if (boxes.empty()) return;
  std::vector<Node> leaves;
  for (std::size_t first = 0; first < boxes.size(); first += fanout) {
    geo::Box box;
    for (auto row = first; row < std::min(first + fanout, boxes.size()); ++row) box.grow(boxes[row]);
    bounds_.grow(box);
    leaves.push_back(
        {round_down(box.min_x), round_down(box.min_y), round_up(box.max_x), round_up(box.max_y)});
  }
  levels_.push_back(std::move(leaves));
  while (levels_.back().size() > 1) {
    const auto& below = levels_.back();
    std::vector<Node> nodes;
    for (std::size_t first = 0; first < below.size(); first += fanout) {
      Node node = below[first];
      for (auto child = first + 1; child < std::min(first + fanout, below.size()); ++child) {
        node.min_x = std::min(node.min_x, below[child].min_x);
        node.min_y = std::min(node.min_y, below[child].min_y);
        node.max_x = std::max(node.max_x, below[child].max_x);
        node.max_y = std::max(node.max_y, below[child].max_y);
      }
      nodes.push_back(node);
    }
    levels_.push_back(std::move(nodes));
  }
}

std::size_t PackedRtree::memory_bytes() const {
  std::size_t bytes = 0;
  for (const auto& level : levels_) bytes += level.capacity() * sizeof(Node);
  return bytes;
}

}  // namespace sojourn::model
