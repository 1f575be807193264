#include "ingest/profile_drafting.hpp"

#include <algorithm>
#include <span>
#include <vector>

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

/// What a collection calls its places and dates, rounds call so, too.
void add_shared_words(const Profile& rounds, Profile& vocabulary) {
  const auto own = vocabulary.column.size();
  for (const auto& column : rounds.column) {
    const auto end = vocabulary.column.begin() + static_cast<std::ptrdiff_t>(own);
    const bool known = std::find_if(vocabulary.column.begin(), end,
                                    [&](const auto& one) { return one.field == column.field; }) != end;
    if (!known && is_known_field(vocabulary.collection, column.field) && column.codes.empty())
      vocabulary.column.push_back(column);
  }
  for (const auto& name : {"personal", "known"})
    if (const auto* list = rounds.code_list(name)) vocabulary.codes.emplace(name, *list);
}

/// That of rounds first.
std::vector<Profile> vocabularies() {
  std::vector<Profile> all;
  for (const auto& file : vocabulary_files())
    all.push_back(parse_profile(file.content, "vocabulary", std::string(file.path)));
  const auto rounds = std::ranges::find(all, model::Collection::locations, &Profile::collection);
  std::iter_swap(all.begin(), rounds);
  for (auto& vocabulary : std::span(all).subspan(1)) add_shared_words(all.front(), vocabulary);
  return all;
}

}  // namespace

std::string draft_profile_of_file(const std::filesystem::path& file, const std::string& encoding,
                                  const SandboxLimits& limits) {
  const auto path = split_source_path(file);
  std::string request;
  put_request(request, {path.file.filename().string(), path.inner, encoding});
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
  const auto asked = get_request(reader);
  const auto words = vocabularies();
  const auto source = open_table_source(file, asked);
  const auto samples = take_samples(*source, rows_looked_at, cells_looked_at);
  output.write(to_toml(draft_profile(samples, words, asked.name)));
}

}  // namespace sojourn::ingest
