/// The table itself, apart so that one can read it from top to bottom.
#pragma once

#include <algorithm>
#include <array>

#include "ingest/rules.hpp"

namespace sojourn::ingest {

namespace table {

using enum RuleFamily;
using enum model::Severity;

inline constexpr auto rows = std::to_array<Rule>({
    // The file as a whole.
    {"encoding.windows_1252", file, info, false,
     "The text is not UTF-8 and was read as Windows-1252, the encoding of most such files.",
     "Look whether names with accents are right. Saving the file as UTF-8, or --encoding, removes the "
     "doubt."},
    {"encoding.guessed", file, warning, false,
     "The text is not UTF-8, and was read in the encoding that its bytes look like most: many letters depend "
     "on it.",
     "Look whether names are right. If not, say the encoding with --encoding (windows-1256 for Arabic, "
     "windows-1251 for Cyrillic), or save the file as UTF-8."},
    {"encoding.broken", file, warning, false,
     "Some bytes are no characters of the file's encoding and were replaced.",
     "Save the file anew as UTF-8."},
    {"columns.unmapped", file, info, false,
     "Columns that the profile does not name are not read, so that nothing personal is stored by accident.",
     "Nothing, unless a figure you need is among them: then map it in a profile."},
    {"sheets.together", file, info, false,
     "Several sheets have the same columns under the same headers, such as one for each state, and were read "
     "as one table.",
     "Nothing if they are parts of one round; else say which one to read with --sheet."},
    {"sheet.not_read", file, warning, false,
     "The workbook has another sheet that fits the profile, with other columns; the one that fits best is "
     "read.",
     "If it holds records of its own, import it too, with --sheet."},
    {"sheet.larger", file, info, false,
     "Other sheets of the workbook have more rows than the one that is read, and fit no profile: it may be a "
     "summary of them.",
     "If the records are there, draft a profile of that sheet (sojourn profile), and import with --profile "
     "and "
     "--sheet."},
    {"columns.swapped", file, info, false,
     "Hashtags say code where names of areas stand, and name where their codes stand. The columns were read "
     "as "
     "what they hold.",
     "Correct the hashtags."},
    {"sheet.unreadable", file, warning, false,
     "A layer of the file cannot be read, such as a view with functions of its own; others were.",
     "If it holds what you need, save what it shows as a table or as CSV and import that."},
    {"records.nested", file, warning, false,
     "Records hold lists of records: repeats of a form, or its attachments. They were not read.",
     "Export the form with its repeats as sheets, if figures are in them; else nothing."},
    {"form.repeat_unjoined", file, warning, false,
     "Rows of a form's repeats belong to no answer that is there, or their sheet to no form. They are not "
     "read.",
     "Keep `_index`, `_parent_index` and `_parent_table_name` (ODK: `KEY` and `PARENT_KEY`) as they were "
     "exported, and all sheets of one export in one file."},
    {"form.number_repeated", file, warning, false,
     "Several answers of a form have one number, as where exports were pasted together. Nobody can tell "
     "whose their repeats are, so these are not read; the answers count.",
     "Import each export as a file of its own."},
    {"operation.assumed", file, info, false, "Nothing names the operation, so the country's code was taken.",
     "Say another with --operation."},
    {"method.assumed", file, info, false,
     "Nothing says how people were counted, so the method of the profile was taken.",
     "If it is another, say it with --method: rounds of different methods are never compared."},
    {"method.titled", file, info, false,
     "The name of the sheet or a title above the table says another method than the one that the profile "
     "usually reads, and was believed.",
     "If it is wrong, say the method with --method."},
    {"round.differs", file, warning, false,
     "The file's own text says another round than --round does; --round was taken.",
     "Check which one is right."},
    {"round.unreadable", file, error, true,
     "The cell of the round holds no number, so the row belongs nowhere.",
     "Fill in the round, or remove the row."},
    {"round.empty", file, error, false, "None of the round's rows can be counted, so it is not stored.",
     "Correct the rows as their own findings say, and import again."},
    {"needs.several_plans", file, error, true,
     "Several plans of one operation begin in one year and have different periods. Their figures are not "
     "mixed.",
     "Put each plan into a file of its own, and say --round NUMBER for all but one."},
    {"row.no_round", file, error, true, "The row says no round, and the file holds several.",
     "Fill in the round, or remove the row."},
    {"sensitivity.unknown", file, warning, false,
     "The mark of sensitivity is blank or not known, so the round counts as severe and stays unpublished.",
     "Fill it in, or add its value to the profile."},
    {"boundaries.none", file, warning, false,
     "No boundaries of this country are stored, so all rows count for the country only.",
     "Store boundaries (sojourn boundaries), then import this file again."},

    // Which place a row is about.
    {"row.duplicate", identity, error, true,
     "The row equals another in every cell. Counting it would count its people twice.",
     "Remove one of the two. If they are different people, say so in a cell (a wave, a date)."},
    {"row.alike", identity, warning, false,
     "The row equals another in every column that is read, and differs in one that is not, such as the "
     "number or the time under which a form was sent. Both are counted.",
     "If one form was sent twice, remove one of the rows. If they are different people, nothing."},
    {"row.equal", identity, warning, false,
     "The row equals another in every cell, in a file that has several rows for each area and nothing to "
     "tell "
     "the places within an area apart: no name, code or coordinates. Two places may well have as many "
     "people, so "
     "both are counted.",
     "If rows were pasted twice, remove them. Ask for the list with the places' codes or names."},
    {"row.no_place", identity, error, true, "The row names no place: neither area, site nor coordinates.",
     "Fill in the place, or remove the row."},
    {"row.note", identity, info, true,
     "The row is a note or a source below the table: one text by itself, which no column counts.",
     "Nothing."},
    {"site.repeated", identity, error, true,
     "Rows of a list of places have the same id. Nothing says which is right, so none of them counts.",
     "Give each place an id of its own, or remove all but one of the rows."},
    {"site.protection", identity, error, true,
     "A service of protection (violence against women, children at risk and the like). Who seeks it may be "
     "in danger where it is known, so its place is not stored.",
     "Nothing. Say in the text beside the map that such services exist, and how to ask for them."},
    {"location.areas_differ", identity, warning, false,
     "Rows of one location in this round name different areas. They are counted together, in the first of "
     "them.",
     "Check the location's id and area: two places may share an id."},
    {"location.points_differ", identity, info, false,
     "Rows of one location have different coordinates; one pair was taken.", "Check the coordinates."},
    {"location.moved", identity, warning, false,
     "The location's id stood for a place in another area in the round before.",
     "Check id and area in both rounds. A place that is new needs an id of its own."},
    {"location.renamed", identity, info, false,
     "The location's id stood for a place with quite another name in the round before.",
     "Check whether it is the same place."},

    // Do the figures agree with each other?
    {"row.total", arithmetic, info, true, "The row is a total of other rows and is not counted again.",
     "Nothing where it is one; else give the place its code or coordinates."},
    {"total.differs", arithmetic, warning, false,
     "A total written in the file is not the sum of its rows. Rows were counted, the total was not.",
     "Look for rows that are missing, or for a total that was not brought up to date."},
    {"levels.agree", arithmetic, info, false,
     "The file gives one stock at several levels, and they add up to the same. The deepest was stored.",
     "Nothing."},
    {"levels.differ", arithmetic, warning, false,
     "The file gives one stock at several levels, and their sums differ. The deepest was stored.",
     "Ask the source which level is right."},
    {"count.negative", arithmetic, error, true, "A count of people or families is below zero.",
     "Correct the count and import again."},
    {"count.absurd", arithmetic, error, true, "A count is larger than any area's population.",
     "Correct the count and import again. Two cells may have run together."},
    {"count.not_a_number", arithmetic, error, true,
     "A text, or a number with decimals, stands where a count should.",
     "Correct the count and import again. Where nothing is known, leave the cell blank."},
    {"count.fewer_than_households", arithmetic, warning, false,
     "There are fewer people than households. Both figures were kept.",
     "Check whether the two columns are swapped in this row."},
    {"count.sexes", arithmetic, warning, false,
     "Female and male do not add up to the people. All figures were kept as they are.", "Check the row."},
    {"count.ages", arithmetic, warning, false,
     "Women, men and children do not add up to the people. All figures were kept as they are.",
     "Check the row."},
    {"count.reasons", arithmetic, warning, false,
     "The reasons of displacement add up to more than the people; the reasons were left out.",
     "Check the row, or the rows of the area where the source counts reasons by area."},
    {"count.origins", arithmetic, warning, false,
     "More people have an origin than the location holds. Both figures were kept.",
     "Check the counts by origin."},
    {"count.within", arithmetic, warning, false,
     "More people are said to be displaced within an area than it has, a row says that there are some and "
     "not how many, or the row is not known to an area of that level; the figure was left out.",
     "Check the rows of the area."},
    {"needs.breakdown", arithmetic, info, true,
     "The row counts a part of the people in need of an area and cluster: by sex, age or group. Totals are "
     "kept, parts are not, and nothing is added up from them.",
     "Nothing, unless the row is a total: then add its word to the profile's list of categories."},
    {"needs.repeated", arithmetic, error, true,
     "Rows give different figures for one area and cluster. They may overlap, so they are not added, and "
     "nothing says which is right, so none of them counts.",
     "Keep the row that is the cluster's total. Where they are parts of a cluster, give them codes of their "
     "own."},
    {"needs.no_figure", arithmetic, info, true, "The row states no figure that the collection has.",
     "Nothing, if the cell was left blank on purpose."},
    {"needs.targeted", arithmetic, warning, false, "More people are targeted than are in need.",
     "Check both figures of the area and cluster."},
    {"needs.population", arithmetic, warning, false, "More people are in need than live in the area.",
     "Check both figures of the area."},
    {"needs.above_all", arithmetic, warning, false,
     "More people are in need in one cluster than in all clusters together.",
     "Check the cluster's figure: the intersectoral one cannot be less than any cluster's."},
    {"secondary.shares", arithmetic, info, false,
     "The shares of people displaced once, twice and more often do not add up to 100 %. They were kept as "
     "they are.",
     "Check the shares. None of them is turned into people."},
    {"secondary.swapped", arithmetic, warning, false,
     "In nearly every row, groups that were displaced again have fewer people than households. Both figures "
     "were kept.",
     "Check whether the headers of the two columns are swapped."},
    {"secondary.people", arithmetic, warning, false,
     "Groups that were displaced again hold more people than the place they are in. All figures were kept.",
     "Check the counts of the groups."},
    {"value.unreadable", arithmetic, warning, false,
     "A cell beside the main counts could not be read as its column wants, or says what cannot be (a part "
     "below zero). Its value was left out; the row still counts.",
     "Correct the value and import again."},

    // Is it likely?
    {"row.shifted", plausibility, error, true,
     "The cells of the row stand a column beside where they belong, so its counts are other things' "
     "values.",
     "Move the cells to their columns and import again."},
    {"site.over_capacity", plausibility, warning, false,
     "A relocation area holds more people than it has room for.", "Check both figures."},
    {"household.size", plausibility, warning, false,
     "A household of this row has more members than is likely anywhere.", "Check people and households."},
    {"household.unusual", plausibility, info, false,
     "Households of this row are several times larger or smaller than in the rest of the round.",
     "Check people and households of this row."},
    {"people.outlier", plausibility, info, false,
     "The place holds far more people than any other of its kind in the area.",
     "Check for a digit too many. A large camp is no mistake."},
    {"change.total", plausibility, warning, false,
     "On the areas that both rounds cover, people changed by more than half since the round before.",
     "Check that the file is complete, and that it counts what the round before counted."},
    {"change.area", plausibility, info, false,
     "People of an area that both rounds cover have become many times more or fewer.",
     "Check the area's rows, and whether something happened there."},
    {"change.none", plausibility, warning, false,
     "Nearly all locations have exactly the figures of the round before.",
     "Check that this is the new round's file and not the old one's."},

    // When?
    {"date.unreadable", dates, warning, false, "A date could not be read and was left out.",
     "Write dates as 2019-07-16."},
    {"date.future", dates, warning, false, "The round or a row has a date that is still to come.",
     "Check the date; day and month may be swapped."},
    {"date.outside", dates, warning, false,
     "The row was assessed far outside the round's period; its date was left out.",
     "Correct the date; the year may be mistyped."},
    {"date.reversed", dates, warning, false, "The period ends before it begins; its end was taken for both.",
     "Swap the two dates."},
    {"date.before_operation", dates, warning, false,
     "The round ends before the year that the operation is named after.",
     "Check the dates, and the operation."},
    {"date.order", dates, warning, false, "A round with a lower number ends later than this one.",
     "Check number and dates of both rounds."},

    // Words and codes of the file.
    {"code.unknown", codes, warning, false,
     "A value is not in the profile's list of codes for its column, and was left out.",
     "Correct the value, or add it to the list in a copy of the profile."},
    {"code.wrong_length", codes, warning, false,
     "A code has another length than the boundaries' codes of its level, so it names no area.",
     "Correct the code: digits may be missing, doubled or filled up with zeros."},
    {"code.wrong_parent", codes, warning, false,
     "A code is one of another level, or of an area that lies elsewhere than the row says.",
     "Correct the code. Which of code and name is believed first is said in the profile "
     "(placement.trust)."},
    {"code.superseded", codes, info, false, "An older code was taken for today's, as the crosswalk says.",
     "Nothing. New files had better use today's codes."},
    {"code.split", codes, warning, false,
     "An older code stands for several of today's areas, so the row counts for the area above them.",
     "Give the code of the area that is meant."},

    {"needs.no_sector", codes, error, true,
     "The row names no cluster, or one that the profile does not know.",
     "Add the cluster to the profile's list, or its code to the row."},
    {"needs.not_kept", codes, info, true,
     "The figure is one that the collection has for all clusters together only (population, people "
     "affected).",
     "Nothing."},

    // Names of places.
    {"needs.no_code", places, error, true,
     "The area has no code, and the boundaries know no such name, so the figure cannot be told from others'.",
     "Add the area's P-code, or an alias to the profile."},
    {"needs.wrong_area", places, error, true,
     "A code of the row is known, but at another level or in another area than the row says, or rows give it "
     "to different levels. Nobody can tell whose figures they are.",
     "Correct the code, or its level."},
    {"needs.unknown_area", places, warning, false,
     "The boundaries have no area of this code. Its figures are kept under the code, without geometry.",
     "Correct the code, or store the boundaries of the plan's year and import again."},
    {"place.blank_below", places, warning, false,
     "A column of areas is filled in the first row of a block and blank in the rows below, as where cells "
     "were "
     "merged. What a blank cell means is not guessed: these rows do not say that area.",
     "Fill the cells in, or say fill_down = true on the column in a profile: then a blank cell means what "
     "stands "
     "above. Cells that are still merged in an XLSX are read so anyhow."},
    {"cells.merged", places, info, false,
     "Cells are merged over several rows. Their text was read for each of these; a merged count is counted "
     "once.",
     "Nothing."},
    {"cells.filled_down", places, info, false,
     "Blank cells were read as what stands above them, as the profile says (fill_down).",
     "Look whether a row is among them that lies elsewhere."},
    {"place.missing", places, warning, false,
     "The row names no area and has no coordinates; it counts for the country only.", "Fill in the area."},
    {"place.unknown", places, warning, false,
     "Neither code nor name is known to the boundaries, so the row counts for the level above. A name that "
     "is near is proposed.",
     "Correct code or name, or add an alias or crosswalk to the profile."},
    {"place.similar", places, warning, false,
     "The name is not known as it is written, and was taken for the only one in its area that is clearly "
     "near.",
     "If it is right, add it to the profile's aliases; else correct the name."},
    {"place.code_and_name", places, warning, false, "Code and name lead to different areas.",
     "Correct the one that is wrong. Which is believed first is said in the profile (placement.trust)."},
    {"origin.unknown", places, warning, false,
     "An area of origin is not known to the boundaries. Its people count for the level above; where nothing "
     "is known, it is kept by the name that the file gives it.",
     "Add an alias or crosswalk to the profile."},

    {"secondary.unknown", places, info, false,
     "A place that people were displaced to before they came here is not known to the boundaries. It is kept "
     "by its name.",
     "Add an alias or crosswalk to the profile."},

    // Where is the point?
    {"coordinates.zero", coordinates, warning, false,
     "Latitude and longitude are 0, which is in the sea; the point was put in the area.",
     "Fill in the coordinates, or leave them blank."},
    {"coordinates.swapped", coordinates, warning, false, "Latitude and longitude seem to be swapped.",
     "Swap them in the source."},
    {"coordinates.abroad", coordinates, warning, false,
     "The coordinates lie outside the country; the point was put in the area.", "Correct the coordinates."},
    {"coordinates.sea", coordinates, warning, false,
     "The coordinates lie in the sea, far from any coast; the point was put in the area.",
     "Correct the coordinates: a sign may be missing, or a digit be mistyped."},
    {"coordinates.elsewhere", coordinates, warning, false,
     "The coordinates lie in another area than the row says; the row's area counts.",
     "Correct whichever is wrong."},
    {"coordinates.far", coordinates, warning, false,
     "The coordinates lie far from the area that the row names, further than a border can be off.",
     "Correct whichever is wrong: a digit may be mistyped, or the row's area be another's."},
    {"coordinates.repeated", coordinates, info, false,
     "Several locations share the same coordinates: they were taken for positions of areas, not of places.",
     "Nothing, unless the places were measured."},

    {"geometry.no_system", coordinates, info, false,
     "The file names no coordinate system, so its positions were taken for longitude and latitude on WGS 84.",
     "If the places end up wrong, save the file with its coordinate system (.prj)."},
    {"geometry.inner_point", coordinates, info, false,
     "The features are areas or lines, and a point on each stands for it.",
     "Nothing, if their codes or names say where they are."},
    {"geometry.unreadable", coordinates, warning, false,
     "The place's geometry could not be read as an area or a point, and was left out.",
     "Correct the feature, or give coordinates."},
    {"geometry.repaired", coordinates, info, false,
     "The place's area crosses itself or is otherwise not valid, and was repaired.",
     "Look at it on the map, and correct it in the source."},
    {"site.elsewhere", coordinates, warning, false,
     "The place's shape lies elsewhere than in the area that the row names. Both were kept.",
     "Correct whichever is wrong."},

    // Is everything there?
    {"coverage.area_missing", coverage, warning, false,
     "The round before had people in an area of which this one says nothing. It shows as not assessed; that "
     "does not mean that people left.",
     "Check whether the area was assessed, and whether its rows are missing."},
    {"coverage.locations_missing", coverage, info, false,
     "Locations of the round before are not in this one. They are absent from it, not zero.",
     "Nothing, if they were not assessed."},
    {"coverage.area_new", coverage, info, false,
     "An area has people that the round before said nothing about.",
     "Nothing, if it was assessed for the first time."},
});

}  // namespace table

inline constexpr const auto& rule_table = table::rows;

consteval RuleRef::RuleRef(const char* id) {
  const auto* const found = std::ranges::find(rule_table, std::string_view(id), &Rule::id);
  if (found == rule_table.end()) throw "no rule of that id: add it to ingest/rule_table.hpp";  // NOLINT
  rule_ = found;
}

}  // namespace sojourn::ingest
