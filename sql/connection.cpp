#include "sql/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>

#include "embedded/sql_files.hpp"

namespace sojourn::sql {
namespace {

std::string first_line(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return std::string(text);
}

bool is_lost(std::string_view state) {
  // Class 08: connection exceptions; class 57P: the server shuts down, has crashed or is starting.
  return state.empty() || state.starts_with("08") || state.starts_with("57P");
}

template <typename Values, typename Append>
std::string array_text(const Values& values, Append append) {
  std::string text = "{";
  for (const auto& value : values) {
    if (text.size() > 1) text += ',';
    append(text, value);
  }
  return text + "}";
}

std::vector<const char*> values_of(const std::vector<Parameter>& parameters) {
  std::vector<const char*> values;
  for (const auto& parameter : parameters) {
    // libpq's text parameters end at the first NUL; cutting a value short would go unnoticed.
    if (parameter && parameter->find('\0') != std::string::npos)
      throw Refusal("a text holds the character NUL, which cannot be stored");
    values.push_back(parameter ? parameter->c_str() : nullptr);
  }
  return values;
}

}  // namespace

std::string array_of(const std::vector<std::string>& values) {
  return array_text(values, [](std::string& text, const std::string& value) {
    text += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  });
}

std::string array_of(const std::vector<std::int64_t>& values) {
  return array_text(values, [](std::string& text, std::int64_t value) { text += std::to_string(value); });
}

std::string query_text(std::string_view name) {
  const auto path = fmt::format("queries/{}.sql", name);
  for (const auto& file : sql_files())
    if (file.path == path) return std::string(file.content);
  throw std::logic_error(fmt::format("there is no sql/{}", path));
}

void Rows::Clear::operator()(pg_result* result) const {
  PQclear(result);
}
Rows::Rows(pg_result* result) : result_(result) {}
int Rows::count() const {
  return PQntuples(result_.get());
}
bool Rows::is_null(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::string_view Rows::text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t Rows::integer(int row, int column) const {
  const auto value = text(row, column);
  std::int64_t number = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != value.data() + value.size())
    throw Error(fmt::format("the database answered “{}” where a number was asked for", value));
  return number;
}

void Connection::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Connection::Connection(const std::string& connection_string, std::string description)
    : connection_(PQconnectdb(connection_string.c_str())), description_(std::move(description)) {
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    throw Unavailable(
        fmt::format("{} cannot be reached: {}", description_, first_line(PQerrorMessage(connection_.get()))));
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  // An external database may have other habits; texts of dates and reals are read as these say.
  script(
      "set client_encoding = 'UTF8'; set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set "
      "extra_float_digits = 1; set standard_conforming_strings = on; set search_path = pg_catalog, public");
}

Connection::Connection(const Database& database, Role role)
    : Connection(database.connection_string(role), database.description()) {
  if (const auto enter = database.enter_role(role); !enter.empty()) script(enter);
}

void Connection::fail(const pg_result* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string state = field != nullptr ? field : "";
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  // Not the detail: it quotes rows.
  const auto message =
      primary != nullptr ? std::string(primary) : first_line(PQerrorMessage(connection_.get()));
  if (is_lost(state) || PQstatus(connection_.get()) != CONNECTION_OK)
    throw Unavailable(fmt::format("the connection to {} was lost: {}", description_, message));
  if (state == "53100")
    throw EnvironmentError(fmt::format(
        "the disk of {} is full ({}): nothing was changed; make room and try again", description_, message));
  throw StatementError(message, state);
}

Rows Connection::check(pg_result* result) {
  Rows rows(result);
  const auto status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result);
  return rows;
}

Rows Connection::query(std::string_view name, const std::vector<Parameter>& parameters) {
  return execute(query_text(name), parameters);
}

Rows Connection::query_watched(std::string_view name, const std::vector<Parameter>& parameters,
                               const std::function<void()>& watch) {
  const auto statement = query_text(name);
  const auto values = values_of(parameters);
  if (PQsendQueryParams(connection_.get(), statement.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), nullptr, nullptr, 0) != 1)
    throw Unavailable(fmt::format("the connection to {} was lost: {}", description_,
                                  first_line(PQerrorMessage(connection_.get()))));
  try {
    wait_watched(watch);
  } catch (...) {
    cancel();
    while (auto* rest = PQgetResult(connection_.get())) PQclear(rest);
    throw;
  }
  // One statement has one result; the transaction must not go on before the end of it was read.
  auto* const result = PQgetResult(connection_.get());
  while (auto* rest = PQgetResult(connection_.get())) PQclear(rest);
  return check(result);
}

