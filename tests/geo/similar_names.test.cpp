/// Names that are written otherwise than the boundaries write them.
#include "geo/similar_names.hpp"

#include "support/catch.hpp"

using namespace sojourn::geo;

namespace {

Area area(int level, std::string pcode, std::string name, std::string local = {}) {
  Area result;
  result.level = level;
  result.pcode = std::move(pcode);
  result.name = std::move(name);
  result.name_local = std::move(local);
  return result;
}

/// Two states: one in Latin letters, one known by Arabic names alone.
BoundarySet country() {
  return BoundarySet(
      "XSA", "2020-01-01",
      {area(0, "XS", "Sojournia"), area(1, "XS01", "Latin"), area(1, "XS02", "Arabic"),
       area(2, "XS0101", "Maiduguri"), area(2, "XS0102", "Mubi North"), area(2, "XS0103", "Mubi South"),
       area(2, "XS0104", "Biu"), area(2, "XS0105", "Langtang South"), area(2, "XS0106", "Yamaltu/Deba"),
       area(2, "XS0107", "Numan 2"), area(2, "XS0108", "Yerimaram/Garin Daye/Badejo/Nahuta"),
       area(2, "XS0109", "Baghdad"), area(2, "XS0110", "Khan Bani Sad"), area(2, "XS0201", "بغداد"),
       area(2, "XS0202", "سنجار"), area(2, "XS0203", "القرنة")},
      {"", "XS", "XS", "XS01", "XS01", "XS01", "XS01", "XS01", "XS01", "XS01", "XS01", "XS01", "XS01", "XS02",
       "XS02", "XS02"});
}

/// What is taken for `name` within that state; "" if nothing is.
std::string taken(const std::string& name, const std::string& within = "XS01") {
  const auto set = country();
  SimilarNames names(set);
  const auto best = SimilarNames::clearly_best(names.near(name, 2, set.find(within)));
  return best == no_area ? "" : set.area(best).name;
}

/// What is proposed first, taken or not.
std::string proposed(const std::string& name, const std::string& within = "XS01") {
  const auto set = country();
  SimilarNames names(set);
  const auto near = names.near(name, 2, set.find(within));
  return near.empty() ? "" : set.area(near.front().area).name;
}

}  // namespace

TEST_CASE("A spelling mistake in a long name is seen through") {
  CHECK(taken("Maidugri") == "Maiduguri");
  CHECK(taken("MAIDUGURY") == "Maiduguri");
  CHECK(taken("YALMALTU/ DEBA") == "Yamaltu/Deba");
}

TEST_CASE("The order of words, punctuation and what a division is called do not matter") {
  CHECK(taken("Deba - Yamaltu") == "Yamaltu/Deba");
  CHECK(taken("North Mubi") == "Mubi North");
  CHECK(taken("Maiduguri Local Government Area") == "Maiduguri");
}

TEST_CASE("Abbreviations of the kind of division are left out, and initials stand for a name") {
  CHECK(taken("MAIDUGURI M. C.") == "Maiduguri");
  CHECK(taken("Biu L.G.A.") == "Biu");
  CHECK(taken("KBS") == "Khan Bani Sad");
  CHECK(taken("Maiduguri A") == "");  // a part of it, perhaps
}

TEST_CASE("Transliterations of one name are one") {
  CHECK(taken("Bagdad") == "Baghdad");
  CHECK(taken("Chan Beni Saad") == "");  // not clear enough: proposed only
  CHECK(proposed("Khan Beni Saad") == "Khan Bani Sad");
  CHECK(taken("Khan Beni Saad") == "Khan Bani Sad");
}

TEST_CASE("Arabic script is found in Latin, and Latin in Arabic") {
  CHECK(taken("بغداد") == "Baghdad");
  CHECK(taken("Baghdad", "XS02") == "بغداد");
  CHECK(taken("Sinjar", "XS02") == "سنجار");
  CHECK(taken("Al-Qurna", "XS02") == "القرنة");
}

TEST_CASE("Numbers may be Roman, and points of the compass in another language") {
  CHECK(taken("Numan II") == "Numan 2");
  CHECK(taken("Mubi Nord") == "Mubi North");
}

TEST_CASE("What tells places apart is never read over") {
  CHECK(taken("Langtang North") == "");  // only the south is there
  CHECK(proposed("Langtang North") == "Langtang South");
  CHECK(taken("Numan 3") == "");
  CHECK(taken("Mubi") == "");  // north or south?
  CHECK(taken("Bayo") == "");  // sounds like Biu, and is another place
}

TEST_CASE("Another letter in a short name is another place") {
  CHECK(taken("Bio") == "Biu");
  CHECK(taken("Bau") == "");
}

TEST_CASE("A name that a list cut off is known by its beginning") {
  CHECK(taken("YERIMARAM/GARIN DAYE/BADEJO/NAHU") == "Yerimaram/Garin Daye/Badejo/Nahuta");
}

TEST_CASE("Only what lies within the parent is looked at") {
  CHECK(taken("Maidugri", "XS02") == "");
  CHECK(proposed("Maidugri", "XS02") == "");
}

TEST_CASE("Nothing is near an empty name or a name of nothing but punctuation") {
  CHECK(proposed("") == "");
  CHECK(proposed("--/") == "");
  CHECK(proposed("\xFF\xFE") == "");
}

TEST_CASE("The nearest come first, at most as many as asked for") {
  const auto set = country();
  SimilarNames names(set);
  const auto near = names.near("Mubi", 2, set.find("XS01"), 2);
  REQUIRE(near.size() == 2);
  CHECK(near[0].similarity >= near[1].similarity);
  CHECK(set.area(near[0].area).name == "Mubi North");
  CHECK(set.area(near[1].area).name == "Mubi South");
}
