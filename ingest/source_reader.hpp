/// Reads a source file's mapped columns through the sandbox.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "ingest/child.hpp"
#include "ingest/profile.hpp"
#include "ingest/sandbox.hpp"
#include "ingest/source_table.hpp"

namespace sojourn::ingest {

/// A profile's text and where it comes from.
struct ProfileText {
  std::string name;
  std::string origin;
  std::string text;
};

/// Finds the best of the profiles and reads the columns that it maps, of all sheets that have them under the
/// same headers. `inner` names a file inside a zip, `encoding` is that of a text file (empty: found out),
/// `sheet` the only sheet to read (empty: any). Throws ImportRefused, and ProfileError for a profile that is
/// wrong.
SourceTable read_source(const std::filesystem::path& file, const std::string& inner,
                        std::span<const ProfileText> profiles, const SandboxLimits& limits,
                        const SandboxWatch& watch = {}, const std::string& encoding = {},
                        const std::string& sheet = {});

/// The same inside the child.
void read_source_in_child(std::string_view request, const ChildFile& file, ChildOutput& output);

}  // namespace sojourn::ingest
