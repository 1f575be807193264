/// How far long work has come.
#pragma once

#include <cstdint>
#include <functional>

namespace sojourn::model {

/// What an import does, in this order; for each round from `checking` on.
enum class Stage : std::uint8_t {
  reading,   ///< bytes of the source
  checking,  ///< rows of the source
  storing,   ///< locations
  sealing,   ///< the database checks what it got; nobody knows how far it is
};

struct Progress {
  Stage stage = Stage::reading;
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: not known
};

/// Called several times a second. What it throws ends the work, and nothing of it remains.
using ProgressSink = std::function<void(const Progress&)>;

}  // namespace sojourn::model
