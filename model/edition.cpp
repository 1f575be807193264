#include "model/edition.hpp"

#include <algorithm>

#include "model/dataset.hpp"

namespace sojourn::model {
namespace {

/// Instants are capped at the operation's end by making nothing match after it.
bool after_end(const Operation& operation, Date day) {
  return operation.ends_on && day > *operation.ends_on;
}

/// The day that decides when a round is in force: the end of a collection, the beginning of a plan.
Date decisive_day(const Round& round) {
  return round.key.method == Method::people_in_need ? round.period_start : round.period_end;
}

bool ends_inside(const Round& round, const TimeRange& time) {
  return (!time.from || round.period_end >= *time.from) && (!time.to || round.period_end <= *time.to);
}

bool period_meets(const Round& round, const TimeRange& time) {
  return (!time.from || round.period_end >= *time.from) && (!time.to || round.period_start <= *time.to);
}

bool inside(const Round& round, const TimeRange& time) {
  return round.key.method == Method::people_in_need ? period_meets(round, time) : ends_inside(round, time);
}

TimeRange at(Date day) {
  return {day, day, true};
}

std::shared_ptr<const RoundData> numbered(const Edition& edition, Method method, int number) {
  for (const auto& data : edition.rounds)
    if (data->round.key.method == method && data->round.key.number == number) return data;
  return nullptr;
}

std::vector<const Edition*> asked_for(const Published& published, const StateQuery& query) {
  std::vector<const Edition*> editions;
  for (const auto& [code, edition] : published.operations)
    if (query.operations.empty() ||
        std::find(query.operations.begin(), query.operations.end(), code) != query.operations.end())
      editions.push_back(edition.get());
  return editions;
}

std::vector<Method> methods_for(const Edition& edition, const StateQuery& query) {
  std::vector<Method> methods;
  if (const auto method = query.method ? query.method : edition.reference_method())
    methods.push_back(*method);
  if (query.include_event && std::find(methods.begin(), methods.end(), Method::event) == methods.end())
    methods.push_back(Method::event);
  return methods;
}

}  // namespace

std::string Vintage::identity() const {
  return boundaries->country() + " " + boundaries->version() + " " + content_hash;
}

std::optional<Method> Edition::reference_method() const {
  for (const auto method : {Method::baseline, Method::location, Method::site})
    if (std::any_of(rounds.begin(), rounds.end(),
                    [&](const auto& data) { return data->round.key.method == method; }))
      return method;
  return std::nullopt;
}

std::shared_ptr<const RoundData> round_in_force(const Edition& edition, Method method,
                                                const TimeRange& time) {
  if (time.instant && time.to && after_end(edition.operation, *time.to)) return nullptr;
  std::shared_ptr<const RoundData> found;
  for (const auto& data : edition.rounds) {
    if (data->round.key.method != method) continue;
    const bool fits = time.instant ? decisive_day(data->round) <= time.to.value() : inside(data->round, time);
    if (!fits || after_end(edition.operation, decisive_day(data->round))) continue;
    const auto rank = [](const RoundData& other) {
      return std::pair(decisive_day(other.round), other.round.key.number);
    };
    if (!found || rank(*data) > rank(*found)) found = data;
  }
  return found;
}

RoundList select_state(const Published& published, const StateQuery& query, Date today) {
  RoundList selected;
  for (const auto* edition : asked_for(published, query))
    for (const auto method : methods_for(*edition, query)) {
      auto data = query.round ? numbered(*edition, method, *query.round)
                              : round_in_force(*edition, method, query.datetime.value_or(at(today)));
      if (data) selected.push_back(std::move(data));
    }
  return selected;
}

RoundList select_assessments(const Published& published, const StateQuery& query) {
  if (query.datetime && query.datetime->instant && !query.round) {
    RoundList selected;
    for (const auto* edition : asked_for(published, query))
      for (const auto method : {Method::baseline, Method::site, Method::location, Method::event}) {
        if (query.method && *query.method != method) continue;
        if (auto data = round_in_force(*edition, method, *query.datetime))
          selected.push_back(std::move(data));
      }
    return selected;
  }
  RoundList selected;
  for (const auto* edition : asked_for(published, query))
    for (const auto& data : edition->rounds) {
      const auto& round = data->round;
      const bool fits = is_assessment(round.key.method) &&
                        (!query.method || round.key.method == *query.method) &&
                        (!query.round || round.key.number == *query.round) &&
                        (!query.datetime || period_meets(round, *query.datetime));
      if (fits) selected.push_back(data);
    }
  return selected;
}

RoundList select_rounds(const Published& published, Collection collection, StateQuery query, Date today) {
  if (collection == Collection::assessments) return select_assessments(published, query);
  if (const auto dataset = dataset_of(collection)) {
    query.method = dataset;
    query.include_event = false;
  }
  return select_state(published, query, today);
}

}  // namespace sojourn::model
