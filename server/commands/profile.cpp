#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <memory>

#include "ingest/error.hpp"
#include "ingest/profile_drafting.hpp"
#include "server/commands/command.hpp"
#include "server/commands/values.hpp"

namespace sojourn::server {
namespace {

struct ProfileCommand {
  std::string file;
  std::string output;
  std::string encoding;
};

// What a person may have begun to finish is not written over.
void write_new(const std::string& path, const std::string& text) {
  if (std::filesystem::exists(path))
    throw UsageError(fmt::format("{} exists already; name another file", path));
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.flush();
  if (!file) throw std::runtime_error(fmt::format("cannot write {}", path));
}

ExitStatus draft(const ProfileCommand& command) {
  tell_of_open_files();
  try {
    const auto text = ingest::draft_profile_of_file(command.file, command.encoding);
    if (command.output.empty()) {
      fmt::print("{}", text);
    } else {
      write_new(command.output, text);
      print(fmt::format("Wrote {}. Correct it, then try it: sojourn check {} --profile {}", command.output,
                        command.file, command.output));
    }
    return ExitStatus::done;
  } catch (const ingest::ImportRefused& refusal) {
    for (const auto& reason : refusal.reasons()) fmt::print(stderr, "sojourn: {}\n", reason);
    return ExitStatus::data_rejected;
  }
}

}  // namespace

void add_profile(CLI::App& app, Run& run) {
  auto options = std::make_shared<ProfileCommand>();
  auto* command = app.add_subcommand("profile", "Look at an unknown file and draft a profile for it");
  command->add_option("FILE", options->file, "As for import")->required();
  command->add_option("--output", options->output, "FILE.toml to write [standard output]");
  command->add_option("--encoding", options->encoding, "Of a text file, such as windows-1256 [found out]");
  command->callback([options, &run] { run = [options](const CommonOptions&) { return draft(*options); }; });
}

}  // namespace sojourn::server
