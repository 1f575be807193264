/// Boundary files through the sandbox: what `sojourn boundaries` calls.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/boundary_layer.hpp"
#include "ingest/child.hpp"
#include "ingest/sandbox.hpp"

namespace sojourn::ingest {

/// The layers of all files, each read in a confined child of its own; see boundary_layers_from_file for what
/// a path may be. Throws ImportRefused with the reason, also if a limit was reached.
std::vector<BoundaryLayer> read_boundary_files(std::span<const std::filesystem::path> files,
                                               const SandboxLimits& limits = {});

/// The same for one file inside the child. The request is the path, since a shapefile's companions are
/// found by it.
void read_boundaries_in_child(std::string_view request, const ChildFile& file, ChildOutput& output);

}  // namespace sojourn::ingest
