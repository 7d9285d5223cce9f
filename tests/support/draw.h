#pragma once

#include <initializer_list>
#include <rapidcheck.h>
#include <string>
#include <vector>

/// Random choices inside rc::gen::exec. A test shrinks to fewer of them, not to other ones.
namespace tests {

/// From 0 to below `end`; from the whole range, however small the size of the test case.
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
