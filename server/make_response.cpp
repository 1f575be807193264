#include <utility>

#include "server/delivery.hpp"
#include "server/entity_tag.hpp"

namespace sojourn::server {
namespace {

void add_fields(Response& response, const Rendition& rendition, const Headers& rendered,
                std::string_view tag) {
  response.headers.add("ETag", tag);
  response.headers.add("Vary", negotiated_vary);
  for (const auto& [name, value] : rendition.headers.fields()) response.headers.add(name, value);
  for (const auto& [name, value] : rendered.fields()) response.headers.add(name, value);
}

/// With its head, and what a client gets that has it.
SharedResponse finished(Response response) {
  if (response.headers.find("ETag")) response.not_modified = make_not_modified(response);
  return with_head(std::move(response));
}

}  // namespace

bool is_compressible(std::string_view content_type) {
  for (const std::string_view compressed :
       {"image/png", "image/webp", "image/jpeg", "font/", "application/vnd.pmtiles", "application/zip"})
    if (content_type.starts_with(compressed)) return false;
  return true;
}

SharedResponse make_response(const Rendition& rendition, const Headers& rendered, std::uint64_t fingerprint,
                             std::shared_ptr<const std::string> body) {
  Response response;
  if (body->empty() && rendition.no_content_if_empty)
    response.status = 204;
  else
    response.headers.add("Content-Type", rendition.content_type);
  add_fields(response, rendition, rendered, make_entity_tag(fingerprint, Encoding::identity));
  response.body = std::move(body);
  return finished(std::move(response));
}

SharedResponse make_encoded(const Response& plain, Encoding encoding,
                            std::shared_ptr<const std::string> body) {
  Response response;
  response.status = plain.status;
  for (const auto& [name, value] : plain.headers.fields())
    response.headers.add(name, equals_ignoring_case(name, "ETag") ? encoded_tag(value, encoding) : value);
  response.headers.add("Content-Encoding", to_string(encoding));
  response.body = std::move(body);
  return finished(std::move(response));
}

SharedResponse make_long_response(const Rendition& rendition, const Headers& rendered, std::string_view tag,
                                  Encoding encoding, NextPiece pieces) {
  Response response;
  response.headers.add("Content-Type", rendition.content_type);
  add_fields(response, rendition, rendered, tag);
  if (encoding != Encoding::identity) response.headers.add("Content-Encoding", to_string(encoding));
  response.next_piece = std::move(pieces);
  return std::make_shared<const Response>(std::move(response));
}

}  // namespace sojourn::server
