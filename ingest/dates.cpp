#include "ingest/dates.hpp"

#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "geo/gazetteer.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

using model::Date;

constexpr std::array<std::string_view, 12> english = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::pair<std::string_view, unsigned> other_months[] = {
    {"janvier", 1},    {"fevrier", 2},   {"mars", 3},     {"avril", 4},      {"mai", 5},
    {"juin", 6},       {"juillet", 7},   {"aout", 8},     {"septembre", 9},  {"octobre", 10},
    {"novembre", 11},  {"decembre", 12}, {"enero", 1},    {"febrero", 2},    {"marzo", 3},
    {"abril", 4},      {"mayo", 5},      {"junio", 6},    {"julio", 7},      {"agosto", 8},
    {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10}, {"noviembre", 11}, {"diciembre", 12},
    {"janeiro", 1},    {"fevereiro", 2}, {"marco", 3},    {"maio", 5},       {"junho", 6},
    {"julho", 7},      {"setembro", 9},  {"outubro", 10}, {"novembro", 11},  {"dezembro", 12},
    {"sept", 9},
};
// Compared in the form of geo::normalise_name, which unifies Arabic letters.
constexpr std::pair<std::string_view, unsigned> arabic_months[] = {
    {"يناير", 1},   {"فبراير", 2},  {"مارس", 3},         {"أبريل", 4},         {"ابريل", 4},
    {"مايو", 5},    {"يونيو", 6},   {"يوليو", 7},        {"أغسطس", 8},         {"سبتمبر", 9},
    {"أكتوبر", 10}, {"نوفمبر", 11}, {"ديسمبر", 12},      {"كانون الثاني", 1},  {"شباط", 2},
    {"آذار", 3},    {"نيسان", 4},   {"أيار", 5},         {"حزيران", 6},        {"تموز", 7},
    {"آب", 8},      {"أيلول", 9},   {"تشرين الأول", 10}, {"تشرين الثاني", 11}, {"كانون الأول", 12},
};

unsigned month_of(std::string_view word) {
  const auto name = geo::normalise_name(word);
  if (name.size() >= 3)
    for (unsigned i = 0; i < english.size(); ++i)
      if (english[i] == name || english[i].substr(0, 3) == name) return i + 1;
  for (const auto& [known, month] : other_months)
    if (known == name) return month;
  for (const auto& [known, month] : arabic_months)
    if (geo::normalise_name(known) == name) return month;
  return 0;
}

/// A piece of a date's text: a number with its count of digits, or a word; `before` is what stood between it
/// and the piece before.
struct Piece {
  unsigned number = 0;
  unsigned digits = 0;  ///< 0 for a month
  unsigned month = 0;
  char before = ' ';
};

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Words that say nothing: weekdays would, but nobody writes them in tables.
bool is_filler(std::string_view word) {
  for (const std::string_view known :
       {"st", "nd", "rd", "th", "of", "de", "du", "the", "er", "from", "between"})
    if (word == known) return true;
  return false;
}

bool is_range_word(std::string_view word) {
  for (const std::string_view known :
       {"to", "until", "and", "through", "till", "au", "a", "al", "ate", "et", "y", "e"})
    if (word == known) return true;
  return false;
}

/// Cuts a date's text into numbers and months. A range word or a dash becomes `~`, other marks stay as they
/// are.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  /// Nothing if the text has something that belongs to no date.
  std::optional<std::vector<Piece>> cut() {
    while (at_ < text_.size())
      if (!(is_digit(text_[at_]) ? number() : dash() || (is_letter(at_) ? word() : mark())))
        return std::nullopt;
    return std::move(pieces_);
  }

 private:
  bool is_dash(std::size_t at) const {
    const auto rest = text_.substr(at);
    return rest.starts_with("–") || rest.starts_with("—");
  }
  bool is_letter(std::size_t at) const {
    const auto c = static_cast<unsigned char>(text_[at]);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0x80 && !is_dash(at));
  }
  std::size_t end_of_word(std::size_t at) const {
    while (at < text_.size() && is_letter(at)) ++at;
    return at;
  }
  void add(Piece piece) {
    piece.before = std::exchange(before_, ' ');
    pieces_.push_back(piece);
  }

  bool number() {
    Piece piece;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_, ++piece.digits)
      piece.number = piece.digits < 8 ? piece.number * 10 + static_cast<unsigned>(text_[at_] - '0') : 0;
    add(piece);
    return true;
  }

  bool dash() {
    if (!is_dash(at_)) return false;
    before_ = '~';
    at_ += std::string_view("–").size();
    return true;
  }

  bool word() {
    const auto start = std::exchange(at_, end_of_word(at_));
    const auto text = lower_ascii(text_.substr(start, at_ - start));
    if (is_filler(text)) return true;
    if (is_range_word(text)) {
      before_ = '~';
      return true;
    }
    Piece piece;
    // Months of two words, as in Levantine Arabic.
    if (at_ < text_.size() && text_[at_] == ' ') {
      const auto second = end_of_word(at_ + 1);
      if (second > at_ + 1) piece.month = month_of(text_.substr(start, second - start));
      if (piece.month != 0) at_ = second;
    }
    if (piece.month == 0) piece.month = month_of(text);
    if (piece.month != 0) add(piece);
    return piece.month != 0;
  }

  bool mark() {
    const char c = text_[at_++];
    if (c == '-' || c == '/' || c == '.' || c == ')' || c == '~') {
      if (before_ != '~') before_ = c;
      return true;
    }
    return c == ' ' || c == ',' || c == '(' || c == '\'';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char before_ = ' ';
  std::vector<Piece> pieces_;
};

