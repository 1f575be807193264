/// The service behind the listener: finds the route, calls the handler, turns
/// whatever goes wrong into a response, and hands bodies to the delivery.
#pragma once

#include <filesystem>

#include "server/body_budget.hpp"
#include "server/context.hpp"
#include "server/delivery.hpp"
#include "server/export_files.hpp"
#include "server/file_delivery.hpp"
#include "server/response_cache.hpp"
#include "server/service.hpp"
#include "server/settings.hpp"
#include "server/snapshot.hpp"
#include "server/target_memo.hpp"
#include "server/web_files.hpp"
#include "server/worker_pool.hpp"

namespace sojourn::server {

class Application : public Service {
 public:
  Application(const Settings& settings, Metrics& metrics, SnapshotHolder& snapshots,
              tiles::PreparedAreas& areas, const std::filesystem::path& web_directory,
              const std::filesystem::path& exports_directory);
  /// Whoever was answered may hear so before the work that did it has ended.
  ~Application() override { workers_.stop(); }

  Reply respond(const Request& request) override;
  void give_up() override;
  /// Lets go of files that show what is public no more, and of what was made for vintages that are gone. Now
  /// and then.
  void tidy();
  void sent(const Request& request, Route route, int status, std::uint64_t bytes,
            std::chrono::nanoseconds duration) override;

 private:
  std::variant<SharedResponse, Deferred> answer(const Request& request, Route& route);
  std::variant<SharedResponse, Deferred> answer_anew(const Request& request, Route& route,
                                                     const std::shared_ptr<const Snapshot>& snapshot,
                                                     model::Date today);
  SharedResponse respond_without_route(const Request& request, Route& route) const;
  std::string base_url(const Request& request) const;

  const Settings& settings_;
  Metrics& metrics_;
  SnapshotHolder& snapshots_;
  exports::GeometryTexts texts_;
  query::SelectionCache selections_;
  VintageLinks vintages_;
  Resources resources_;
  WebFiles web_;
  BodyBudget budget_;
  ResponseCache cache_;
  WorkerPool workers_;
  Delivery delivery_;
  ExportFiles exports_;
  FileDelivery file_delivery_;
  TargetMemo memo_;
};

}  // namespace sojourn::server
