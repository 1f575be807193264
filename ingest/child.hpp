/// The child's side of the sandbox: what `sojourn read-source` and `sojourn read-boundaries` run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::ingest {

/// Where the child's answer goes. Cheap for small pieces: they are collected.
class ChildOutput {
 public:
  explicit ChildOutput(int descriptor) : descriptor_(descriptor) {}
  /// Throws std::runtime_error when the parent has gone.
  void write(std::string_view bytes);
  void flush();
  /// Tells the parent how much of the source has been read, if it is worth telling.
  void progress(double share);

 private:
  int descriptor_;
  unsigned told_ = 0;  ///< thousandths
  std::string buffer_;
};

/// A file beside the source that belongs to it.
struct Companion {
  std::string ending;  ///< lower case, without the dot
  int descriptor = -1;
  std::uint64_t size = 0;
};

/// The source file as the child holds it.
struct ChildFile {
  int descriptor = -1;  ///< open for reading, at its start; also found as /proc/self/fd/<descriptor>
  std::uint64_t size = 0;
  std::string path_xls;  ///< a path ending in .xls that leads to the file, for the one driver that needs it;
                         ///< empty for other kinds
  std::vector<Companion> companions;  ///< of a shapefile
};

/// A function that runs inside: reads the file as `request` asks, writes its answer. It refuses a file by
/// throwing ImportRefused; any other exception counts as a fault in reading it. GDAL's drivers are registered
/// and its network access is off when it is called. Files other than the source cannot be opened for writing.
using ChildFunction = void (*)(std::string_view request, const ChildFile& file, ChildOutput& output);

/// Whether these arguments (as of main) are a call of the sandbox, and not of a user.
bool is_reader_call(int argc, char** argv);

/// Entry of the hidden subcommands: confines this process, runs the function that argv[1] names and returns
/// the exit status. To be called first thing in main, before any thread is started.
int run_reader(int argc, char** argv);

}  // namespace sojourn::ingest
