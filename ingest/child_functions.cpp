#include "ingest/child_functions.hpp"

#include <array>

#include "ingest/boundary_files.hpp"
#include "ingest/profile_drafting.hpp"
#include "ingest/source_reader.hpp"

namespace sojourn::ingest {
namespace {
constexpr std::array subcommands = {
    ChildSubcommand{"read-boundaries", read_boundaries_in_child},
    ChildSubcommand{"draft-profile", draft_profile_in_child},
    ChildSubcommand{"read-source", read_source_in_child},
};
}  // namespace

std::span<const ChildSubcommand> child_subcommands() {
  return subcommands;
}

}  // namespace sojourn::ingest
