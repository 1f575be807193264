#include "ingest/round_method.hpp"

#include <fmt/format.h>

#include "ingest/values.hpp"

namespace sojourn::ingest {

RoundMethod::RoundMethod(const SourceTable& table, const ImportOptions& options, FindingLog& log,
                         std::set<std::string>& reasons)
    : table_(table), profile_(*table.profile), options_(options), log_(log), reasons_(reasons) {}

std::optional<model::Method> RoundMethod::find(std::string_view cell) {
  if (profile_.collection != model::Collection::locations) return of_dataset();
  if (!cell.empty()) {
    const auto known = profile_.methods.find(lower_ascii(cell));
    if (known != profile_.methods.end()) return model::parse_method(known->second);
    if (const auto method = model::parse_method(lower_ascii(cell))) return method;
    if (!options_.method) {
      reasons_.insert(
          fmt::format("the file says method `{}`, which the profile `{}` does not know; say what it is with "
                      "--method",
                      cell, profile_.name));
      return std::nullopt;
    }
  }
  if (options_.method) return options_.method;
  if (const auto said = titled())
    return said == profile_.method || !profile_.method ? said : contradicted_by(*said);
  return assumed();
}

std::optional<model::Method> RoundMethod::of_dataset() {
  if (options_.method && options_.method != profile_.method)
    reasons_.insert(fmt::format("the profile `{}` reads {}, which have no method; leave --method out",
                                profile_.name, model::to_string(*profile_.method)));
  return profile_.method;
}

std::optional<model::Method> RoundMethod::titled() const {
  if (table_.methods_said.size() != 1) return std::nullopt;
  const auto said = model::parse_method(table_.methods_said.front());
  return said && model::is_assessment(*said) ? said : std::nullopt;
}

// A site assessment that passed for a round of the baseline would look as if most people had left.
std::optional<model::Method> RoundMethod::contradicted_by(model::Method titled) {
  if (!profile_.generic && !profile_.method_from_title) {
    reasons_.insert(
        fmt::format("the sheet's name or title says method {}, and the profile `{}` reads {}; say which it "
                    "is with --method",
                    model::to_string(titled), profile_.name, model::to_string(*profile_.method)));
    return std::nullopt;
  }
  log_.add_once(
      "method.titled", "", {},
      fmt::format("The sheet's name or title says method {}, which was taken; the profile's own is {}.",
                  model::to_string(titled), model::to_string(*profile_.method)));
  return titled;
}

std::optional<model::Method> RoundMethod::assumed() {
  if (!profile_.method)
    reasons_.insert(
        "neither the file nor the profile says the method; say --method baseline, site, location or event");
  else if (profile_.generic)
    log_.add_once(
        "method.assumed", "", {},
        fmt::format("The file does not say its method; {} was taken.", model::to_string(*profile_.method)));
  return profile_.method;
}

}  // namespace sojourn::ingest
