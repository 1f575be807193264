#include "support/main.hpp"

// A test executable that reads source files is also the program that its sandbox starts again: it defines
// run_subcommand (support/main.hpp), the others leave it out.
namespace sojourn::test {
[[gnu::weak]] std::optional<int> run_subcommand(int argc, char** argv);
}

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

int main(int argc, char** argv) {
  if (sojourn::test::run_subcommand != nullptr)
    if (const auto status = sojourn::test::run_subcommand(argc, argv)) return *status;
  return Catch::Session().run(argc, argv);
}