void Connection::wait_watched(const std::function<void()>& watch) {
  constexpr int milliseconds = 200;
  while (PQisBusy(connection_.get()) != 0) {
    if (watch) watch();
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (poll(&socket, 1, milliseconds) < 0 && errno != EINTR)
      throw Unavailable(fmt::format("the connection to {} cannot be watched", description_));
    if (PQconsumeInput(connection_.get()) == 0) return;  // lost: the result says so
  }
}

void Connection::cancel() noexcept {
  char reason[256];
  if (auto* const request = PQgetCancel(connection_.get())) {
    PQcancel(request, reason, sizeof reason);
    PQfreeCancel(request);
  }
}

Rows Connection::execute(const std::string& statement, const std::vector<Parameter>& parameters) {
  const auto values = values_of(parameters);
  return check(PQexecParams(connection_.get(), statement.c_str(), static_cast<int>(values.size()), nullptr,
                            values.data(), nullptr, nullptr, 0));
}

void Connection::script(const std::string& statements) {
  check(PQexec(connection_.get(), statements.c_str()));
}

std::string Connection::literal(const std::string& value) {
  struct FreeText {
    void operator()(char* text) const { PQfreemem(text); }
  };
  const std::unique_ptr<char, FreeText> text(PQescapeLiteral(connection_.get(), value.data(), value.size()));
  if (!text) throw Refusal("a text is not valid UTF-8");
  return text.get();
}

void Connection::copy_in(const std::string& statement, const std::function<std::string_view()>& produce) {
  {
    const auto started = PQexec(connection_.get(), statement.c_str());
    const Rows rows(started);
    if (PQresultStatus(started) != PGRES_COPY_IN) fail(started);
  }
  try {
    for (auto chunk = produce(); !chunk.empty(); chunk = produce())
      if (PQputCopyData(connection_.get(), chunk.data(), static_cast<int>(chunk.size())) != 1) break;
  } catch (...) {
    PQputCopyEnd(connection_.get(), "given up by the program");
    while (auto* rest = PQgetResult(connection_.get())) PQclear(rest);
    throw;
  }
  PQputCopyEnd(connection_.get(), nullptr);
  std::optional<Rows> outcome;
  pg_result* last = nullptr;
  while (auto* result = PQgetResult(connection_.get())) {
    if (last == nullptr || PQresultStatus(last) == PGRES_COMMAND_OK) {
      outcome.emplace(result);
      last = result;
    } else {
      PQclear(result);
    }
  }
  if (last == nullptr || PQresultStatus(last) != PGRES_COMMAND_OK) fail(last);
}

void Connection::copy_out(const std::string& statement, const std::function<void(std::string_view)>& line) {
  {
    const auto started = PQexec(connection_.get(), statement.c_str());
    const Rows rows(started);
    if (PQresultStatus(started) != PGRES_COPY_OUT) fail(started);
  }
  struct FreeBuffer {
    void operator()(char* buffer) const { PQfreemem(buffer); }
  };
  for (;;) {
    char* buffer = nullptr;
    const int size = PQgetCopyData(connection_.get(), &buffer, 0);
    if (size <= 0) break;
    const std::unique_ptr<char, FreeBuffer> owned(buffer);
    line({buffer, static_cast<std::size_t>(size) - 1});
  }
  while (auto* result = PQgetResult(connection_.get())) {
    const Rows rows(result);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(result);
  }
}

bool Connection::wait_for_notification(int milliseconds) {
  const auto take = [&] {
    if (PQconsumeInput(connection_.get()) == 0)
      throw Unavailable(fmt::format("the connection to {} was lost: {}", description_,
                                    first_line(PQerrorMessage(connection_.get()))));
    bool any = false;
    while (auto* notification = PQnotifies(connection_.get())) {
      PQfreemem(notification);
      any = true;
    }
    return any;
  };
  if (take()) return true;
  pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
  if (poll(&socket, 1, milliseconds) < 0 && errno != EINTR)
    throw Unavailable(fmt::format("the connection to {} cannot be watched", description_));
  return take();
}

Transaction::Transaction(Connection& connection, const std::string& begin) : connection_(connection) {
  connection_.script(begin);
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    connection_.script("rollback");
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // The session is lost, and its transaction with it.
  }
}

void Transaction::commit() {
  connection_.script("commit");
  open_ = false;
}

}  // namespace sojourn::sql
