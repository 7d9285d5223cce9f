#include "ledger/result.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace ledger {

std::string to_text(const Failure& failure) {
  return failure.internal.empty() ? failure.detail : failure.detail + ": " + failure.internal;
}

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::logic_error("unchecked failure: " + to_text(failure));
}

void impossible(const char* what, const char* file, int line) {
  std::fprintf(stderr, "license-ledger: impossible: %s at %s:%d\n", what, file, line);
  std::abort();
}

}  // namespace ledger
