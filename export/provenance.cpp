#include "export/provenance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "export/selection.hpp"
#include "tiles/text.hpp"

namespace sojourn::exports {
namespace {

template <typename TextOf>
std::string each_once(const model::RoundList& rounds, TextOf&& text_of) {
  std::vector<std::string> texts;
  for (const auto& round : rounds) {
    auto text = text_of(*round);
    if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end())
      texts.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  void key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    tiles::append_json_string(out_, name);
    out_ += ':';
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    if (value.empty())
      out_ += "null";
    else
      tiles::append_json_string(out_, value);
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void append_round(std::string& out, const model::RoundData& data) {
  const auto& round = data.round;
  Members members(out);
  members.text("operation", round.key.operation);
  members.text("operation_name", data.operation.name);
  members.text("method", to_string(round.key.method));
  members.key("round");
  out += std::to_string(round.key.number);
  members.key("revision");
  out += std::to_string(round.revision);
  members.text("period_start", round.period_start.to_string());
  members.text("period_end", round.period_end.to_string());
  members.text("source", round.source.empty() ? data.operation.source : round.source);
  members.text("licence", data.operation.licence);
  members.text("boundary_version", round.boundary_version);
  if (!round.erratum.empty()) members.text("erratum", round.erratum);
  members.end();
}

std::string rounds_text(const model::RoundList& rounds) {
  return each_once(rounds, [](const model::RoundData& data) {
    const auto& round = data.round;
    return fmt::format("{} {} round {} ({} to {})", round.key.operation, to_string(round.key.method),
                       round.key.number, round.period_start.to_string(), round.period_end.to_string());
  });
}

}  // namespace

std::string sources_of(const model::RoundList& rounds) {
  return each_once(rounds, [](const model::RoundData& data) {
    return data.round.source.empty() ? data.operation.source : data.round.source;
  });
}

std::string licences_of(const model::RoundList& rounds) {
  return each_once(rounds, [](const model::RoundData& data) { return data.operation.licence; });
}

std::string description_of(const model::RoundList& rounds, model::Collection collection) {
  auto text = fmt::format("{}: {}", model::info_of(collection).title, model::info_of(collection).description);
  if (any_synthetic(rounds)) text += " Synthetic data: nothing in it is real.";
  if (const auto sources = sources_of(rounds); !sources.empty()) text += fmt::format(" Source: {}.", sources);
  if (const auto licences = licences_of(rounds); !licences.empty())
    text += fmt::format(" Licence: {}.", licences);
  text += fmt::format(" Rounds: {}. {}", rounds_text(rounds), boundary_disclaimer);
  return text;
}

std::string provenance_json(const model::RoundList& rounds) {
  std::string out;
  Members members(out);
  members.text("source", sources_of(rounds));
  members.text("licence", licences_of(rounds));
  members.key("rounds");
  out += '[';
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    if (i != 0) out += ',';
    append_round(out, *rounds[i]);
  }
  out += ']';
  members.text("disclaimer", boundary_disclaimer);
  members.text("generator", "Sojourn");
  if (any_synthetic(rounds)) {
    members.key("synthetic");
    out += "true";
  }
  members.end();
  return out;
}

}  // namespace sojourn::exports
