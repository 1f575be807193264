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

/// A request for items, understood. Kept by what makes the body.
struct ItemsRequest {
  RowSelection selection;
  Page page;
  RowPage::Row from;                    ///< where the page begins, if a cursor says so
  bool in_round_before = false;         ///< that the cursor brought, in place of the one now asked for
  std::vector<std::string> identities;  ///< of the rounds of `selection`
  std::vector<std::size_t> fields;
  Format format = Format::json;
  std::string address;                ///< of the collection's items, absolute
  std::vector<QueryParameter> query;  ///< canonical, without offset, cursor and f
  std::string time_stamp;
  exports::GeometryTexts* texts = nullptr;

  /// This page, also in another format. Says all that determines what is answered but the rounds and whether
  /// one of them is a round before.
  std::string link() const { return link(to_string(format)); }
  std::string link(std::string_view f) const;
  /// By cursor: it is found at once however far it is, and no publishing moves it.
  std::optional<std::string> next(const RowPage& found) const;
  /// By offset, so none where that would lead into another round.
  std::optional<std::string> previous(const RowPage& found) const;
};

/// The page that is asked for.
RenderedBody render_items(const std::shared_ptr<const ItemsRequest>& items);

/// The first row of `page` as a document of its own; `id` is the feature's.
RenderedBody render_item(const std::shared_ptr<const ItemsRequest>& items, RowPage page,
                         const std::string& id);

}  // namespace sojourn::server
