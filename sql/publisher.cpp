#include "sql/publisher.hpp"

#include <fmt/format.h>

#include "sql/connection.hpp"
#include "sql/editions.hpp"

namespace sojourn::sql {
namespace {

model::Date date_at(const Rows& rows, int row, int column) {
  const auto date = model::Date::parse(rows.text(row, column));
  if (!date)
    throw Error(fmt::format("the database sent “{}” where a date was expected", rows.text(row, column)));
  return *date;
}

model::ControlTotals totals_at(const Rows& rows, int row, int first) {
  model::ControlTotals totals;
  int column = first;
  for (auto* total : {&totals.rows_read, &totals.rows_accepted, &totals.rows_rejected, &totals.locations,
                      &totals.individuals_read, &totals.households_read, &totals.individuals,
                      &totals.households, &totals.returnees})
    *total = rows.integer(row, column++);
  return totals;
}

RoundListing listing_at(const Rows& rows, int row) {
  RoundListing listing;
  auto& round = listing.round;
  listing.round_id = rows.integer(row, 1);
  round.key = {rows.string(row, 0), model::parse_method(rows.text(row, 2)).value(),
               static_cast<int>(rows.integer(row, 3))};
  round.revision = static_cast<int>(rows.integer(row, 4));
  round.status = model::parse_round_status(rows.text(row, 5)).value();
  round.sensitivity = model::parse_sensitivity(rows.text(row, 6)).value();
  round.period_start = date_at(rows, row, 7);
  round.period_end = date_at(rows, row, 8);
  round.source = rows.text(row, 9);
  round.source_method = rows.text(row, 10);
  round.boundary_version = rows.text(row, 11);
  round.content_hash = rows.text(row, 12);
  round.profile = rows.text(row, 13);
  round.erratum = rows.text(row, 14);
  round.totals = totals_at(rows, row, 15);
  listing.imported_at = rows.text(row, 24);
  listing.cleared_by = rows.text(row, 25);
  listing.published_at = rows.text(row, 26);
  listing.withdrawn_at = rows.text(row, 27);
  listing.withdrawn_by = rows.text(row, 28);
  listing.withdrawn_reason = rows.text(row, 29);
  return listing;
}

void add_once(std::vector<model::RoundKey>& keys, const model::RoundKey& key) {
  if (keys.empty() || keys.back() != key) keys.push_back(key);
}

}  // namespace

PublishResult Publisher::publish(const RoundSelection& selection, const std::string& cleared_by) const {
  Connection connection(database_, Role::publisher);
  Transaction transaction(connection);
  lock_operation(connection, selection.operation);
  auto result = publish_rounds(connection, selection, cleared_by);
  transaction.commit();
  return result;
}

WithdrawResult Publisher::withdraw(const RoundSelection& selection, const std::string& reason,
                                   const std::string& by, const std::string& decided_at) const {
  if (!selection.number) throw Refusal("a withdrawal names its round");
  if (reason.empty()) throw Refusal("a withdrawal gives its reason");
  Connection connection(database_, Role::publisher);
  Transaction transaction(connection);
  lock_operation(connection, selection.operation);
  const auto method = selection.method ? Parameter(model::to_string(*selection.method)) : std::nullopt;
  const auto number = std::to_string(*selection.number);
  const auto until = decided_at.empty() ? std::nullopt : Parameter(decided_at);
  const auto rows = connection.query("withdraw_candidates", {selection.operation, method, number, until});
  WithdrawResult result;
  std::vector<std::int64_t> ids;
  bool was_public = false;
  for (int row = 0; row < rows.count(); ++row) {
    const auto status = rows.text(row, 3);
    const model::RoundKey key{selection.operation, model::parse_method(rows.text(row, 1)).value(),
                              *selection.number};
    if (status == "withdrawn") add_once(result.already_withdrawn, key);
    if (status == "withdrawn" || status == "superseded") continue;
    was_public |= status == "published";
    ids.push_back(rows.integer(row, 0));
    add_once(result.withdrawn, key);
  }
  if (rows.empty())
    throw Refusal(fmt::format("there is no{} round {} of {}: `sojourn rounds` lists what is stored{}",
                              method ? " " + *method : "", number, selection.operation,
                              method ? "" : "; what is none of assessments is named with --method"));
  if (ids.empty()) return result;
  connection.query("withdraw_rounds",
                   {selection.operation, array_of(ids), reason, by.empty() ? "unknown" : by});
  if (was_public) result.edition = make_edition(connection, selection.operation, "withdraw", ids, by, reason);
  transaction.commit();
  return result;
}

std::vector<RoundListing> Publisher::rounds(const std::string& operation) const {
  Connection connection(database_, Role::publisher);
  const auto rows = connection.query("round_list", {operation});
  std::vector<RoundListing> listings;
  for (int row = 0; row < rows.count(); ++row) listings.push_back(listing_at(rows, row));
  return listings;
}

}  // namespace sojourn::sql
