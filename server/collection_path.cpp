#include "server/collection_path.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/problem.hpp"

namespace sojourn::server {

model::Collection require_collection(std::string_view name) {
  const auto collection = model::find_collection(name);
  if (!collection)
    throw Problem(ProblemCode::unknown_collection,
                  fmt::format("There is no collection '{}'; /ogc/collections lists them.", name));
  return *collection;
}

model::RoundList rounds_of(model::Collection collection, const model::StateQuery& state,
                           const Context& context) {
  return model::select_rounds(context.published(), collection, state, context.today);
}

std::vector<std::size_t> chosen_fields(model::Collection collection, const Parameters& parameters,
                                       const std::vector<std::size_t>& standard) {
  return parse_properties(parameters, model::fields_of(collection)).value_or(standard);
}

std::string fields_key(const std::vector<std::size_t>& fields) {
  return fmt::format("{}", fmt::join(fields, ","));
}

}  // namespace sojourn::server
