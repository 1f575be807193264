/// What a header counts, by the words it is made of: `num_idp_ind` and `Nombre de ménages retournés` are made
/// of a group of people, a unit and words that add nothing, in any order.
#pragma once

#include <string_view>

namespace sojourn::ingest {

/// The field that a normalised header names so; empty if any of its words says something else, or if it names
/// no group of people.
std::string_view count_named_by_words(std::string_view header);

enum class CountUnit { none, individuals, households };
/// What a normalised word counts in: `ind`, `familles`.
CountUnit unit_named_by(std::string_view word);

}  // namespace sojourn::ingest
