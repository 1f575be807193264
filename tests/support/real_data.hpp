/// Files really published by others.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "support/catch.hpp"

namespace sojourn::test {

/// The path below the folder that SOJOURN_REAL_DATA names; nothing, said aloud, if that is unset.
inline std::optional<std::filesystem::path> real_data(const std::string& relative) {
  const char* folder = std::getenv("SOJOURN_REAL_DATA");
  if (folder == nullptr || *folder == '\0') {
    WARN("SKIPPED: SOJOURN_REAL_DATA is not set");
    return std::nullopt;
  }
  return std::filesystem::path(folder) / relative;
}

}  // namespace sojourn::test
