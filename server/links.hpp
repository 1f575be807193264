/// Links as OGC API documents carry them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/json_writer.hpp"
#include "server/request.hpp"

namespace sojourn::server {

struct Link {
  std::string_view rel;
  std::string_view type;
  std::string href;
  std::string_view title;
};

/// `address?name=value&…`, percent-encoded.
std::string link_to(const std::string& address, const std::vector<QueryParameter>& query);

/// The same with `f` set.
std::string with_format(const std::string& address, std::vector<QueryParameter> query,
                        std::string_view format);

/// The member `links`, as an array.
void write_links(JsonWriter& json, const std::vector<Link>& links);
std::string links_json(const std::vector<Link>& links);

}  // namespace sojourn::server
