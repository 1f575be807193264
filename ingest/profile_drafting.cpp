#include "ingest/profile_drafting.hpp"

#include "embedded/vocabulary_files.hpp"
#include "ingest/profile_draft.hpp"
#include "ingest/recognition.hpp"
#include "ingest/source_path.hpp"
#include "ingest/table_source.hpp"
#include "ingest/wire.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t rows_looked_at = 2000;
constexpr std::size_t cells_looked_at = 2'000'000;

Profile vocabulary() {
  const auto& file = vocabulary_files().front();
  return parse_profile(file.content, "vocabulary", std::string(file.path));
}

}  // namespace

std::string draft_profile_of_file(const std::filesystem::path& file, const SandboxLimits& limits) {
  const auto path = split_source_path(file);
  std::string request;
  put_text(request, path.file.filename().string());
  put_text(request, path.inner);
  std::string answer;
  run_sandboxed({.subcommand = "draft-profile",
                 .file = path.file,
                 .request = request,
                 .limits = limits,
                 .companions = companions_of(path.file)},
                [&](std::string_view piece) { answer.append(piece); });
  // What comes out of the sandbox is believed no further than it is a profile.
  parse_profile(answer, "draft", "the draft of " + path.file.filename().string());
  return answer;
}

void draft_profile_in_child(std::string_view request, const ChildFile& file, ChildOutput& output) {
  WireReader reader(request);
  const std::string name(reader.text());
  const std::string inner(reader.text());
  const auto words = vocabulary();
  const auto source = open_table_source(file, name, inner);
  const auto samples = take_samples(*source, rows_looked_at, cells_looked_at);
  output.write(to_toml(draft_profile(samples, words, name), words));
}

}  // namespace sojourn::ingest
