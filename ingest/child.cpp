#include "ingest/child.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <new>
#include <stdexcept>

#include "ingest/child_functions.hpp"
#include "ingest/confine.hpp"
#include "ingest/database_fence.hpp"
#include "ingest/error.hpp"
#include "ingest/frames.hpp"

namespace sojourn::ingest {
namespace {

constexpr int request_descriptor = 0;
constexpr int answer_descriptor = 1;
constexpr int source_descriptor = 3;

void write_all(int descriptor, const char* data, std::size_t size) {
  while (size > 0) {
    const auto written = ::write(descriptor, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw std::runtime_error("the answer cannot be delivered");
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

void send_frame(int descriptor, FrameKind kind, std::string_view payload) {
  payload = payload.substr(0, max_frame_bytes);
  const auto header = FrameHeader{kind, static_cast<std::uint32_t>(payload.size())}.encode();
  write_all(descriptor, header.data(), header.size());
  write_all(descriptor, payload.data(), payload.size());
}

std::string read_request() {
  std::string request;
  char buffer[1 << 16];
  while (true) {
    const auto count = ::read(request_descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::runtime_error("the request cannot be read");
    if (count == 0) return request;
    request.append(buffer, static_cast<std::size_t>(count));
  }
}

// Drivers come from the library itself, not from plugin folders, and none may reach out.
void prepare_gdal() {
  CPLSetErrorHandler(CPLQuietErrorHandler);
  CPLSetConfigOption("GDAL_DRIVER_PATH", "disable");
  CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none");
  CPLSetConfigOption("GDAL_HTTP_TIMEOUT", "1");
  CPLSetConfigOption("GDAL_HTTP_MAX_RETRY", "0");
  CPLSetConfigOption("GDAL_HTTP_PROXY", "127.0.0.1:9");
  CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR");
  CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
  CPLSetConfigOption("GDAL_NUM_THREADS", "1");
  CPLSetConfigOption("PROJ_NETWORK", "OFF");
  GDALAllRegister();
  fence_databases();
}

template <typename Number>
Number argument(const char* text) {
  const std::string_view view(text);
  Number value = 0;
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), value);
  if (error != std::errc{} || end != view.data() + view.size()) throw std::invalid_argument("bad argument");
  return value;
}

ChildFunction find_function(std::string_view name) {
  for (const auto& known : child_subcommands())
    if (known.name == name) return known.run;
  return nullptr;
}

std::uint64_t size_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) throw std::runtime_error("there is no source file");
  return static_cast<std::uint64_t>(status.st_size);
}

// Companions follow the source, in the order in which their endings are named.
ChildFile held_files(std::string_view path_xls, std::string_view endings) {
  ChildFile file{source_descriptor, size_of(source_descriptor), std::string(path_xls), {}};
  for (int descriptor = source_descriptor + 1; !endings.empty(); ++descriptor) {
    const auto end = std::min(endings.find(','), endings.size());
    file.companions.push_back({std::string(endings.substr(0, end)), descriptor, size_of(descriptor)});
    endings.remove_prefix(std::min(end + 1, endings.size()));
  }
  return file;
}

void run(char** argv) {
  const auto function = find_function(argv[1]);
  const auto request = read_request();
  const auto file = held_files(argv[4], argv[5]);
  prepare_gdal();
  std::vector<int> readable = {file.descriptor};
  for (const auto& companion : file.companions) readable.push_back(companion.descriptor);
  confine_process(argument<unsigned>(argv[2]), argument<std::uint64_t>(argv[3]), readable, argv[6]);
  ChildOutput output(answer_descriptor);
  function(request, file, output);
  output.flush();
  send_frame(answer_descriptor, FrameKind::done, {});
}

void report(FrameKind kind, std::string_view payload) noexcept {
  try {
    send_frame(answer_descriptor, kind, payload);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // When the parent has gone there is nobody left to tell.
  }
}

}  // namespace

void ChildOutput::write(std::string_view bytes) {
  constexpr std::size_t piece = std::size_t{1} << 16;
  buffer_.append(bytes);
  if (buffer_.size() >= piece) flush();
}

void ChildOutput::progress(double share) {
  const auto thousandths = static_cast<unsigned>(std::clamp(share, 0.0, 1.0) * 1000);
  if (thousandths == told_) return;
  told_ = thousandths;
  const char payload[] = {static_cast<char>(thousandths & 0xFF), static_cast<char>(thousandths >> 8)};
  send_frame(descriptor_, FrameKind::progress, {payload, sizeof payload});
}

void ChildOutput::flush() {
  for (std::size_t at = 0; at < buffer_.size(); at += max_frame_bytes)
    send_frame(descriptor_, FrameKind::data, std::string_view(buffer_).substr(at, max_frame_bytes));
  buffer_.clear();
}

bool is_reader_call(int argc, char** argv) {
  return argc == 7 && std::string_view(argv[0]) == "sojourn-reader" && find_function(argv[1]) != nullptr;
}

int run_reader(int, char** argv) {
  int status = 1;
  try {
    run(argv);
    status = 0;
  } catch (const ImportRefused& refusal) {
    report(FrameKind::refused, refusal.what());
  } catch (const std::bad_alloc&) {
    report(FrameKind::memory, {});
  } catch (const std::exception& error) {
    report(FrameKind::fault, error.what());
  }
  // Nothing to tidy up: memory goes with the process, and destructors of libraries may be slow or confused.
  ::_exit(status);
}

}  // namespace sojourn::ingest
