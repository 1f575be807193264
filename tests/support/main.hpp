/// The entry that all test executables share.
#pragma once

#include <optional>

namespace sojourn::test {

/// Defined by test executables that start themselves again (the sandbox of ingest): runs a hidden subcommand
/// and returns its exit status, or nothing if these are arguments for the test runner.
std::optional<int> run_subcommand(int argc, char** argv);

}  // namespace sojourn::test
