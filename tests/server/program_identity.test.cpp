/// What the tags of long bodies and of files hold for: one build, and the libraries that it runs with.
#include "server/program_identity.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace sojourn::server;

TEST_CASE("every library that makes bytes of answers is part of what the program is, with its build") {
  const auto libraries = loaded_libraries();
  CHECK(std::is_sorted(libraries.begin(), libraries.end()));
  for (const std::string name : {"libgdal", "libsqlite3", "libdeflate", "libzstd", "libgeos_c"}) {
    INFO(name);
    const auto found = std::find_if(libraries.begin(), libraries.end(), [&](const std::string& library) {
      return library.find("/" + name) != std::string::npos;
    });
    REQUIRE(found != libraries.end());
    const auto id = found->substr(found->find(' ') + 1);
    CHECK(id.size() >= 16);
  }
  // What the kernel maps into every process has no part in it.
  CHECK(std::none_of(libraries.begin(), libraries.end(),
                     [](const std::string& library) { return library.find("vdso") != std::string::npos; }));
}

TEST_CASE("the program is the same one whenever it is asked") {
  CHECK(program_identity() == program_identity());
  CHECK(loaded_libraries() == loaded_libraries());
}
