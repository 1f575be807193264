/// The bodies of items: GeoJSON and tables, in pieces.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "export/geometry_text.hpp"
#include "server/feature_rows.hpp"
#include "server/formats.hpp"
#include "server/rendition.hpp"

namespace sojourn::server {

inline constexpr std::string_view geojson_type = "application/geo+json";
inline constexpr std::string_view csv_type = "text/csv; charset=utf-8; header=present";

/// A request for items, understood. Kept by what makes the body.
struct ItemsRequest {
  RowSelection selection;
  Page page;
  std::vector<std::size_t> fields;
  Format format = Format::json;
  std::string address;                ///< of the collection's items, absolute
  std::vector<QueryParameter> query;  ///< canonical, without offset and f
  std::string time_stamp;
  exports::GeometryTexts* texts = nullptr;
  std::shared_ptr<const model::Published> published;

  /// The same request with another page or format. Says all that determines what is answered but the rounds.
  std::string link(std::size_t offset) const { return link(offset, to_string(format)); }
  std::string link(std::size_t offset, std::string_view f) const;
  std::optional<std::string> next(const RowPage& found) const;
  std::optional<std::string> previous() const;
};

/// The page that is asked for.
RenderedBody render_items(const std::shared_ptr<const ItemsRequest>& items);

/// The first row of `page` as a document of its own; `id` is the feature's.
RenderedBody render_item(const std::shared_ptr<const ItemsRequest>& items, RowPage page,
                         const std::string& id);

}  // namespace sojourn::server
