/// Runs one of our own functions on an untrusted file in a child process that can do little else.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/error.hpp"

namespace sojourn::ingest {

/// What the child may use; beyond that it is stopped and the file refused.
struct SandboxLimits {
  unsigned cpu_seconds = 120;  ///< at most; small files get less, see run_sandboxed
  unsigned wall_seconds = 300;
  std::uint64_t memory_bytes = std::uint64_t{3} << 30;  ///< address space; not applied under sanitizers
  std::uint64_t file_bytes = std::uint64_t{1} << 30;    ///< of the source file
  std::uint64_t output_bytes = std::uint64_t{2} << 30;  ///< of the answer
};

struct SandboxTask {
  std::string subcommand;      ///< `read-source` or `read-boundaries`; see run_reader in ingest/child.hpp
  std::filesystem::path file;  ///< opened here, read-only; the child gets the open file, not its path
  std::string request;         ///< what the child is to do, in a form the two agree on
  SandboxLimits limits;
  std::vector<std::filesystem::path> companions = {};  ///< handed over as the file is; see ChildFile
  std::filesystem::path readable_folder = {};          ///< whose files the child may open; empty: none
};

/// What any file has, in seconds of processor time. A program with sanitizers takes several times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr unsigned cpu_seconds_of_any_file = 60;
#else
inline constexpr unsigned cpu_seconds_of_any_file = 20;
#endif

/// Called again and again while the child works, at least a few times a second, with the share of the source
/// that it has read (0 to 1; 0 where it cannot tell). An exception that it throws ends the child.
using SandboxWatch = std::function<void(double share)>;

/// Starts this program again (/proc/self/exe, or what the environment names in SOJOURN_READER) with the
/// hidden subcommand and hands the child's answer to `receive` piece by piece. The child has an empty
/// environment, no network, no files but those of the task (and libraries' own), no way to start programs or
/// to write.
///
/// A file has 20 s of processor time and 8 s more for each of its megabytes (real ones take a tenth of that),
/// up to the limit: one that is small and never ends is not waited for as long as a large one.
///
/// Throws ImportRefused if the file cannot be opened, if the child refuses it (with the child's reason), if
/// it crashes, hangs or exceeds a limit (with the limit), or if somebody writes to the file meanwhile. Throws
/// IngestError if no child can be started. What was received before an exception is to be thrown away.
void run_sandboxed(const SandboxTask& task, const std::function<void(std::string_view)>& receive,
                   const SandboxWatch& watch = {});

}  // namespace sojourn::ingest