/// Day, month and year, 0 where not said.
struct Parts {
  unsigned day = 0;
  unsigned month = 0;
  unsigned year = 0;
};

unsigned full_year(const Piece& piece) {
  if (piece.digits == 4) return piece.number;
  return piece.digits == 2 ? piece.number + (piece.number < 70 ? 2000U : 1900U) : 0;
}

// Orders in which one to three pieces make a date.
std::optional<Parts> assemble(const Piece* p, std::size_t count) {
  const auto small = [&](std::size_t i) { return p[i].digits == 1 || p[i].digits == 2; };
  if (count == 3 && p[1].month != 0 && small(0) && p[2].digits >= 2)
    return Parts{p[0].number, p[1].month, full_year(p[2])};
  if (count == 3 && p[0].month != 0 && small(1) && p[2].digits == 4)
    return Parts{p[1].number, p[0].month, p[2].number};
  if (count == 3 && p[0].digits == 4 && p[1].month != 0 && small(2))
    return Parts{p[2].number, p[1].month, p[0].number};
  if (count == 3 && p[0].digits == 4 && small(1) && small(2))
    return Parts{p[2].number, p[1].number, p[0].number};
  if (count == 3 && small(0) && small(1) && p[2].digits >= 2)
    return Parts{p[0].number, p[1].number, full_year(p[2])};
  if (count == 2 && p[0].month != 0 && p[1].digits == 4) return Parts{0, p[0].month, p[1].number};
  if (count == 2 && p[0].month != 0 && p[1].digits == 2 && p[1].before == '-')
    return Parts{0, p[0].month, full_year(p[1])};
  if (count == 2 && p[0].digits == 4 && p[1].month != 0) return Parts{0, p[1].month, p[0].number};
  if (count == 2 && small(0) && p[1].digits == 4) return Parts{0, p[0].number, p[1].number};
  if (count == 2 && p[0].digits == 4 && small(1)) return Parts{0, p[1].number, p[0].number};
  if (count == 2 && small(0) && p[1].month != 0) return Parts{p[0].number, p[1].month, 0};
  if (count == 1 && p[0].digits == 4) return Parts{0, 0, p[0].number};
  if (count == 1 && p[0].month != 0) return Parts{0, p[0].month, 0};
  return std::nullopt;
}

std::optional<DateSpan> to_span(const Parts& parts) {
  if (parts.year < 1900 || parts.year > 2100) return std::nullopt;
  const int year = static_cast<int>(parts.year);
  if (parts.month == 0)
    return DateSpan{*Date::make(year, 1, 1), *Date::make(year, 12, 31), DatePrecision::year};
  if (parts.day != 0) {
    const auto day = Date::make(year, parts.month, parts.day);
    return day ? std::optional(DateSpan{*day, *day, DatePrecision::day}) : std::nullopt;
  }
  const auto first = Date::make(year, parts.month, 1);
  if (!first) return std::nullopt;
  const auto next = parts.month == 12 ? Date::make(year + 1, 1, 1) : Date::make(year, parts.month + 1, 1);
  return DateSpan{*first, Date::from_days(next->days_since_1970() - 1), DatePrecision::month};
}

