/// What GDAL does not tell, or guesses, about a delimited text file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sojourn::ingest {

struct CsvShape {
  char delimiter = ',';
  std::size_t columns = 0;          ///< of the widest record
  std::vector<std::uint32_t> rows;  ///< of each record that is not blank, its number from 1 among all records
};

/// The one of `,` `;` tab `|` that cuts the first records of UTF-8 text most evenly.
char csv_delimiter(std::string_view text);

/// Of UTF-8 text.
CsvShape csv_shape(std::string_view text);

}  // namespace sojourn::ingest
