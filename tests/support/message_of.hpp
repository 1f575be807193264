/// The message of the exception that a call throws; empty if it throws none.
#pragma once

#include <exception>
#include <string>

namespace sojourn::test {

template <typename Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace sojourn::test
