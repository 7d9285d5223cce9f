#include "tests/support/replay_fixture.h"

#include <fmt/format.h>

namespace tests {

void ReplayFixture::given_saved_ledger() {
  given_module("ten-sales", {.display_name = {{"en", "Sales"}}});
  given_active(replayed_serial, {{"ten-sales", 40, "2027-01-01"}});
  for (int i = 0; i < 20; ++i) assign(replayed_serial, "ten-sales", fmt::format("user{:02}", i));
  restart();
  assign(replayed_serial, "ten-sales", "later");
  static_cast<void>(search());
  close();
}

void ReplayFixture::with_store(const std::function<void(ledger::Store&)>& work) const {
  auto store = ledger::Store::open({.directory = directory() + "/log"});
  ASSERT_TRUE(store.has_value()) << store.error().detail;
  work(**store);
  ASSERT_TRUE((*store)->flush_derived().has_value());
}

void ReplayFixture::alter(ledger::Derived family, const std::string& key,
                          const std::function<void(std::string&)>& change) const {
  with_store([&](ledger::Store& store) {
    const auto kept = store.derived(family, key);
    ASSERT_TRUE(kept.has_value() && kept->has_value()) << "nothing is stored under " << key;
    std::string bytes = **kept;
    change(bytes);
    const std::vector<ledger::DerivedEntry> entry{{key, bytes}};
    ASSERT_TRUE(store.write_derived(family, entry).has_value());
  });
}

ledger::Result<replay::Comparison> ReplayFixture::replayed(
    const replay::ComparisonOptions& options) const {
  auto opened = commands::write::open_store(directory(), true);
  if (!opened) return opened.error();
  return replay::compare_with_log(*opened, options);
}

replay::Comparison ReplayFixture::comparison(const replay::ComparisonOptions& options) const {
  auto compared = replayed(options);
  EXPECT_TRUE(compared.has_value()) << compared.error().detail;
  return compared ? std::move(*compared) : replay::Comparison{};
}

Texts ReplayFixture::differences() const {
  Texts texts;
  for (const auto& each : comparison().differences) {
    texts.push_back(fmt::format("{}: {}, {}: expected {}, found {}", each.serial_number,
                                name_of(each.projection), each.part, each.expected, each.found));
  }
  return texts;
}

}  // namespace tests
