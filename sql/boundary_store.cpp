#include "sql/boundary_store.hpp"

#include <fmt/format.h>

#include "sql/boundary_rows.hpp"
#include "sql/connection.hpp"
#include "sql/editions.hpp"

namespace sojourn::sql {
namespace {

void copy_areas(Connection& connection, const geo::BoundarySet& set, std::string_view rows) {
  // Country and version are the same for all rows; the table is left without defaults for them.
  std::string text;
  text.reserve(rows.size() + set.areas().size() * 16);
  const auto prefix = fmt::format("{}\t{}\t", set.country(), set.version());
  for (std::size_t start = 0; start < rows.size();) {
    const auto end = rows.find('\n', start) + 1;
    text += prefix;
    text += rows.substr(start, end - start);
    start = end;
  }
  std::string_view rest = text;
  connection.copy_in(
      "copy sojourn.area (country, version, pcode, level, parent_pcode, name, name_local, other_names, "
      "population, population_year, geometry) from stdin",
      [&] {
        const auto chunk = rest.substr(0, std::size_t{1} << 20);
        rest.remove_prefix(chunk.size());
        return chunk;
      });
}

[[noreturn]] void refuse_replacing(const geo::BoundarySet& set, std::int64_t rounds, bool replace) {
  const auto which = fmt::format("the boundaries of {} valid since {}", set.country(), set.version());
  if (rounds > 0)
    throw Refusal(fmt::format(
        "{} are stored with other content, and {} rounds were placed on them, so they stay: store "
        "the corrected ones as a vintage of their own, with another --valid-on",
        which, rounds));
  throw Refusal(fmt::format("{} are stored with other content{}", which,
                            replace ? "" : ": give the date since which these are valid with --valid-on"));
}

/// Populations that `set` states and the stored areas do not; whether there are any.
bool update_populations(Connection& connection, const geo::BoundarySet& stored, const geo::BoundarySet& set) {
  std::vector<std::string> codes;
  std::vector<std::int64_t> populations, years;
  for (std::uint32_t i = 0; i < set.areas().size(); ++i) {
    const auto& said = set.area(i);
    const auto& known = stored.area(i);
    const bool same = said.population == known.population && said.population_year == known.population_year;
    if (!said.population || same) continue;
    codes.push_back(said.pcode);
    populations.push_back(*said.population);
    years.push_back(said.population_year.value_or(-1));
  }
  if (codes.empty()) return false;
  const auto& country = set.country();
  const auto& version = set.version();
  connection.query("boundary_population",
                   {country, version, array_of(codes), array_of(populations), array_of(years)});
  const auto now = read_boundary_set(connection, "sojourn", country, version);
  connection.query("boundary_rehash", {country, version, content_hash_of(area_rows(*now))});
  return true;
}

/// Nothing where more than populations differs, so that somebody has to decide.
std::optional<BoundaryResult> populate(Connection& connection, const geo::BoundarySet& set) {
  const auto stored = read_boundary_set(connection, "sojourn", set.country(), set.version());
  if (!stored || !same_but_population(*stored, set)) return std::nullopt;
  return update_populations(connection, *stored, set) ? BoundaryResult::populated : BoundaryResult::unchanged;
}

/// Before anything is written: an import has its operation first and a vintage's row, by the foreign key of
/// its round, afterwards. In the other order the two could wait for each other.
void lock_for_changes(Connection& connection, const geo::BoundarySet& set,
                      const std::function<void()>& waiting) {
  const auto rows = connection.query("boundary_users", {set.country()});
  for (int row = 0; row < rows.count(); ++row) lock_operation(connection, rows.string(row, 0), waiting);
}

void make_editions(Connection& connection, const geo::BoundarySet& set) {
  const auto rows = connection.query("boundary_operations", {set.country()});
  for (int row = 0; row < rows.count(); ++row) {
    const auto operation = rows.string(row, 0);
    lock_operation(connection, operation);  // for one that is new since: the others are locked
    ActingAs publisher(connection, Role::publisher, Role::writer);
    make_edition(connection, operation, "boundaries", {}, "",
                 fmt::format("boundaries of {} valid since {}", set.country(), set.version()));
    publisher.finish();
  }
}

void insert(Connection& connection, const geo::BoundarySet& set, const std::string& source,
            std::string_view rows) {
  try {
    connection.query("boundary_insert", {set.country(), set.version(), source, content_hash_of(rows)});
    copy_areas(connection, set, rows);
    connection.script("set constraints all immediate");
  } catch (const StatementError& error) {
    throw Refusal(fmt::format("the boundaries of {} valid since {} are refused, and nothing was stored: {}",
                              set.country(), set.version(), error.what()));
  }
}

/// What becomes of a vintage that is stored with other content; nothing: it was deleted to be stored anew.
std::optional<BoundaryResult> settle(Connection& connection, const geo::BoundarySet& set, std::int64_t rounds,
                                     bool replace) {
  if (!replace || rounds > 0) {
    if (const auto result = populate(connection, set)) return result;
    refuse_replacing(set, rounds, replace);
  }
  connection.query("boundary_delete", {set.country(), set.version()});
  return std::nullopt;
}

}  // namespace

BoundaryResult BoundaryStore::save(const geo::BoundarySet& set, const std::string& source, bool replace,
                                   const std::function<void()>& waiting) const {
  if (!model::Date::parse(set.version()))
    throw Refusal(fmt::format(
        "the boundaries of {} have no date since which they are valid: give --valid-on YYYY-MM-DD",
        set.country()));
  const auto rows = area_rows(set);
  const auto hash = content_hash_of(rows);
  Connection connection(database_, Role::writer);
  Transaction transaction(connection);
  connection.query_watched("lock_boundaries", {set.country()}, waiting);
  const auto find = [&] { return connection.query("boundary_find", {set.country(), set.version()}); };
  if (const auto same = find(); !same.empty() && same.text(0, 0) == hash) return BoundaryResult::unchanged;
  lock_for_changes(connection, set, waiting);
  const auto found = find();  // again: an import that was waited for may have placed rounds on it
  auto result = found.empty() ? BoundaryResult::stored : BoundaryResult::replaced;
  const auto settled = found.empty() ? std::nullopt : settle(connection, set, found.integer(0, 1), replace);
  if (settled)
    result = *settled;
  else
    insert(connection, set, source, rows);
  if (result != BoundaryResult::unchanged) make_editions(connection, set);
  transaction.commit();
  return result;
}

std::vector<BoundaryVintage> BoundaryStore::vintages(const std::string& country) const {
  Connection connection(database_, Role::writer);
  const auto rows = connection.query("boundary_vintages", {country});
  std::vector<BoundaryVintage> vintages;
  for (int row = 0; row < rows.count(); ++row)
    vintages.push_back({rows.string(row, 0), rows.string(row, 1), rows.integer(row, 2), rows.integer(row, 3),
                        rows.string(row, 4)});
  return vintages;
}

std::optional<std::string> BoundaryStore::version_for(const std::string& country, model::Date date) const {
  Connection connection(database_, Role::writer);
  const auto rows = connection.query("boundary_version_for", {country, date.to_string()});
  return rows.empty() ? std::nullopt : std::optional(rows.string(0, 0));
}

std::shared_ptr<const geo::BoundarySet> BoundaryStore::load(const std::string& country,
                                                            const std::string& version) const {
  Connection connection(database_, Role::writer);
  return read_boundary_set(connection, "sojourn", country, version);
}

}  // namespace sojourn::sql
