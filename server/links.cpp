#include "server/links.hpp"

namespace sojourn::server {
namespace {

void write_array(JsonWriter& json, const std::vector<Link>& links) {
  json.begin_array();
  for (const auto& link : links) {
    json.begin_object();
    json.member("href", link.href);
    json.member("rel", link.rel);
    json.member("type", link.type);
    json.member("title", link.title);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string link_to(const std::string& address, const std::vector<QueryParameter>& query) {
  std::string link = address;
  char separator = '?';
  for (const auto& [name, value] : query) {
    link.append(1, separator).append(percent_encode(name)).append("=").append(percent_encode(value));
    separator = '&';
  }
  return link;
}

std::string with_format(const std::string& address, std::vector<QueryParameter> query,
                        std::string_view format) {
  std::erase_if(query, [](const QueryParameter& parameter) { return parameter.name == "f"; });
  query.push_back({"f", std::string(format)});
  return link_to(address, query);
}

void write_links(JsonWriter& json, const std::vector<Link>& links) {
  json.key("links");
  write_array(json, links);
}

std::string links_json(const std::vector<Link>& links) {
  JsonWriter json;
  write_array(json, links);
  return std::move(json).take();
}

}  // namespace sojourn::server
