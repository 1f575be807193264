/// Which program this is, as far as the bytes of its answers depend on it.
#pragma once

#include <cstdint>

namespace sojourn::server {

/// A hash of the executable: the same for every process of one build, another one for another build. Where it
/// cannot be read, a number of this process alone.
std::uint64_t program_identity();

}  // namespace sojourn::server
