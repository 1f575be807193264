#include "server/problem.hpp"

#include <fmt/format.h>

#include <array>

#include "server/json_writer.hpp"

namespace sojourn::server {
namespace {

struct Entry {
  ProblemCode code;
  int status;
  std::string_view name;
};

constexpr std::array table = {
    Entry{ProblemCode::malformed_request, 400, "malformed-request"},
    Entry{ProblemCode::unknown_parameter, 400, "unknown-parameter"},
    Entry{ProblemCode::malformed_parameter, 400, "malformed-parameter"},
    Entry{ProblemCode::unknown_path, 404, "unknown-path"},
    Entry{ProblemCode::unknown_collection, 404, "unknown-collection"},
    Entry{ProblemCode::unknown_feature, 404, "unknown-feature"},
    Entry{ProblemCode::unknown_tile, 404, "unknown-tile"},
    Entry{ProblemCode::method_not_allowed, 405, "method-not-allowed"},
    Entry{ProblemCode::not_acceptable, 406, "not-acceptable"},
    Entry{ProblemCode::request_timeout, 408, "request-timeout"},
    Entry{ProblemCode::precondition_failed, 412, "precondition-failed"},
    Entry{ProblemCode::body_not_allowed, 413, "body-not-allowed"},
    Entry{ProblemCode::range_not_satisfiable, 416, "range-not-satisfiable"},
    Entry{ProblemCode::nothing_to_export, 404, "nothing-to-export"},
    Entry{ProblemCode::export_too_large, 422, "export-too-large"},
    Entry{ProblemCode::head_too_large, 431, "head-too-large"},
    Entry{ProblemCode::internal_error, 500, "internal-error"},
    Entry{ProblemCode::overloaded, 503, "overloaded"},
    Entry{ProblemCode::not_ready, 503, "not-ready"},
    Entry{ProblemCode::version_not_supported, 505, "version-not-supported"},
};

const Entry& entry_of(ProblemCode code) {
  for (const auto& entry : table)
    if (entry.code == code) return entry;
  throw std::logic_error("a problem code is missing from the table");
}

}  // namespace

int status_of(ProblemCode code) {
  return entry_of(code).status;
}

void refuse_parameter(std::string_view parameter, std::string_view detail) {
  throw Problem(ProblemCode::malformed_parameter, fmt::format("Parameter '{}': {}", parameter, detail),
                std::string(parameter));
}

void refuse_unknown_parameter(std::string_view parameter, std::string_view known) {
  throw Problem(ProblemCode::unknown_parameter,
                fmt::format("Parameter '{}' is not known here. Known: {}.", parameter, known),
                std::string(parameter));
}

Response to_response(const Problem& problem) {
  const auto& entry = entry_of(problem.code());
  JsonWriter json;
  json.begin_object();
  json.member("type", "about:blank");
  json.member("title", reason_phrase(entry.status));
  json.member("status", entry.status);
  json.member("code", entry.name);
  json.member("detail", problem.what());
  if (!problem.parameter().empty()) json.member("parameter", problem.parameter());
  json.end_object();

  Response response;
  response.status = entry.status;
  response.headers.add("Content-Type", "application/problem+json");
  response.headers.add("Cache-Control", "no-store");
  if (entry.status == 405) response.headers.add("Allow", "GET, HEAD, OPTIONS");
  if (entry.status == 503) response.headers.add("Retry-After", "1");
  response.body = std::make_shared<const std::string>(std::move(json).take());
  return response;
}

}  // namespace sojourn::server
