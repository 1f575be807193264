/// gzip (RFC 1952) of whole contents.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::exports {

/// `level` is libdeflate's, 1 (quick) to 12 (small).
std::string gzip(std::string_view content, int level);

}  // namespace sojourn::exports
