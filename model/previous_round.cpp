#include "model/previous_round.hpp"

#include <array>
#include <cstring>
#include <string>

namespace sojourn::model {
namespace {

/// What comes before a location's texts.
struct Head {
  std::int64_t individuals = 0;
  std::array<std::uint32_t, 3> lengths{};  ///< of the three texts
  bool counted = false;                    ///< whether `individuals` says anything
};

}  // namespace

void PreviousLocations::add(const PreviousLocation& location) {
  Head head;
  head.counted = location.individuals.has_value();
  head.individuals = location.individuals.value_or(0);
  std::string row(sizeof head, '\0');
  auto* length = head.lengths.data();
  for (const auto text : {location.id, location.name, location.pcode}) {
    *length++ = static_cast<std::uint32_t>(text.size());
    row += text;
  }
  std::memcpy(row.data(), &head, sizeof head);
  bytes_.append(row);
  ++size_;
}

void PreviousLocations::for_each(const std::function<void(const PreviousLocation&)>& visit) const {
  constexpr std::size_t visited_at_once = 1 << 16;
  auto rest = bytes_.view();
  for (std::size_t visited = 1; !rest.empty(); ++visited) {
    Head head;
    std::memcpy(&head, rest.data(), sizeof head);
    rest.remove_prefix(sizeof head);
    std::array<std::string_view, 3> texts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      texts[i] = rest.substr(0, head.lengths[i]);
      rest.remove_prefix(head.lengths[i]);
    }
    visit({texts[0], texts[1], texts[2], head.counted ? std::optional(head.individuals) : std::nullopt});
    if (visited % visited_at_once == 0) bytes_.let_go();
  }
}

}  // namespace sojourn::model
