/// Profiles of datasets that are no rounds of assessments, whose headers are the fields' names.
#pragma once

#include <initializer_list>
#include <string>

namespace sojourn::test {

inline std::string columns(std::initializer_list<const char*> fields) {
  std::string text;
  for (const std::string field : fields)
    text += "[[column]]\nfield = \"" + field + "\"\nheaders = [\"" + field + "\"]\n";
  return text;
}

inline const std::string needs_profile =
    "title = \"Needs\"\ncountry = \"XXX\"\nsource = \"Test\"\ncollection = \"people-in-need\"\n"
    "[recognise]\nrequired = [\"admin1_code\"]\n[operation]\ncode = \"XXX\"\n" +
    columns({"admin1_code", "admin1_name", "admin2_code", "level", "need_in_need", "need_targeted",
             "need_population", "need_individuals", "in_need_wsh_individuals"}) +
    "[[column]]\nfield = \"need_sector\"\nheaders = [\"sector\"]\ncodes = \"sector\"\n"
    "[[column]]\nfield = \"need_category\"\nheaders = [\"category\"]\ncodes = \"category\"\n"
    "[[column]]\nfield = \"need_figure\"\nheaders = [\"figure\"]\ncodes = \"figure\"\n"
    "[codes.sector]\nall = [\"ALL\"]\nwsh = [\"WASH\"]\nfsc = [\"Food\"]\n"
    "[codes.category]\ntotal = [\"total\"]\n"
    "[codes.figure]\nin_need = [\"INN\"]\ntargeted = [\"TGT\"]\npopulation = [\"POP\"]\n";

inline const std::string sites_profile =
    "title = \"Sites\"\ncountry = \"XXX\"\nsource = \"Test\"\ncollection = \"relocation-areas\"\n"
    "[recognise]\nrequired = [\"name\"]\n[operation]\ncode = \"XXX\"\n" +
    columns({"site_id", "name", "admin2_name", "latitude", "longitude", "geometry", "capacity_individuals",
             "occupied_individuals"}) +
    "[[column]]\nfield = \"hazards\"\nheaders = [\"hazards\"]\ncodes = \"hazard\"\nseparators = \";,\"\n"
    "[[column]]\nfield = \"restricted_owner\"\nheaders = [\"owner\"]\nsensitivity = \"high\"\n"
    "[codes.hazard]\nflood = [\"Flood*\"]\nfire = [\"Fire\"]\n\"-\" = [\"None\"]\n";

inline const std::string services_profile =
    "title = \"Services\"\ncountry = \"XXX\"\nsource = \"Test\"\ncollection = \"services\"\n"
    "[recognise]\nrequired = [\"name\"]\n[operation]\ncode = \"XXX\"\n" +
    columns({"name", "admin2_name", "capacity_individuals"});

}  // namespace sojourn::test
