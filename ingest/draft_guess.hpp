/// What a column seems to mean by its header, its hashtag and the look of its cells.
#pragma once

#include "ingest/column_shape.hpp"
#include "ingest/header_match.hpp"

namespace sojourn::ingest {

/// Below, a guess is not written as one.
inline constexpr double trusted_guess = 0.5;
/// A header that a form puts groups in front of; anything surer is told by its whole name.
inline constexpr double sure_by_question = 0.88;

struct Guess {
  const ProfileColumn* meaning = nullptr;  ///< of the vocabulary; null: none
  double confidence = 0;                   ///< 0 to 1
  const char* evidence = "";
};

/// The surest of the vocabulary's meanings.
Guess guess_meaning(const Profile& vocabulary, const HeaderCell& cell, const ColumnShape& shape);

/// Whether it is that one of them, and how surely.
Guess guess_of(const ProfileColumn& meaning, const Profile& vocabulary, const HeaderCell& cell,
               const ColumnShape& shape);

/// Why a column is about persons (`phone`, `remark` …), by its header and its cells; empty if it is not known
/// to be.
std::string about_persons(const Profile& vocabulary, const HeaderCell& cell, const ColumnShape& shape);

}  // namespace sojourn::ingest
