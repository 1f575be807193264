/// `sojourn profile`: looks at an unknown file through the sandbox and drafts a profile for it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ingest/child.hpp"
#include "ingest/sandbox.hpp"

namespace sojourn::ingest {

/// A profile for `file` (which may lie in a zip: `archive.zip/inner.csv`), as TOML that a person finishes.
/// It is valid, and recognises the file it was drafted from. Cells leave the sandbox as the few examples in
/// it alone. `encoding` is that of a text file; empty: found out. Throws ImportRefused for what is no table.
std::string draft_profile_of_file(const std::filesystem::path& file, const std::string& encoding = {},
                                  const SandboxLimits& limits = {});

/// The same inside the child.
void draft_profile_in_child(std::string_view request, const ChildFile& file, ChildOutput& output);

}  // namespace sojourn::ingest
