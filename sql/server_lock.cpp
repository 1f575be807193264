#include "sql/server_lock.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "sql/error.hpp"

namespace sojourn::sql {

ServerLock::ServerLock(const std::filesystem::path& data_dir) : lock_(data_dir / "server.lock") {
  if (!lock_.try_exclusive()) {
    std::array<char, 32> text{};
    const auto size = pread(lock_.descriptor(), text.data(), text.size() - 1, 0);
    const std::string_view holder(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    throw EnvironmentError(fmt::format(
        "another server{} runs on the data directory {}: stop it first, or give this one a directory of its "
        "own with --data-dir",
        holder.empty() ? "" : fmt::format(" (process {})", holder), data_dir.string()));
  }
  const auto pid = std::to_string(getpid());
  if (ftruncate(lock_.descriptor(), 0) == 0)
    std::ignore = pwrite(lock_.descriptor(), pid.data(), pid.size(), 0);
}

}  // namespace sojourn::sql
