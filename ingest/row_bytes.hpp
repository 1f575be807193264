/// Where the rows of a source file lie.
#pragma once

#include "model/row_bytes.hpp"

namespace sojourn::ingest {

using model::RowBytes;

}  // namespace sojourn::ingest
