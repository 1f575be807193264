#include "sql/editions.hpp"

#include <fmt/format.h>

namespace sojourn::sql {
namespace {

model::RoundKey key_of(const std::string& operation, const Rows& rows, int row) {
  return {operation, model::parse_method(rows.text(row, 1)).value(), static_cast<int>(rows.integer(row, 2))};
}

std::string described(const RoundSelection& selection) {
  return fmt::format("{}{}{}", selection.operation,
                     selection.method ? fmt::format(" {}", model::to_string(*selection.method)) : "",
                     selection.number ? fmt::format(" round {}", *selection.number) : "");
}

Rows candidates(Connection& connection, const RoundSelection& selection) {
  const auto method = selection.method ? Parameter(model::to_string(*selection.method)) : std::nullopt;
  const auto number = selection.number ? Parameter(std::to_string(*selection.number)) : std::nullopt;
  auto rows = connection.query("publish_candidates", {selection.operation, method, number});
  if (rows.empty())
    throw Refusal(fmt::format(
        "there is no round of {} to publish: `sojourn rounds` lists what is stored{}", described(selection),
        selection.method ? "" : "; what is none of assessments is named with --method"));
  return rows;
}

void refuse_withdrawn(const RoundSelection& selection, const Rows& rows, int row) {
  // Publishing everything means everything that may be.
  if (!selection.number) return;
  throw Refusal(
      fmt::format("{} round {} of {} was withdrawn ({}) and stays so: a corrected file goes in with "
                  "--replace --erratum TEXT",
                  rows.text(row, 1), rows.text(row, 2), selection.operation, rows.text(row, 5)));
}

void refuse_unless_some(const RoundSelection& selection, const PublishResult& result) {
  if (!result.published.empty() || !result.already_public.empty()) return;
  if (result.held_back.empty())
    throw Refusal(
        fmt::format("every round of {} was withdrawn: there is nothing to publish", described(selection)));
  throw Refusal(fmt::format(
      "{} cannot be published, because it is not classified as public (what nobody classified is severe): if "
      "it may be public, import the file again with --sensitivity low",
      described(selection)));
}

}  // namespace

void lock_operation(Connection& connection, const std::string& operation,
                    const std::function<void()>& watch) {
  connection.query_watched("lock_operation", {operation}, watch);
}

ActingAs::ActingAs(Connection& connection, Role role, Role session_role)
    : connection_(connection), session_role_(session_role) {
  connection_.script(fmt::format("set local role {}", name_of(role)));
}

void ActingAs::finish() {
  connection_.script(fmt::format("set local role {}", name_of(session_role_)));
}

std::uint64_t make_edition(Connection& connection, const std::string& operation, const char* action,
                           const std::vector<std::int64_t>& round_ids, const std::string& by,
                           const std::string& reason) {
  const auto rows = connection.query("edition_insert", {operation, action, array_of(round_ids), by, reason});
  connection.query("edition_notify", {operation});
  return static_cast<std::uint64_t>(rows.integer(0, 0));
}

PublishResult publish_rounds(Connection& connection, const RoundSelection& selection,
                             const std::string& cleared_by) {
  if (cleared_by.empty()) throw Refusal("publishing needs the name of who cleared the round for the public");
  const auto rows = candidates(connection, selection);
  PublishResult result;
  std::vector<std::int64_t> ids;
  for (int row = 0; row < rows.count(); ++row) {
    const auto key = key_of(selection.operation, rows, row);
    const auto status = rows.text(row, 3);
    if (status == "withdrawn") {
      refuse_withdrawn(selection, rows, row);
    } else if (status == "published") {
      result.already_public.push_back(key);
    } else if (rows.text(row, 4) != "low") {
      result.held_back.push_back(key);
    } else {
      result.published.push_back(key);
      ids.push_back(rows.integer(row, 0));
    }
  }
  refuse_unless_some(selection, result);
  if (ids.empty()) return result;
  // First the old ones: at most one revision of a round is public at any moment.
  connection.query("publish_supersede", {selection.operation, array_of(ids)});
  connection.query("publish_rounds", {selection.operation, array_of(ids), cleared_by});
  result.edition = make_edition(connection, selection.operation, "publish", ids, cleared_by, "");
  return result;
}

}  // namespace sojourn::sql
