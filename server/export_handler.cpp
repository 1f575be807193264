#include <fmt/format.h>

#include <utility>

#include "export/tile_archive.hpp"
#include "server/collection_path.hpp"
#include "server/export_request.hpp"
#include "server/handlers.hpp"
#include "server/problem.hpp"

namespace sojourn::server {

namespace {

/// What one tile of an archive takes of memory at most, before compression.
constexpr std::size_t largest_tile = 32'000'000;

}  // namespace

Answer get_export(const Request& request, const Context& context, Captures captures) {
  const auto collection = require_collection(captures[0]);
  const auto format = choose_export_format(request.query, request.accept);
  auto wanted = parse_export(collection, format, request.query, context.published(), context.today);

  FileRendition rendition;
  rendition.key =
      fmt::format("export {} {}", description_of(wanted), rounds_key(*context.snapshot, wanted.rounds));
  rendition.content_type = media_type_of(format);
  rendition.file_name = file_name_of(wanted);
  rendition.headers.add("Cache-Control", data_cache_control);
  rendition.headers.add("Content-Disposition", fmt::format("attachment; filename={}", rendition.file_name));
  for (const auto& data : wanted.rounds)
    rendition.rounds.push_back(context.snapshot->rounds.at(data.get()).identity);
  rendition.write = [wanted = std::move(wanted), &resources = context.resources](
                        const std::filesystem::path& path, const FileRendition::Progress& progress) {
    try {
      write_export(wanted, path, {resources.texts, resources.areas, 1, largest_tile}, progress);
    } catch (const exports::NothingToShow&) {
      throw Problem(ProblemCode::nothing_to_export,
                    "Nothing of what was asked for has a place on the map, so there is no tile to write.");
    }
  };
  return rendition;
}

}  // namespace sojourn::server
