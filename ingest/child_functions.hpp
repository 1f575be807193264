/// What may run in the sandbox.
#pragma once

#include <span>
#include <string_view>

#include "ingest/child.hpp"

namespace sojourn::ingest {

struct ChildSubcommand {
  std::string_view name;
  ChildFunction run;
};

std::span<const ChildSubcommand> child_subcommands();

}  // namespace sojourn::ingest
