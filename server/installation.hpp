/// Where things lie: in a checkout's build, or installed as a package.
#pragma once

#include <filesystem>

namespace sojourn::server {

/// The checkout that this program was built in, found from where the program is; empty for an installed one.
std::filesystem::path find_checkout();

/// What `web.directory` means when empty: web/dist of the checkout, or share/sojourn/web beside bin/.
std::filesystem::path standard_web_directory();

/// What `data.directory` means when empty: var/ of the checkout, or /var/lib/sojourn.
std::filesystem::path standard_data_directory();

/// What `--config` means when not given: config/sojourn.toml of the checkout or /etc/sojourn/sojourn.toml, if
/// it exists; else empty.
std::filesystem::path standard_config_file();

}  // namespace sojourn::server
