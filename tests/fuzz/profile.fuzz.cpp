// Profiles that people wrote: refused with a reason that names the file, or usable.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/require.hpp"
#include "ingest/error.hpp"
#include "ingest/profile.hpp"

using namespace sojourn::ingest;
using sojourn::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto profile = parse_profile(text, "fuzzed", "fuzzed.toml");
    for (const auto& column : profile.column) {
      require(!column.field.empty(), "every column has a field");
      require(column.codes.empty() || profile.code_list(column.codes) != nullptr, "every code list exists");
    }
  } catch (const ProfileError& error) {
    require(std::string_view(error.what()).find("fuzzed") != std::string_view::npos,
            "a refusal names the profile");
  }
  return 0;
}
