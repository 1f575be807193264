#include "ingest/child.hpp"
#include "support/main.hpp"

// The sandbox starts this executable again as the reader.
std::optional<int> sojourn::test::run_subcommand(int argc, char** argv) {
  if (!ingest::is_reader_call(argc, argv)) return std::nullopt;
  return ingest::run_reader(argc, argv);
}
