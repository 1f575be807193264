/// One line of a round's file.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demo/figures.hpp"
#include "demo/oddities.hpp"
#include "demo/round_style.hpp"
#include "demo/round_words.hpp"
#include "model/date.hpp"

namespace sojourn::demo {

struct Row {
  const Place* place = nullptr;
  std::size_t number = 0;  ///< of the place, from 0
  const Figures* figures = nullptr;
  const Part* part = nullptr;
  bool first_part = true;  ///< figures that have no parts stand on the first
  FigureStatus status = FigureStatus::assessed;
  std::string_view date;
  Oddities oddities;
};

/// Writes rows in a style, cell by cell.
class RowWriter {
 public:
  RowWriter(const Country& country, const RoundStyle& style, int round, int rounds);

  void append_header(TextBuffer& out) const;
  /// `shifted`: an empty cell is pushed in before the setting, and the last one falls off.
  void append_row(const Row& row, bool shifted, TextBuffer& out) const;
  void append_grand_total(std::int64_t individuals, std::int64_t households, TextBuffer& out) const;
  std::string date_text(model::Date date) const;
  std::string month_text(model::Date date) const;

 private:
  void append_cell(Field field, const Row& row, TextBuffer& out) const;
  void append_area_cell(Field field, const Row& row, TextBuffer& out) const;
  void append_place_cell(Field field, const Row& row, TextBuffer& out) const;
  void append_people_cell(Field field, const Row& row, TextBuffer& out) const;
  void append_origin_cell(Field field, const Row& row, TextBuffer& out) const;
  void append_needs_cell(Field field, const Row& row, TextBuffer& out) const;
  void append_coordinate(Field field, const Row& row, TextBuffer& out) const;
  void append_name(const Row& row, bool arabic, TextBuffer& out) const;
  void append_number(std::int64_t number, TextBuffer& out) const;
  void append_missing(TextBuffer& out) const;

  const Country& country_;
  const RoundStyle& style_;
  int round_;
  std::span<const Column> columns_;
  std::string period_start_;
  std::string period_end_;
  std::array<std::string, causes.size()> displaced_since_;  ///< by cause
};

}  // namespace sojourn::demo
