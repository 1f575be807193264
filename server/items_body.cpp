#include "server/items_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "export/csv_writer.hpp"
#include "export/geojson_writer.hpp"
#include "server/links.hpp"

namespace sojourn::server {
namespace {

/// Writes features of a page, piece by piece, with the commas between them.
class FeatureWriter {
 public:
  FeatureWriter(const ItemsRequest& items, const RowPage& page) : items_(items), page_(page) {}

  /// Appends features until `out` has grown by `bytes`; false after the last.
  bool append(std::string& out, std::size_t bytes) {
    const auto enough = out.size() + bytes;
    for (; next_ < page_.rows.size() && out.size() < enough; ++next_) {
      const auto& [round, row] = page_.rows[next_];
      if (writers_round_ != round) {
        const auto& selection = items_.selection;
        writer_.emplace(*selection.rounds[round], selection.collection, items_.fields, *items_.texts,
                        page_.rows.size());
        writers_round_ = round;
      }
      if (next_ > 0) out += ",\n";
      writer_->append(out, row);
    }
    return next_ < page_.rows.size();
  }

 private:
  const ItemsRequest& items_;
  const RowPage& page_;
  std::size_t next_ = 0;
  std::optional<exports::GeoJsonWriter> writer_;
  std::optional<std::uint32_t> writers_round_;
};

/// Everything of a GeoJSON page up to its features.
std::string collection_head(const ItemsRequest& items, const RowPage& found) {
  std::vector<Link> links = {{"self", geojson_type, items.link(), "This document"},
                             {"alternate", csv_type, items.link("csv"), "The same as CSV"},
                             {"alternate", csv_type, items.link("hxl"), "The same as CSV with HXL hashtags"}};
  if (const auto next = items.next(found)) links.push_back({"next", geojson_type, *next, "Next page"});
  if (const auto previous = items.previous(found))
    links.push_back({"prev", geojson_type, *previous, "Previous page"});
  std::string out = "{\"type\":\"FeatureCollection\",";
  fmt::format_to(
      std::back_inserter(out),
      "\"numberMatched\":{},\"numberReturned\":{},\"timeStamp\":\"{}\",\"links\":{},\n\"features\":[\n",
      found.matched, found.rows.size(), items.time_stamp, links_json(links));
  return out;
}

exports::CsvWriter table_writer(const ItemsRequest& items) {
  const auto& rounds = items.selection.rounds;
  const bool synthetic =
      std::any_of(rounds.begin(), rounds.end(), [](const auto& data) { return data->operation.synthetic; });
  return {items.selection.collection, items.fields, synthetic};
}

std::string table_head(const ItemsRequest& items) {
  const auto writer = table_writer(items);
  std::string out;
  writer.append_header(out);
  if (items.format == Format::hxl) writer.append_hxl_tags(out);
  return out;
}

std::size_t bytes_of(const RowPage& page) {
  return page.rows.capacity() * sizeof(RowPage::Row);
}

/// The features of a page and the end of the document.
BodySource feature_source(std::shared_ptr<const ItemsRequest> items, RowPage found) {
  struct State {
    State(std::shared_ptr<const ItemsRequest> request, RowPage rows)
        : items(std::move(request)), page(std::move(rows)), writer(*items, page) {}
    std::shared_ptr<const ItemsRequest> items;
    RowPage page;
    FeatureWriter writer;
  };
  return [state = std::make_shared<State>(std::move(items), std::move(found))](std::string& out) {
    const bool more = state->writer.append(out, piece_bytes);
    if (!more) out += "\n]}\n";
    return more;
  };
}

/// The rows of a page.
BodySource row_source(std::shared_ptr<const ItemsRequest> items, RowPage found) {
  struct State {
    std::shared_ptr<const ItemsRequest> items;
    RowPage page;
    exports::CsvWriter writer;
    std::size_t next = 0;
  };
  auto state = std::make_shared<State>(State{items, std::move(found), table_writer(*items)});
  return [state = std::move(state)](std::string& out) {
    const auto enough = out.size() + piece_bytes;
    const auto& rows = state->page.rows;
    for (; state->next < rows.size() && out.size() < enough; ++state->next)
      state->writer.append(out, *state->items->selection.rounds[rows[state->next].round],
                           rows[state->next].row);
    return state->next < rows.size();
  };
}

}  // namespace

std::string ItemsRequest::link(std::string_view f) const {
  auto changed = query;
  if (page.cursor) changed.push_back({"cursor", to_string(*page.cursor)});
  if (page.offset > 0) changed.push_back({"offset", std::to_string(page.offset)});
  return with_format(address, std::move(changed), f);
}

std::optional<std::string> ItemsRequest::next(const RowPage& found) const {
  if (found.rows.empty() || found.before + found.rows.size() >= found.matched) return std::nullopt;
  const auto& last = found.rows.back();
  const Cursor cursor{selection.rounds[last.round]->round.key,
                      identities[last.round].substr(0, cursor_identity_size), last.row + 1};
  auto changed = query;
  changed.push_back({"cursor", to_string(cursor)});
  return with_format(address, std::move(changed), to_string(format));
}

std::optional<std::string> ItemsRequest::previous(const RowPage& found) const {
  if (found.before == 0 || in_round_before) return std::nullopt;
  auto changed = query;
  if (const auto offset = found.before - std::min(found.before, page.limit); offset > 0)
    changed.push_back({"offset", std::to_string(offset)});
  return with_format(address, std::move(changed), to_string(format));
}

RenderedBody render_items(const std::shared_ptr<const ItemsRequest>& items) {
  auto found = select_rows(items->selection, items->page, items->from);
  RenderedBody body;
  if (items->format == Format::json) {
    body.content = collection_head(*items, found);
    body.held_bytes = bytes_of(found);
    begin_body(body, feature_source(items, std::move(found)));
    return body;
  }
  body.content = table_head(*items);
  body.headers.add("OGC-NumberMatched", std::to_string(found.matched));
  body.headers.add("OGC-NumberReturned", std::to_string(found.rows.size()));
  if (const auto next = items->next(found))
    body.headers.add("Link", fmt::format("<{}>; rel=\"next\"", *next));
  body.held_bytes = bytes_of(found);
  begin_body(body, row_source(items, std::move(found)));
  return body;
}

RenderedBody render_item(const std::shared_ptr<const ItemsRequest>& items, RowPage page,
                         const std::string& id) {
  RenderedBody body;
  if (items->format != Format::json) {
    body.content = table_head(*items);
    row_source(items, std::move(page))(body.content);
    return body;
  }
  auto& out = body.content;
  FeatureWriter(*items, page).append(out, piece_bytes);
  out.pop_back();  // the brace, put back below
  const auto self =
      with_format(items->address + "/" + percent_encode(id), items->query, to_string(items->format));
  const auto collection = items->address.substr(0, items->address.rfind('/'));
  out += ",\"links\":" + links_json({{"self", geojson_type, self, "This feature"},
                                     {"collection", "application/json", collection, "Its collection"}});
  out += "}\n";
  return body;
}

}  // namespace sojourn::server
