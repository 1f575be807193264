#include "sql/database.hpp"

#include <fmt/format.h>

#include <array>

namespace sojourn::sql {
namespace {
constexpr std::array<std::string_view, 5> names = {"sojourn_administrator", "sojourn_owner", "sojourn_writer",
                                                   "sojourn_publisher", "sojourn_reader"};

/// A value of a libpq key=value string.
std::string quote_value(std::string_view value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}
}  // namespace

std::string_view name_of(Role role) {
  return names.at(static_cast<std::size_t>(role));
}

Database Database::at_url(std::string url) {
  return {std::move(url), false};
}
Database Database::on_socket(const std::filesystem::path& socket_directory) {
  return {socket_directory.string(), true};
}

Database Database::of_name(std::string name) const {
  auto other = *this;
  other.name_ = std::move(name);
  return other;
}

std::string Database::connection_string(Role role) const {
  if (!is_private_) return target_;
  return fmt::format("host={} port=5432 dbname={} user={} connect_timeout=30", quote_value(target_),
                     quote_value(name_), name_of(role));
}

std::string Database::enter_role(Role role) const {
  // The administrator of an external database is whoever the URL names.
  if (is_private_ || role == Role::administrator) return "";
  return fmt::format("set role {}", name_of(role));
}

std::string Database::description() const {
  if (is_private_) return fmt::format("the private database at {}", target_);
  const auto scheme = target_.find("://");
  if (scheme == std::string::npos) return "the database of database.url";
  const auto at = target_.find('@', scheme);
  const auto host = at == std::string::npos ? target_.substr(scheme + 3) : target_.substr(at + 1);
  return fmt::format("the database at {}", host.substr(0, host.find('?')));
}

}  // namespace sojourn::sql
