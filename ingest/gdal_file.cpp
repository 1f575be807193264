#include "ingest/gdal_file.hpp"

#include <cpl_error.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include "ingest/error.hpp"

namespace sojourn::ingest {

void put_in_memory(const std::string& path, std::string& content) {
  VSIFCloseL(
      VSIFileFromMemBuffer(path.c_str(), reinterpret_cast<GByte*>(content.data()), content.size(), FALSE));
}

Dataset open_with(const std::string& path, const char* driver, const char* const* options,
                  const std::string& name) {
  const char* const drivers[] = {driver, nullptr};
  CPLErrorReset();
  Dataset dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, nullptr));
  if (dataset == nullptr)
    throw ImportRefused(
        fmt::format("{} cannot be opened as {}: it is damaged. Get the file again, or open it in the program "
                    "that made it and save it anew.",
                    name, driver));
  return dataset;
}

std::string last_complaint() {
  std::string text(CPLGetLastErrorMsg());
  if (const auto at = text.find(".cpp, "); at != std::string::npos)
    if (const auto after = text.find(": ", at); after != std::string::npos) text.erase(0, after + 2);
  return text;
}

}  // namespace sojourn::ingest
