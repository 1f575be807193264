#include "server/file_delivery.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "server/entity_tag.hpp"
#include "server/kept_refusal.hpp"
#include "server/one_answer.hpp"
#include "server/problem.hpp"
#include "server/program_identity.hpp"

namespace sojourn::server {
namespace {

/// What a client's reading holds at most: a piece being read and one being written.
constexpr std::size_t reading_bytes = 2 * piece_bytes;

/// Part of a file for one client, read when it is wanted.
class FilePieces : public std::enable_shared_from_this<FilePieces> {
 public:
  FilePieces(ExportFiles::File file, std::uint64_t first, std::uint64_t count, BodyBudget::Share share,
             WorkerPool& workers)
      : file_(std::move(file)), next_(first), left_(count), share_(std::move(share)), workers_(workers) {}

  /// Throws nothing: where no worker can be asked, the body breaks off.
  void give(TakePiece take) noexcept {
    taker_ = std::move(take);
    try {
      workers_.submit_under_way([pieces = shared_from_this()] { pieces->hand_over(pieces->read()); });
    } catch (const std::exception& error) {
      log_failure("a file could not be read on", error);
      hand_over({{}, BodyPiece::Kind::failed});
    }
  }

 private:
  void hand_over(BodyPiece piece) { std::exchange(taker_, nullptr)(std::move(piece)); }

  BodyPiece read() {
    BodyPiece piece;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece_bytes));
    try {
      file_->read(next_, count, piece.bytes);
    } catch (const std::exception& error) {
      log_failure("a file could not be read", error);
      piece.kind = BodyPiece::Kind::failed;
      return piece;
    }
    next_ += count;
    left_ -= count;
    piece.kind = left_ > 0 ? BodyPiece::Kind::more : BodyPiece::Kind::last;
    return piece;
  }

  const ExportFiles::File file_;
  std::uint64_t next_;
  std::uint64_t left_;
  const BodyBudget::Share share_;
  WorkerPool& workers_;
  TakePiece taker_;  ///< who waits for the next
};

/// The same for the same key and program, so also after a restart and on another server.
Response fields_of(const FileRendition& rendition) {
  Response response;
  response.headers.add("Content-Type", rendition.content_type);
  const auto tag = fingerprint(rendition.key) ^ program_identity();
  response.headers.add("ETag", make_entity_tag(tag, Encoding::identity));
  response.headers.add("Vary", negotiated_vary);
  response.headers.add("Accept-Ranges", "bytes");
  for (const auto& [name, value] : rendition.headers.fields()) response.headers.add(name, value);
  return response;
}

}  // namespace

std::variant<SharedResponse, Deferred> FileDelivery::deliver(const Request& request,
                                                             FileRendition rendition) {
  if (!AcceptedEncodings(request.accept_encoding).accepts(Encoding::identity))
    throw Problem(ProblemCode::not_acceptable,
                  "Files are sent as they are (identity), which the request does not accept.");
  auto fields = fields_of(rendition);
  // Who asks for any version is told of one only where there is one, which nobody knows yet.
  const bool any = request.if_none_match == "*";
  const auto outcome = evaluate_conditions(request, *fields.headers.find("ETag"));
  if (!any && outcome == ConditionOutcome::not_modified) {
    metrics_.count_cache(true);
    return make_not_modified(fields);
  }
  auto file = files_.find(rendition.key);
  auto refused = file ? nullptr : cache_.find(rendition.key, Encoding::identity);
  metrics_.count_cache(file || refused);
  if (file) return respond(request, std::move(fields), file);
  if (refused) return refused;
  // Whoever goes on reading another file is not to wait until this one is made.
  if (outcome == ConditionOutcome::failed) return precondition_failed();
  auto shared = std::make_shared<const FileRendition>(std::move(rendition));
  return Deferred(
      [this, shared = std::move(shared), request](Done done) { wait(shared, request, std::move(done)); });
}

/// Throws nothing: who asks is answered, if only with an error.
void FileDelivery::wait(const SharedRendition& rendition, const Request& request, Done done) noexcept {
  OneAnswer answer(std::move(done));
  try {
    // std::function wants to be copied, answers cannot be.
    auto owed = std::make_shared<OneAnswer>(std::move(answer));
    files_.get(rendition, [this, rendition, request, owed](const ExportFiles::Outcome& outcome) {
      owed->give(respond(request, *rendition, outcome));
    });
  } catch (const std::exception& error) {
    log_failure("a request could not wait for its file", error);
  }
}

SharedResponse FileDelivery::respond(const Request& request, const FileRendition& rendition,
                                     const ExportFiles::Outcome& outcome) {
  try {
    if (const auto* file = std::get_if<ExportFiles::File>(&outcome))
      return respond(request, fields_of(rendition), *file);
    throw Problem(std::get<Problem>(outcome));
  } catch (const Problem& problem) {
    // That there is nothing to show, or too much of it, is as true as long as the rounds are the same.
    if (problem.code() == ProblemCode::nothing_to_export || problem.code() == ProblemCode::export_too_large)
      return keep_refusal(cache_, budget_, rendition.key, to_response(problem));
    return std::make_shared<const Response>(to_response(problem));
  }
}

SharedResponse FileDelivery::respond(const Request& request, Response fields, const ExportFiles::File& file) {
  const auto conditions = evaluate_conditions(request, *fields.headers.find("ETag"));
  if (conditions == ConditionOutcome::failed) return precondition_failed();
  if (conditions == ConditionOutcome::not_modified) return make_not_modified(fields);
  const auto size = file->size();
  const auto answer = range_of(request, fields, size);
  if (answer.outcome == RangeOutcome::unsatisfiable) return unsatisfiable(size);
  std::uint64_t first = 0;
  fields.length = size;
  if (answer.outcome == RangeOutcome::part) {
    make_partial(fields, answer.range, size);
    first = answer.range.first;
    fields.length = answer.range.last - first + 1;
  }
  auto share = budget_.take(reading_bytes);
  if (!share) {
    metrics_.count_shed();
    throw Problem(ProblemCode::overloaded, "Too much is being asked for at once; try again in a moment.");
  }
  auto pieces = std::make_shared<FilePieces>(file, first, *fields.length, std::move(*share), workers_);
  fields.next_piece = [pieces = std::move(pieces)](TakePiece take) { pieces->give(std::move(take)); };
  return std::make_shared<const Response>(std::move(fields));
}

}  // namespace sojourn::server
