#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <string>

#include "tests/tools/cli/program.h"

namespace tests {
namespace {

std::string line_of(const std::string& id, const std::string& type, const std::string& serial,
                    const std::string& data) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"/test","type":"{}","subject":"{}","data":{}}})"
      "\n",
      id, type, serial, data);
}

/// The file is posted in pieces of 1,000 lines, several of which are on their way at once. The last
/// piece is so short that it would overtake the others if it did not wait its turn.
TEST(Import, performs_lines_in_their_order_however_they_are_cut) {
  const Workplace workplace;
  {
    std::ofstream file{workplace.path() + "/lines"};
    for (int i = 0; i < 2'000; ++i) {
      file << line_of(fmt::format("r{}", i), "license.registered.v1", fmt::format("18{:08}", i),
                      R"({"company_name":"Nordvik AB","auto_update":false})");
    }
    for (int i = 1'990; i < 2'000; ++i) {
      file << line_of(fmt::format("v{}", i), "invoice.voided.v1", fmt::format("18{:08}", i),
                      R"({"invoice_id":"I-1"})");
    }
  }
  const Ran ran = workplace.run("license-ledger import --data data lines");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "2010 lines: 2010 appended, 0 duplicates, 0 rejected\n");
}

/// Licenses with a long history are not in memory when the second file begins.
TEST(Import, performs_lines_in_their_order_when_licenses_must_be_loaded) {
  const Workplace workplace;
  const auto write = [&](const char* name, int from, int to) {
    std::ofstream file{workplace.path() + "/" + name};
    for (int i = from; i < to; ++i) {
      // The first license gets every other line; between them others are registered, then used.
      file << line_of(fmt::format("v{}", i), "invoice.voided.v1", "1800000000",
                      fmt::format(R"({{"invoice_id":"I-{}"}})", i));
      const std::string serial = fmt::format("19{:08}", i / 2);
      file << (i % 2 == 0 ? line_of(fmt::format("r{}", i), "license.registered.v1", serial,
                                    R"({"company_name":"Nordvik AB","auto_update":false})")
                          : line_of(fmt::format("u{}", i), "invoice.voided.v1", serial,
                                    R"({"invoice_id":"I-1"})"));
    }
  };
  write_text(workplace.path() + "/first",
             line_of("r", "license.registered.v1", "1800000000",
                     R"({"company_name":"Nordvik AB","auto_update":false})"));
  write("second", 0, 600);
  write("third", 600, 1'805);
  EXPECT_EQ(workplace.run("license-ledger import --data data first").exit_code, 0);
  EXPECT_EQ(workplace.run("license-ledger import --data data second").exit_code, 0);
  const Ran ran = workplace.run("license-ledger import --data data third");
  EXPECT_EQ(ran.out, "2410 lines: 2410 appended, 0 duplicates, 0 rejected\n");
}

}  // namespace
}  // namespace tests
