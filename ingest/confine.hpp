/// Takes from this process what a reader of untrusted files does not need. There is no way back.
#pragma once

#include <cstdint>
#include <span>

namespace sojourn::ingest {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

/// Limits on processor time, memory (not under sanitizers, which reserve terabytes), files and core dumps; no
/// new privileges; and a seccomp filter: no sockets, no new processes, nothing opened for writing, nothing
/// removed, renamed or linked, no other process signalled or limited. Denied calls fail with EPERM. With
/// Landlock no file can be opened but those of the `readable` descriptors, those below `readable_folder`
/// (empty: none) and the libraries' own data; others fail with EACCES. Throws std::runtime_error if any of
/// this fails. Only where the kernel has no Landlock (see can_fence_files) do the other limits stand alone.
void confine_process(unsigned cpu_seconds, std::uint64_t memory_bytes, std::span<const int> readable = {},
                     const char* readable_folder = "");

}  // namespace sojourn::ingest
