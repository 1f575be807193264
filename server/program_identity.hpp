/// Which program this is, as far as the bytes of its answers depend on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::server {

/// A hash of the executable and of the libraries that it runs with: the same for every process of one build
/// on machines with the same libraries, another one for another build, or where a library that writes files
/// or compresses bodies was replaced. Where the executable cannot be read, a number of this process alone.
/// What is loaded after the first call does not count.
std::uint64_t program_identity();

/// `/usr/lib/…/libdeflate.so.0 <build id>` of each library loaded now; where one has no build id, its size
/// and when it was written.
std::vector<std::string> loaded_libraries();

}  // namespace sojourn::server
