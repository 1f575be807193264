#include "sql/round_loading.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "model/dataset.hpp"
#include "sql/round_current.hpp"
#include "sql/round_rows.hpp"

namespace sojourn::sql {

/// Chunks of COPY from the thread that makes them to the one that sends them. Who makes them waits while too
/// many lie there.
class ChunkQueue {
 public:
  /// Returns false if nobody takes any more.
  bool put(std::string chunk) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || bytes_ < most_bytes; });
    if (closed_) return false;
    bytes_ += chunk.size();
    chunks_.push_back(std::move(chunk));
    changed_.notify_all();
    return true;
  }
  /// No more will come.
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  /// What lies there is of no use, nor what would come.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  /// The next one, valid until the next call; empty at the end. Throws GivenUp when closed.
  std::string_view next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || ended_ || !chunks_.empty(); });
    if (closed_) throw GivenUp();
    if (chunks_.empty()) return {};
    current_ = std::move(chunks_.front());
    chunks_.pop_front();
    bytes_ -= current_.size();
    changed_.notify_all();
    return current_;
  }

  struct GivenUp {};

 private:
  static constexpr std::size_t most_bytes = std::size_t{16} << 20;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> chunks_;
  std::string current_;
  std::size_t bytes_ = 0;
  bool ended_ = false;
  bool closed_ = false;
};

RoundLoading::RoundLoading(GetDatabase get_database, bool replace)
    : get_database_(std::move(get_database)), replace_(replace) {}

RoundLoading::~RoundLoading() {
  give_up();
}

void RoundLoading::expect(std::span<const std::size_t> fields) {
  expected_ = {fields.begin(), fields.end()};
}

bool RoundLoading::take(const model::RoundDraft& draft, std::uint32_t rows) {
  if (given_up_) return false;
  try {
    if ((session_ != nullptr || begin(draft, rows)) && note_fields(draft, rows) && send(draft, rows))
      return true;
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // Storing the draft will meet it again, and say what it is.
  }
  give_up();
  return false;
}

// Another import of the round is not waited for: what came of it is asked again under the operation's lock.
bool RoundLoading::begin(const model::RoundDraft& draft, std::uint32_t rows) {
  const auto& round = draft.content.round;
  if (!model::is_operation_code(round.key.operation)) return false;
  session_ = std::make_unique<Session>(get_database_());
  auto& connection = session_->connection;
  const auto current = find_current_round(connection, round.key);
  if (current && (!replace_ || current->content_hash == round.content_hash)) return false;
  round_id_ = reserve_round_tables(connection, round.key);
  for (const auto field : reported_fields(draft.content.assessments, rows)) expected_.insert(field);
  fields_.assign(expected_.begin(), expected_.end());
  encoder_ =
      std::make_unique<RowEncoder>(connection, model::collection_of(round.key.method), round_id_, fields_);
  chunks_ = std::make_unique<ChunkQueue>();
  copying_ = std::thread([this] {
    try {
      session_->connection.copy_in(encoder_->statement(), [this] { return chunks_->next(); });
    } catch (const ChunkQueue::GivenUp&) {
      failed_ = true;
    } catch (const std::exception&) {
      failed_ = true;
      chunks_->close();
    }
  });
  return true;
}

// A field that comes up later has no column in what was sent.
bool RoundLoading::note_fields(const model::RoundDraft& draft, std::uint32_t rows) {
  for (const auto field : reported_fields(draft.content.assessments, rows)) {
    if (!expected_.contains(field)) return false;
    reported_.insert(field);
  }
  return true;
}

std::vector<std::size_t> RoundLoading::fields() const {
  return {reported_.begin(), reported_.end()};
}

bool RoundLoading::send(const model::RoundDraft& draft, std::uint32_t rows) {
  constexpr std::size_t chunk_bytes = std::size_t{1} << 16;
  for (std::uint32_t row = 0; row < rows; ++row) {
    encoder_->add(draft.content, row, {});
    if (encoder_->buffer().size() < chunk_bytes && row + 1 < rows) continue;
    if (!chunks_->put(std::exchange(encoder_->buffer(), {}))) return false;
  }
  sent_ += rows;
  return true;
}

void RoundLoading::give_up() {
  given_up_ = true;
  if (chunks_ != nullptr) chunks_->close();
  if (copying_.joinable()) copying_.join();
  session_.reset();
}

bool RoundLoading::complete() {
  if (given_up_ || session_ == nullptr) return false;
  if (copying_.joinable()) {
    chunks_->end();
    copying_.join();
  }
  if (failed_) give_up();
  return !given_up_;
}

bool RoundLoading::holds(const model::RoundDraft& draft) {
  if (complete() && sent_ == draft.rows_gone && draft.content.assessments.rows() == 0) return true;
  give_up();
  return false;
}

}  // namespace sojourn::sql
