/// What the words of a header say against a meaning that its pattern would allow.
#pragma once

#include <string_view>

namespace sojourn::ingest {

/// Patterns are wide: `number of idp*` fits `Number of IDP HH` and `Number of IDPs female` too. The stock
/// (`idps_individuals`, `idps_households`) is taken from what speaks of its own unit and of nobody's part,
/// people by reason from what counts people. `header` is normalised. Always false for other fields.
bool counts_something_else(std::string_view field, std::string_view header);

/// `Reason, other: please specify` asks for words of one's own, which may name people: a pattern for the
/// question beside it never takes it. `header` is normalised.
bool is_free_text(std::string_view header);

}  // namespace sojourn::ingest
