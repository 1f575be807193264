/// The immutable published state of one operation, and of all of them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/round_data.hpp"

namespace sojourn::model {

/// A vintage of boundaries that rounds can be shown on.
struct Vintage {
  std::shared_ptr<const geo::BoundarySet> boundaries;
  std::string content_hash;  ///< of its areas, the same in every process

  /// Of the vintage itself: two may hold the same areas. The same in every process.
  std::string identity() const;
};

struct Edition {
  Operation operation;
  std::uint64_t number = 0;  ///< rises with every publish and withdrawal
  /// Published rounds ordered by method, period end, number.
  std::vector<std::shared_ptr<const RoundData>> rounds;
  /// All that are stored of the rounds' countries, by country and version.
  std::vector<Vintage> vintages = {};

  /// The reference series: baseline, else location, else site; nothing without any of these.
  std::optional<Method> reference_method() const;
};

/// Everything public at one moment. One request takes one of these and sees one truth.
struct Published {
  std::map<std::string, std::shared_ptr<const Edition>, std::less<>> operations;
};

/// A time as requests give it: an instant, or an interval open (nothing) on one side.
struct TimeRange {
  std::optional<Date> from;
  std::optional<Date> to;
  bool instant = true;  ///< from == to
};

/// Which state is asked for: parameters `operation`, `method`, `datetime`, `round`, `include=event`.
struct StateQuery {
  std::vector<std::string> operations;  ///< empty: all
  std::optional<Method> method;         ///< nothing: each operation's reference
  std::optional<TimeRange> datetime;    ///< nothing: now
  std::optional<int> round;             ///< instead of datetime
  bool include_event = false;           ///< the event series beside the reference
};

using RoundList = std::vector<std::shared_ptr<const RoundData>>;

/// The round in force of one method: latest period end ≤ t (ties: higher number), none after the operation's
/// end; for an interval the last round that ends inside it. People in need are planned for a period: there
/// the latest whose period has begun, for an interval the last whose period meets it. Null if there is none.
std::shared_ptr<const RoundData> round_in_force(const Edition& edition, Method method, const TimeRange& time);

/// The rounds whose rows are the state asked for, in order of operation. At most one for each operation and
/// method.
RoundList select_state(const Published& published, const StateQuery& query, Date today);

/// For `assessments`: every round that answers the query; without `datetime` and `round` all of them. An
/// instant means the rounds in force then, an interval all rounds whose period meets it.
RoundList select_assessments(const Published& published, const StateQuery& query);

/// The rounds that answer a query of any collection. Of a dataset that is no round of assessments its own:
/// `method` and `include_event` say nothing there.
RoundList select_rounds(const Published& published, Collection collection, StateQuery query, Date today);

}  // namespace sojourn::model
