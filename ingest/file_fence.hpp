/// Which files this process may open from now on, by Linux's Landlock.
#pragma once

#include <span>

namespace sojourn::ingest {

/// Whether this kernel has Landlock, and has it switched on.
bool can_fence_files();

/// Only those that the descriptors are open on, those below `folder` (empty: none), and what libraries load
/// and look up (character sets, PROJ's tables). Without effect where the kernel has no Landlock. Needs
/// PR_SET_NO_NEW_PRIVS to be set. Throws std::runtime_error if a kernel that has it refuses.
void fence_files(std::span<const int> readable, const char* folder);

}  // namespace sojourn::ingest
