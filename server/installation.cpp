#include "server/installation.hpp"

#include <system_error>

namespace sojourn::server {
namespace {

namespace fs = std::filesystem;

fs::path program_directory() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

}  // namespace

fs::path find_checkout() {
  std::error_code error;
  for (auto directory = program_directory(); !directory.empty() && directory != directory.root_path();
       directory = directory.parent_path())
    if (fs::exists(directory / "server" / "main.cpp", error) &&
        fs::exists(directory / "CMakeLists.txt", error))
      return directory;
  return {};
}

fs::path standard_web_directory() {
  const auto checkout = find_checkout();
  return checkout.empty() ? program_directory().parent_path() / "share" / "sojourn" / "web"
                          : checkout / "web" / "dist";
}

fs::path standard_data_directory() {
  const auto checkout = find_checkout();
  return checkout.empty() ? fs::path("/var/lib/sojourn") : checkout / "var";
}

fs::path standard_config_file() {
  const auto checkout = find_checkout();
  const fs::path file =
      checkout.empty() ? fs::path("/etc/sojourn/sojourn.toml") : checkout / "config" / "sojourn.toml";
  std::error_code error;
  return fs::exists(file, error) ? file : fs::path();
}

}  // namespace sojourn::server
