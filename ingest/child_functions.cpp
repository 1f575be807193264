#include "ingest/child_functions.hpp"

#include <array>

#include "ingest/source_reader.hpp"

namespace sojourn::ingest {
namespace {
constexpr std::array subcommands = {
    ChildSubcommand{"read-source", read_source_in_child},
};
}  // namespace

std::span<const ChildSubcommand> child_subcommands() {
  return subcommands;
}

}  // namespace sojourn::ingest