std::optional<DateSpan> join(const Parts& from, const Parts& to) {
  const auto first = to_span(from);
  const auto last = to_span(to);
  if (!first || !last || last->last < first->first) return std::nullopt;
  return DateSpan{first->first, last->last, std::max(first->precision, last->precision)};
}

// `5-15 April 2022`: the second half says what the first leaves out.
std::optional<DateSpan> range(const std::vector<Piece>& pieces, std::size_t split) {
  const auto to = assemble(pieces.data() + split, pieces.size() - split);
  if (!to || to->year == 0) return std::nullopt;
  if (split == 1 && pieces[0].digits >= 1 && pieces[0].digits <= 2 && to->day != 0)
    return join({pieces[0].number, to->month, to->year}, *to);
  auto from = assemble(pieces.data(), split);
  if (!from) return std::nullopt;
  if (from->year == 0) from->year = to->year;
  return join(*from, *to);
}

std::optional<DateSpan> serial_number(std::string_view text) {
  double days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  // The range is asked as what holds, since `nan`, which from_chars reads, is neither below nor above it.
  const bool from_1927_to_2099 = days >= 10000 && days < 73051;
  if (error != std::errc{} || end != text.data() + text.size() || !from_1927_to_2099) return std::nullopt;
  const auto day = Date::from_days(static_cast<std::int32_t>(days) - 25569);
  return DateSpan{day, day, DatePrecision::day};
}

Parts parts_of(Date date) {
  return {date.day(), date.month(), static_cast<unsigned>(date.year())};
}

// An interval of ISO 8601, as to_text writes it.
std::optional<DateSpan> iso_interval(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto first = Date::parse(text.substr(0, slash));
  const auto last = Date::parse(text.substr(slash + 1));
  return first && last ? join(parts_of(*first), parts_of(*last)) : std::nullopt;
}

// Without the time of day, which no table here needs: `T10:00:00Z`, ` 00:00:00.000`.
std::string_view without_time(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return text;
  const auto cut_at = text.find_last_of("T ", colon);
  return cut_at == std::string_view::npos ? std::string_view() : trim(text.substr(0, cut_at));
}

// `4)2016` is the fourth of a form's answers, the year 2016.
std::string_view without_sort_number(std::string_view text) {
  return text.size() > 2 && is_digit(text[0]) && text[1] == ')' ? trim(text.substr(2)) : text;
}

}  // namespace

std::optional<DateSpan> parse_date(std::string_view text) {
  text = without_sort_number(text);
  text = without_time(trim(text));
  if (text.empty() || text.size() > 80) return std::nullopt;
  if (const auto iso = Date::parse(text)) return to_span(parts_of(*iso));
  if (const auto interval = iso_interval(text)) return interval;
  if (const auto serial = serial_number(text)) return serial;
  const auto pieces = Cutter(text).cut();
  if (!pieces || pieces->empty() || pieces->size() > 6) return std::nullopt;
  for (std::size_t i = 1; i < pieces->size(); ++i)
    if ((*pieces)[i].before == '~') return range(*pieces, i);
  if (pieces->size() <= 3)
    if (const auto parts = assemble(pieces->data(), pieces->size()))
      if (const auto span = to_span(*parts)) return span;
  if (pieces->size() == 4 && (*pieces)[1].before == '-') return range(*pieces, 1);
  return std::nullopt;
}

std::string to_text(const DateSpan& span) {
  auto text = span.first.to_string();
  if (span.first == span.last) return text;
  const auto parts = to_span({0, span.precision == DatePrecision::year ? 0 : span.first.month(),
                              static_cast<unsigned>(span.first.year())});
  if (span.precision != DatePrecision::day && parts && *parts == span)
    return text.substr(0, span.precision == DatePrecision::year ? 4 : 7);
  return text + "/" + span.last.to_string();
}

std::string period_text(std::string_view text) {
  text = without_sort_number(text);
  constexpr std::string_view before = "before ";
  const bool earlier = lower_ascii(text.substr(0, before.size())) == before;
  const auto span = parse_date(earlier ? trim(text.substr(before.size())) : text);
  if (!span) return {};
  const auto serial = span->first.days_since_1970() - model::Date::parse("1899-12-30")->days_since_1970();
  if (span->precision == DatePrecision::day && span->first == span->last && serial >= 1990 && serial <= 2050)
    return std::to_string(serial);
  return earlier ? std::string(before) + to_text(*span) : to_text(*span);
}

}  // namespace sojourn::ingest
