#include "model/texts.hpp"

#include <algorithm>

#include "model/text_pool.hpp"

namespace sojourn::model {

Texts::Texts(TextTable table) {
  if (!table.empty()) *this = Texts({std::make_shared<const TextTable>(std::move(table))});
}

Texts::Texts(std::vector<std::shared_ptr<const TextTable>> tables) {
  pieces_.reserve(tables.size());
  for (auto& table : tables) pieces_.push_back({std::move(table), size()});
  if (pieces_.empty()) return;
  first_ = pieces_.front().table.get();
  first_size_ = first_->size();
}

std::string_view Texts::beyond_first(std::size_t number) const {
  const auto* piece = pieces_.data() + 1;
  while (number >= piece->end()) ++piece;
  return (*piece->table)[number - piece->first];
}

bool Texts::operator==(const Texts& other) const {
  if (size() != other.size()) return false;
  // The other's may be cut into pieces elsewhere.
  if (pieces_.size() != other.pieces_.size()) return std::equal(begin(), end(), other.begin());
  return std::ranges::equal(pieces_, other.pieces_, [](const Piece& a, const Piece& b) {
    return a.table == b.table || *a.table == *b.table;
  });
}

std::size_t Texts::memory_bytes() const {
  auto bytes = pieces_.capacity() * sizeof(Piece);
  for (const auto& piece : pieces_)
    bytes += piece.table->memory_bytes() / static_cast<std::size_t>(piece.table.use_count());
  return bytes;
}

namespace {

/// What of the texts before is used again, and where the own texts go.
class Continuation {
 public:
  Continuation(const Texts& before, const Texts& own) : own_(own), places_(own.size()) {
    TextPool pool;
    for (const auto text : own) pool.add(text);
    for (const auto& piece : before.pieces()) try_piece(piece.table, pool);
    while (kept_.size() >= Texts::most_pieces) drop_least_used();
    add_rest();
  }

  ContinuedTexts result() && {
    // The largest first, where texts are found soonest.
    std::stable_sort(kept_.begin(), kept_.end(),
                     [](const Kept& a, const Kept& b) { return a.table->size() > b.table->size(); });
    std::vector<std::shared_ptr<const TextTable>> tables;
    for (const auto& kept : kept_) tables.push_back(kept.table);
    ContinuedTexts continued{Texts(std::move(tables)), {}, added_bytes_};
    std::vector<std::uint32_t> firsts(next_id_);
    for (std::size_t i = 0; i < kept_.size(); ++i)
      firsts[kept_[i].id] = static_cast<std::uint32_t>(continued.texts.pieces()[i].first);
    continued.numbers.reserve(places_.size());
    for (const auto& place : places_) continued.numbers.push_back(firsts[place.piece] + place.position);
    return continued;
  }

 private:
  static constexpr std::uint32_t nowhere = 0xFFFFFFFF;
  struct Place {
    std::uint32_t piece = nowhere;  ///< the id of one that is kept
    std::uint32_t position = 0;     ///< in it
  };
  struct Kept {
    std::uint32_t id = 0;
    std::size_t used_bytes = 0;
    std::shared_ptr<const TextTable> table;
  };

  /// Keeps the piece if half of it, by number and by length, is own texts.
  void try_piece(const std::shared_ptr<const TextTable>& table, const TextPool& pool) {
    std::vector<std::pair<std::size_t, std::uint32_t>> found;  // number of the own, position in the piece
    std::size_t used_bytes = 0;
    std::uint32_t position = 0;
    for (const auto text : *table) {
      if (const auto number = pool.find(text)) {
        found.emplace_back(*number, position);
        used_bytes += text.size();
      }
      ++position;
    }
    if (found.size() * 2 < table->size() || used_bytes * 2 < table->characters()) return;
    for (const auto& [number, at] : found) places_[number] = {next_id_, at};
    kept_.push_back({next_id_++, used_bytes, table});
  }

  /// Its texts are copied into the new piece, which takes least where it has fewest.
  void drop_least_used() {
    const auto least = std::ranges::min_element(kept_, {}, &Kept::used_bytes);
    for (auto& place : places_)
      if (place.piece == least->id) place = {};
    kept_.erase(least);
  }

  void add_rest() {
    TextTable rest;
    for (std::size_t number = 0; number < places_.size(); ++number) {
      auto& place = places_[number];
      if (place.piece != nowhere) continue;
      place = {next_id_, static_cast<std::uint32_t>(rest.size())};
      rest.push_back(own_[number]);
    }
    if (rest.empty()) return;
    rest.shrink_to_fit();
    added_bytes_ = rest.memory_bytes();
    kept_.push_back({next_id_++, 0, std::make_shared<const TextTable>(std::move(rest))});
  }

  const Texts& own_;
  std::vector<Place> places_;  ///< by number of the own
  std::vector<Kept> kept_;
  std::uint32_t next_id_ = 0;
  std::size_t added_bytes_ = 0;
};

}  // namespace

ContinuedTexts continue_texts(const Texts& before, const Texts& own) {
  return Continuation(before, own).result();
}

}  // namespace sojourn::model
