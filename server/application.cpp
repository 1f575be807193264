#include "server/application.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <thread>

#include "server/log.hpp"
#include "server/problem.hpp"
#include "server/routes.hpp"

namespace sojourn::server {
namespace {

std::size_t worker_count(const Settings& settings) {
  return settings.server_workers > 0 ? static_cast<std::size_t>(settings.server_workers)
                                     : std::max(1U, std::thread::hardware_concurrency());
}

ExportFiles::Limits limits_of_exports(const Settings& settings) {
  return {static_cast<std::size_t>(settings.exports_at_once),
          static_cast<std::size_t>(settings.exports_waiting),
          static_cast<std::uint64_t>(settings.exports_megabytes) * 1'000'000,
          std::chrono::seconds(settings.exports_seconds)};
}

/// A preflight's answer is the same for every path.
Response options() {
  Response response;
  response.status = 204;
  response.headers.add("Allow", "GET, HEAD, OPTIONS");
  response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
  response.headers.add("Access-Control-Allow-Headers", "*");
  response.headers.add("Access-Control-Max-Age", "86400");
  return response;
}

SharedResponse shared(Response response) {
  return std::make_shared<const Response>(std::move(response));
}

std::string without_final_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

}  // namespace

Application::Application(const Settings& settings, Metrics& metrics, SnapshotHolder& snapshots,
                         tiles::PreparedAreas& areas, const std::filesystem::path& web_directory,
                         const std::filesystem::path& exports_directory)
    : settings_(settings),
      metrics_(metrics),
      snapshots_(snapshots),
      resources_{settings, metrics, areas, texts_, selections_, vintages_},
      web_(web_directory),
      budget_(static_cast<std::size_t>(settings.server_bodies_megabytes) << 20),
      cache_(static_cast<std::size_t>(settings.cache_megabytes) << 20,
             static_cast<std::size_t>(settings.cache_entity_tags)),
      workers_(worker_count(settings), static_cast<std::size_t>(settings.server_queue)),
      delivery_(cache_, workers_, budget_, metrics),
      exports_(exports_directory, limits_of_exports(settings), metrics),
      file_delivery_(exports_, cache_, workers_, budget_, metrics) {
  metrics.watch_memory([this] { return Metrics::Memory{budget_.used(), cache_.bytes(), exports_.bytes()}; });
}

void Application::give_up() {
  delivery_.give_up();
  exports_.give_up();
}

void Application::tidy() {
  vintages_.tidy();
  const auto snapshot = snapshots_.get();
  std::set<std::string, std::less<>> identities;
  for (const auto& [round, served] : snapshot->rounds) identities.insert(served.identity);
  exports_.keep_only([&](const std::string& round) { return identities.contains(round); });
}

Reply Application::respond(const Request& request) {
  Reply reply;
  try {
    reply.answer = answer(request, reply.route);
  } catch (const Problem& problem) {
    reply.answer = shared(to_response(problem));
  } catch (const std::exception& error) {
    log(LogLevel::error, "a request failed",
        {{"route", to_string(reply.route)}, {"reason", std::string_view(error.what())}});
    reply.answer = shared(
        to_response(Problem(ProblemCode::internal_error, "Something failed here; the log says what.")));
  }
  return reply;
}

std::variant<SharedResponse, Deferred> Application::answer(const Request& request, Route& route) {
  const auto snapshot = snapshots_.get();
  const auto today = model::Date::today();
  const bool reads = request.verb == Verb::get || request.verb == Verb::head;
  if (reads) {
    if (const auto meaning = memo_.find(request, {snapshot->version, today})) {
      if (auto known = delivery_.find(request, meaning->name)) {
        route = meaning->route;
        return known;
      }
    }
  }
  return answer_anew(request, route, snapshot, today);
}

std::variant<SharedResponse, Deferred> Application::answer_anew(
    const Request& request, Route& route, const std::shared_ptr<const Snapshot>& snapshot,
    model::Date today) {
  const auto match = match_route(request.path);
  if (match) route = match->route;
  if (request.verb == Verb::options) return shared(options());
  if (request.verb == Verb::other)
    throw Problem(ProblemCode::method_not_allowed, "Everything here is read only: GET, HEAD and OPTIONS.");
  if (!match) return respond_without_route(request, route);
  const Context context{resources_, snapshot, base_url(request), today};
  if (match->needs_editions && !snapshot->ready)
    throw Problem(ProblemCode::not_ready, "The published data is still being loaded; try again in a moment.");
  auto answer = match->handler(request, context, match->captures);
  if (auto* response = std::get_if<Response>(&answer)) return shared(std::move(*response));
  if (auto* file = std::get_if<FileRendition>(&answer))
    return file_delivery_.deliver(request, std::move(*file));
  auto& rendition = std::get<Rendition>(answer);
  memo_.put(request, {snapshot->version, today}, {route, name_of(rendition)});
  return delivery_.deliver(request, std::move(rendition));
}

SharedResponse Application::respond_without_route(const Request& request, Route& route) const {
  auto file = web_.respond(request);
  if (!file)
    throw Problem(ProblemCode::unknown_path, fmt::format("There is nothing at {}.", path_text(request)));
  route = Route::page;
  return file;
}

std::string Application::base_url(const Request& request) const {
  if (!settings_.server_base_url.empty()) return without_final_slash(settings_.server_base_url);
  const auto* scheme = settings_.tls_certificate.empty() ? "http://" : "https://";
  return scheme + (request.host.empty() ? settings_.server_listen : request.host);
}

void Application::sent(const Request& request, Route route, int status, std::uint64_t bytes,
                       std::chrono::nanoseconds duration) {
  metrics_.count_response(route, status, bytes, duration);
  const bool wanted =
      settings_.log_requests == "all" || (settings_.log_requests == "errors" && status >= 400);
  if (!wanted) return;
  std::vector<std::string_view> names;
  for (const auto& parameter : request.query) names.push_back(parameter.name);
  const auto path = path_text(request);
  const auto parameters = fmt::format("{}", fmt::join(names, ","));
  log(status >= 500 ? LogLevel::warning : LogLevel::info, "request",
      {{"route", to_string(route)},
       {"path", std::string_view(path)},
       {"parameters", std::string_view(parameters)},
       {"status", static_cast<std::int64_t>(status)},
       {"bytes", static_cast<std::int64_t>(bytes)},
       {"milliseconds", std::chrono::duration<double, std::milli>(duration).count()}});
}

}  // namespace sojourn::server
