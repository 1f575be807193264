/// From files to responses: conditions, ranges, and their bytes in pieces.
#pragma once

#include "server/body_budget.hpp"
#include "server/delivery.hpp"
#include "server/export_files.hpp"
#include "server/service.hpp"

namespace sojourn::server {

/// Safe to use from any thread.
class FileDelivery {
 public:
  /// `workers` read files; `cache` keeps that there is nothing to be made a file of.
  FileDelivery(ExportFiles& files, ResponseCache& cache, WorkerPool& workers, BodyBudget& budget,
               Metrics& metrics)
      : files_(files), cache_(cache), workers_(workers), budget_(budget), metrics_(metrics) {}

  /// At once where the client has the file, or it is kept; else when it is made. Files are sent as they are,
  /// so that parts of them are parts of the file. Throws Problem(not_acceptable, overloaded).
  std::variant<SharedResponse, Deferred> deliver(const Request& request, FileRendition rendition);

 private:
  using SharedRendition = std::shared_ptr<const FileRendition>;

  void wait(const SharedRendition& rendition, const Request& request, Done done) noexcept;
  SharedResponse respond(const Request& request, Response fields, const ExportFiles::File& file);
  SharedResponse respond(const Request& request, const FileRendition& rendition,
                         const ExportFiles::Outcome& outcome);

  ExportFiles& files_;
  ResponseCache& cache_;
  WorkerPool& workers_;
  BodyBudget& budget_;
  Metrics& metrics_;
};

}  // namespace sojourn::server
