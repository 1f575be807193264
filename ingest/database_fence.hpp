/// What an SQLite database, which a GeoPackage is, may do to the process that reads it.
#pragma once

namespace sojourn::ingest {

/// For every database that is opened from now on, by whatever library: its views and triggers call no
/// function that does more than compute, it reaches no other database, and no value grows beyond any
/// geometry's size.
void fence_databases();

}  // namespace sojourn::ingest
