/// Which files this process may open from now on, by Linux's Landlock.
#pragma once

#include <span>

namespace sojourn::ingest {

/// Only those that the descriptors are open on, those below `folder` (empty: none), and what libraries load
/// and look up (character sets, PROJ's tables). Without effect where the kernel has no Landlock. Needs
/// PR_SET_NO_NEW_PRIVS to be set.
void fence_files(std::span<const int> readable, const char* folder);

}  // namespace sojourn::ingest
