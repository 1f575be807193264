#include <fmt/format.h>

#include <iterator>

#include "server/handlers.hpp"
#include "server/json_writer.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

Response text_response(int status, std::string_view type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", type);
  response.headers.add("Cache-Control", "no-store");
  if (status == 503) response.headers.add("Retry-After", "1");
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

void write_operation_metrics(std::string& out, const Snapshot& snapshot) {
  const auto gauge = [&](std::string_view name, std::string_view help, auto value_of) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
    for (const auto& [code, edition] : snapshot.published->operations)
      fmt::format_to(std::back_inserter(out), "{}{{operation=\"{}\"}} {}\n", name, code,
                     value_of(*edition, snapshot.loaded.at(code)));
  };
  using model::Edition;
  gauge("sojourn_edition_number", "Edition of the operation that is served.",
        [](const Edition& edition, const LoadedOperation&) { return edition.number; });
  gauge("sojourn_edition_rounds", "Rounds of the operation that are served.",
        [](const Edition& edition, const LoadedOperation&) { return edition.rounds.size(); });
  gauge("sojourn_edition_load_seconds", "Time that the last load took.",
        [](const Edition&, const LoadedOperation& loaded) { return loaded.load_seconds; });
}

void write_memory_metrics(std::string& out, const Snapshot& snapshot) {
  constexpr std::string_view name = "sojourn_read_model_bytes";
  fmt::format_to(std::back_inserter(out),
                 "# HELP {0} Memory of what is served of a collection.\n# TYPE {0} gauge\n", name);
  for (const auto& [code, loaded] : snapshot.loaded)
    for (const auto& [collection, bytes] : loaded.memory_bytes)
      fmt::format_to(std::back_inserter(out), "{}{{operation=\"{}\",collection=\"{}\"}} {}\n", name, code,
                     collection, bytes);
}

}  // namespace

Answer get_health_live(const Request& request, const Context&, Captures) {
  const Parameters none(request.query, {});
  return text_response(200, "application/json", R"({"status":"live"})");
}

Answer get_health_ready(const Request& request, const Context& context, Captures) {
  const Parameters none(request.query, {});
  JsonWriter json;
  json.begin_object();
  json.member("status", context.snapshot->ready ? "ready" : "loading");
  json.key("editions");
  json.begin_object();
  for (const auto& [code, edition] : context.published().operations) json.member(code, edition->number);
  json.end_object();
  json.end_object();
  return text_response(context.snapshot->ready ? 200 : 503, "application/json", std::move(json).take());
}

Answer get_metrics(const Request& request, const Context& context, Captures) {
  const Parameters none(request.query, {});
  auto text = context.resources.metrics.text();
  write_operation_metrics(text, *context.snapshot);
  write_memory_metrics(text, *context.snapshot);
  return text_response(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
}

}  // namespace sojourn::server
