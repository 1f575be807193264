/// Long work as one line of a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "model/progress.hpp"

namespace sojourn::server {

/// `checking [#######.....] 58 %  2 s left  580,000 of 1,000,000 rows  290,000 rows/s`: as much of it as
/// fits into `columns`. `elapsed` is the time since the stage began; without enough of it there is no rate.
std::string progress_line(const model::Progress& progress, std::chrono::duration<double> elapsed,
                          std::size_t columns);

/// Draws on standard error where that is a terminal that can take a line back, and nothing at all elsewhere.
class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(const model::Progress& progress);
  /// Takes the line away, so that something else can be said.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool terminal_ = false;
  bool drawn_ = false;
  std::optional<model::Stage> stage_;
  Clock::time_point began_;
  Clock::time_point next_;
};

}  // namespace sojourn::server
