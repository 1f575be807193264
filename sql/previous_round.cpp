#include "sql/previous_round.hpp"

#include <fmt/format.h>

#include "sql/connection.hpp"
#include "sql/copy_text.hpp"
#include "sql/error.hpp"

namespace sojourn::sql {

std::shared_ptr<const model::PreviousRound> find_round_before(const Database& database,
                                                              const model::RoundKey& key) {
  Connection connection(database, Role::writer);
  const auto rounds = connection.query(
      "round_before", {key.operation, std::string(model::to_string(key.method)), std::to_string(key.number)});
  if (rounds.empty()) return nullptr;
  auto previous = std::make_shared<model::PreviousRound>();
  previous->key = {key.operation, key.method, static_cast<int>(rounds.integer(0, 1))};
  const auto end = model::Date::parse(rounds.text(0, 2));
  if (!end) throw Error("the database has a round without a readable end");
  previous->period_end = *end;
  // COPY takes no bound parameters: the number comes from the database. Of a million rows it sends one after
  // the other, where a query's answer is held as a whole.
  const auto statement = fmt::format(
      "copy (select location_id, name, area_pcode, idps_individuals from sojourn.assessment where round_id = "
      "{} order by location_id) to stdout",
      rounds.integer(0, 0));
  std::string id;
  std::string name;
  std::string pcode;
  connection.copy_out(statement, [&](std::string_view text) {
    CopyLine line(text);
    // What line gives is valid until the next.
    id = line.text();
    name = line.text();
    pcode = line.text();
    const auto people = line.next();
    previous->locations.add(
        {id, name, pcode, people ? std::optional(CopyLine::integer(*people)) : std::nullopt});
  });
  previous->locations.finish();
  return previous;
}

}  // namespace sojourn::sql
