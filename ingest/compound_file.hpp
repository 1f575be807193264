/// The container that an XLS is, looked at before its reader opens it.
#pragma once

#include <string_view>

namespace sojourn::ingest {

/// Whether every entry of the directory has a name that fits its place, as [MS-CFB] 2.6.1 wants (64 bytes at
/// most), and the directory's sectors lie in the file. libfreexl takes a longer name for granted and reads
/// past the end of its own memory.
bool has_sound_directory(std::string_view bytes);

}  // namespace sojourn::ingest
