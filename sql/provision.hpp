/// What has to be in a database before migrations can run: roles, the extension, rights.
#pragma once

#include "sql/database.hpp"

namespace sojourn::sql {

/// Makes them as the private cluster's administrator; what is there stays.
void provision_private(const Database& database);

/// In an external database: makes what it lacks, where its user may. Throws EnvironmentError that lists the
/// SQL for its administrator otherwise.
void provision_external(const Database& database);

}  // namespace sojourn::sql
