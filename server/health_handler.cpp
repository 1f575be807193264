#include <fmt/format.h>

#include <array>
#include <iterator>
#include <set>

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

/// Boundary sets by what they are held for: rounds stand on them, or rounds can be shown on them.
struct HeldBoundaries {
  std::set<const geo::BoundarySet*> of_rounds;
  std::set<const geo::BoundarySet*> of_other_vintages;
};

HeldBoundaries boundaries_in(const model::Published& published) {
  HeldBoundaries held;
  for (const auto& [code, edition] : published.operations) {
    for (const auto& round : edition->rounds) held.of_rounds.insert(round->boundaries.get());
    for (const auto& vintage : edition->vintages) held.of_other_vintages.insert(vintage.boundaries.get());
  }
  for (const auto* const set : held.of_rounds) held.of_other_vintages.erase(set);
  return held;
}

struct Kept {
  std::string_view what;
  std::size_t items = 0;
  std::size_t bytes = 0;
};

Kept kept(std::string_view what, const std::set<const geo::BoundarySet*>& sets) {
  Kept all{what, sets.size(), 0};
  for (const auto* const set : sets) all.bytes += set->memory_bytes();
  return all;
}

/// What is kept beside the collections: boundaries, and what is derived from them and from filters.
void write_kept_metrics(std::string& out, const Resources& resources, const Snapshot& snapshot) {
  const auto boundaries = boundaries_in(*snapshot.published);
  const auto links = resources.vintages.held();
  const std::array<Kept, 6> all = {
      kept("boundaries", boundaries.of_rounds),
      kept("other_vintages", boundaries.of_other_vintages),
      Kept{"vintage_links", links.links, links.bytes},
      Kept{"prepared_areas", resources.areas.size(), resources.areas.memory_bytes()},
      Kept{"geometry_texts", resources.texts.size(), resources.texts.memory_bytes()},
      Kept{"filter_selections", resources.selections.size(), resources.selections.memory_bytes()},
  };
  const auto gauge = [&](std::string_view name, std::string_view help, std::size_t Kept::* value) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
    for (const auto& one : all)
      fmt::format_to(std::back_inserter(out), "{}{{what=\"{}\"}} {}\n", name, one.what, one.*value);
  };
  gauge("sojourn_kept_items", "What is kept beside the collections, by number.", &Kept::items);
  gauge("sojourn_kept_bytes", "What is kept beside the collections, in bytes.", &Kept::bytes);
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
  write_kept_metrics(text, context.resources, *context.snapshot);
  return text_response(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
}

}  // namespace sojourn::server
