/// A property that must hold whatever the input: a fuzzer's run ends where it does not.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace sojourn::fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace sojourn::fuzz
