/// Opening a source's bytes with the one GDAL driver that its content asks for.
#pragma once

#include <string>

#include "ingest/gdal_handles.hpp"

namespace sojourn::ingest {

/// Makes `content` a file of GDAL's memory; it has to outlive what reads it.
void put_in_memory(const std::string& path, std::string& content);

/// Throws ImportRefused, with `name` for the file, if the driver cannot read it. No other driver is tried:
/// GDAL opens files that lead to others if it is let.
Dataset open_with(const std::string& path, const char* driver, const char* const* options,
                  const std::string& name);

/// What GDAL said last, without the name of its own source file.
std::string last_complaint();

}  // namespace sojourn::ingest
