#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "server/application.hpp"
#include "server/commands/command.hpp"
#include "server/edition_watcher.hpp"
#include "server/http_server.hpp"
#include "server/installation.hpp"
#include "server/log.hpp"
#include "server/program_identity.hpp"
#include "server/stop_signal.hpp"
#include "sql/server_lock.hpp"

namespace sojourn::server {
namespace {

struct ServeOptions {
  std::optional<std::string> listen;
  bool demo_if_empty = false;
};

std::filesystem::path web_directory(const Settings& settings) {
  return settings.web_directory.empty() ? standard_web_directory()
                                        : std::filesystem::path(settings.web_directory);
}

/// Until the program is told to stop. A certificate that was renewed is taken up within two seconds; as soon,
/// files of what was withdrawn are gone.
void wait_for_stop(StopSignal& signal, HttpServer& server, Application& application) {
  constexpr std::chrono::seconds look_again(2);
  for (auto event = StopSignal::Event::nothing; event != StopSignal::Event::stop;) {
    event = signal.wait(look_again);
    application.tidy();
    if (event != StopSignal::Event::stop) server.reload_certificate(event == StopSignal::Event::reload);
  }
}

ExitStatus serve(const ServeOptions& options, const CommonOptions& common) {
  Workplace workplace(common);
  auto& settings = workplace.settings();
  if (options.listen) settings.server_listen = *options.listen;
  StopSignal stop_signal(!settings.tls_certificate.empty());
  const sql::ServerLock only_server(workplace.data_dir());

  Metrics metrics;
  SnapshotHolder snapshots;
  tiles::PreparedAreas areas;
  Application application(settings, metrics, snapshots, areas, web_directory(settings),
                          workplace.data_dir() / "exports");
  HttpServer server(settings, application, metrics);  // a taken port is found before anything is started
  if (options.demo_if_empty) load_demo_if_empty(workplace);

  start_logging(settings.log_level);
  EditionWatcher watcher(workplace.database(), snapshots, areas);
  program_identity();  // reads the whole executable: not while somebody waits for an answer
  server.start();
  watcher.start();
  print(fmt::format("Sojourn serves {} (data in {})", server.url(), workplace.data_dir().string()));
  wait_for_stop(stop_signal, server, application);
  log(LogLevel::info, "stopping");
  server.stop();
  watcher.stop();
  stop_logging();
  return ExitStatus::done;
}

}  // namespace

void add_serve(CLI::App& app, Run& run) {
  auto options = std::make_shared<ServeOptions>();
  auto* command = app.add_subcommand("serve", "Serve the map and the data");
  command->add_option("--listen", options->listen, "Address and port [127.0.0.1:8080]");
  command->add_flag("--demo-if-empty", options->demo_if_empty,
                    "Load the demonstration operation into an empty store first");
  command->callback(
      [options, &run] { run = [options](const CommonOptions& common) { return serve(*options, common); }; });
}

}  // namespace sojourn::server
