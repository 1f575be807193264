/// Which of an area's names is the one to show, and which the local one.
#pragma once

#include <string>
#include <vector>

namespace sojourn::ingest {

struct GivenName {
  std::string text;
  std::string language;  ///< as in NameColumn
};

struct ChosenNames {
  std::string name;
  std::string name_local;
};

/// `name` is the English one, else the first in Latin script, else the first. `name_local` is the first
/// in another script, else the first in a language that is said to be another and reads differently.
ChosenNames choose_names(const std::vector<GivenName>& given);

/// Without blanks and direction marks at the ends; inner runs of blanks as one. Bytes that are not UTF-8
/// are taken for Latin-1, which is what old shapefiles without a code page hold.
std::string clean_name(const std::string& text);

}  // namespace sojourn::ingest
