#include "export/field_text.hpp"

#include <array>

namespace sojourn::exports {

void append_degrees(std::string& out, std::int32_t e7) {
  constexpr std::uint32_t unit = 10'000'000;
  if (e7 < 0) out += '-';
  const auto size = e7 < 0 ? 0U - static_cast<std::uint32_t>(e7) : static_cast<std::uint32_t>(e7);
  append_integer(out, size / unit);
  auto rest = size % unit;
  if (rest == 0) return;
  std::array<char, 8> decimals{'.'};
  for (auto i = decimals.size() - 1; i > 0; --i, rest /= 10) decimals[i] = static_cast<char>('0' + rest % 10);
  auto length = decimals.size();
  while (decimals[length - 1] == '0') --length;
  out.append(decimals.data(), length);
}

}  // namespace sojourn::exports
