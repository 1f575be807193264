/// What an SQLite database, which a GeoPackage is, may do to the process that reads it.
#pragma once

namespace sojourn::ingest {

/// For every database that is opened from now on, by whatever library: its triggers do not run, its views
/// call no function but those that were declared harmless, it reaches no other database, and no value grows
/// beyond any geometry's size. One that cannot be restrained is not opened.
void fence_databases();

}  // namespace sojourn::ingest
