/// Takes from this process what a reader of untrusted files does not need. There is no way back.
#pragma once

#include <cstdint>

namespace sojourn::ingest {

/// Limits on processor time, memory (not under sanitizers, which reserve terabytes), files and core dumps; no
/// new privileges; and a seccomp filter: no sockets, no new processes, nothing opened for writing, nothing
/// removed, renamed or linked. Denied calls fail with EPERM. Throws std::runtime_error if the limits cannot
/// be set; where the kernel has no seccomp, the other limits stand alone.
void confine_process(unsigned cpu_seconds, std::uint64_t memory_bytes);

}  // namespace sojourn::ingest
