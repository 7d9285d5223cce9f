#pragma once

#include <initializer_list>
#include <rapidcheck.h>
#include <string>
#include <vector>

/// Drawing lots inside rc::gen::exec: what a test is shrunk by is less of each.
namespace tests {

/// From 0 to `end`, which is left out; of the whole range, however small the test still is.
inline int below(int end) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, end)); }
inline bool sometimes(int percent) { return below(100) >= 100 - percent; }

template <class T>
T one_of(std::initializer_list<T> choices) {
  return choices.begin()[below(static_cast<int>(choices.size()))];
}
inline std::string one_text(std::initializer_list<const char*> choices) {
  return one_of<const char*>(choices);
}

}  // namespace tests
