#include "server/progress_bar.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace sojourn::server {
namespace {

using model::Progress;
using model::Stage;

constexpr std::chrono::milliseconds between_drawings{100};
/// What is done sooner needs no bar.
constexpr std::chrono::milliseconds patience{400};
constexpr std::size_t bar_columns = 24;
/// A rate from less is chance.
constexpr double least_seconds = 0.5;

std::string_view doing(Stage stage) {
  switch (stage) {
    case Stage::reading:
      return "reading";
    case Stage::checking:
      return "checking";
    case Stage::storing:
      return "storing";
    case Stage::sealing:
      break;
  }
  return "the database checks what it got";
}

std::string_view unit(Stage stage) {
  return stage == Stage::storing ? "locations" : "rows";
}

std::string with_commas(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

std::string amount(const Progress& progress) {
  if (progress.stage != Stage::reading)
    return fmt::format("{} of {} {}", with_commas(progress.done), with_commas(progress.total),
                       unit(progress.stage));
  return fmt::format("{:.1f} of {:.1f} MB", static_cast<double>(progress.done) / 1e6,
                     static_cast<double>(progress.total) / 1e6);
}

std::string rate(const Progress& progress, double per_second) {
  return progress.stage == Stage::reading
             ? fmt::format("{:.1f} MB/s", per_second / 1e6)
             : fmt::format("{} {}/s", with_commas(static_cast<std::uint64_t>(per_second)),
                           unit(progress.stage));
}

std::string duration(double seconds) {
  const auto whole = std::int64_t{std::lround(seconds)};
  if (whole < 60) return fmt::format("{} s", std::max<std::int64_t>(whole, 1));
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(share * bar_columns);
  return fmt::format("[{}{}]", std::string(full, '#'), std::string(bar_columns - full, '.'));
}

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80U;
}

}  // namespace

std::string progress_line(const Progress& progress, std::chrono::duration<double> elapsed,
                          std::size_t columns) {
  const double seconds = elapsed.count();
  if (progress.total == 0)
    return fmt::format("{}, {}", doing(progress.stage), duration(seconds)).substr(0, columns);
  const double share =
      std::min(static_cast<double>(progress.done) / static_cast<double>(progress.total), 1.0);
  auto line = fmt::format("{} {} {} %", doing(progress.stage), bar(share), static_cast<int>(share * 100));
  const auto add = [&](const std::string& more) {
    if (line.size() + 2 + more.size() > columns) return false;
    line += "  " + more;
    return true;
  };
  // From what matters most to what matters least.
  const bool known = seconds >= least_seconds && progress.done > 0;
  if (known && !add(duration(seconds * (1 - share) / share) + " left")) return line.substr(0, columns);
  if (add(amount(progress)) && known) add(rate(progress, static_cast<double>(progress.done) / seconds));
  return line.substr(0, columns);
}

ProgressBar::ProgressBar() : next_(Clock::now() + patience) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment.
  const char* const kind = std::getenv("TERM");
  terminal_ = ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

void ProgressBar::show(const Progress& progress) {
  if (!terminal_) return;
  const auto now = Clock::now();
  if (stage_ != progress.stage) {
    stage_ = progress.stage;
    began_ = now;
  }
  if (now < next_) return;
  next_ = now + between_drawings;
  const auto line = progress_line(progress, now - began_, terminal_columns() - 1);
  fmt::print(stderr, "\r{}\033[K", line);
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressBar::clear() {
  if (!drawn_) return;
  drawn_ = false;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace sojourn::server
