/// Findings as sections of the HTML report, one for each rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// For HTML text and attributes in double quotes.
std::string escaped(std::string_view text);

/// The gravest rules first; notes are folded. `sheet` is the one that goes without saying, `anchor` tells
/// this part of the page from others with the same rules.
std::string findings_html(const std::vector<model::Finding>& findings, std::string_view sheet,
                          std::string_view anchor);

/// The rules of errors and warnings with how often they were found, each leading to its section; empty if
/// there are none.
std::string finding_links(const std::vector<model::Finding>& findings, std::string_view anchor);

}  // namespace sojourn::ingest
