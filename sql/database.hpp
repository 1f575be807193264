/// Where the database is and as whom to enter it. Plain settings: holding one opens nothing.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sojourn::sql {

/// The administrator makes roles and extensions, the others are what architecture.md says. The reader can
/// select from the schema `published` and from nothing else.
enum class Role { administrator, owner, writer, publisher, reader };
/// The role's name in the database, e.g. "sojourn_reader".
std::string_view name_of(Role role);

class Database {
 public:
  /// Any PostGIS, as a libpq URI or key=value string. Its user must be a member of the sojourn roles.
  static Database at_url(std::string url);
  /// A private cluster's socket directory; OS users are mapped to the roles.
  static Database on_socket(const std::filesystem::path& socket_directory);

  /// Another database of the same private cluster.
  Database of_name(std::string name) const;

  /// What PQconnectdb takes for that role.
  std::string connection_string(Role role) const;
  /// The statement that takes on the role after connecting; empty where one logs in as it.
  std::string enter_role(Role role) const;
  bool is_private() const { return is_private_; }
  /// For messages: the socket directory, or the URL without its password.
  std::string description() const;

 private:
  Database(std::string target, bool is_private) : target_(std::move(target)), is_private_(is_private) {}
  std::string target_;
  bool is_private_;
  std::string name_ = "sojourn";  ///< of the database in a private cluster
};

}  // namespace sojourn::sql
