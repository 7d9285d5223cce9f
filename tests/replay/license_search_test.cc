#include "replay/license_search.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/ledger_fixture.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

using ledger::ReasonCode;
using projections::search::SearchFilter;
using projections::search::Summary;
using projections::state::Stage;
using projections::words::Resolver;
using replay::SearchQuestion;
using replay::Sort;

class LicenseSearch : public LedgerFixture {
 protected:
  Texts found(SearchFilter filter) {
    Texts serials;
    for (const auto& hit : search(std::move(filter))) serials.push_back(hit.serial_number);
    return serials;
  }
  Texts found(const std::string& term) { return found(SearchFilter{.terms = {term}}); }
  Summary summary() { return license_search().summary(now()).summary; }
};

TEST_F(LicenseSearch, finds_a_license_by_words_of_its_name_without_case_and_accents) {
  given_license("1", "Nordvik Åkeri AB");
  given_license("2", "Sydvik Bygg AB");
  given_license("3", "Smørrebrød & Æbler ApS");
  EXPECT_EQ(found("akeri"), Texts{"1"});
  EXPECT_EQ(found("nord"), Texts{"1"});
  EXPECT_EQ(found("ab"), (Texts{"1", "2"}));
  EXPECT_EQ(found(SearchFilter{.terms = {"ab", "bygg"}}), Texts{"2"});
  EXPECT_EQ(found("smorrebrod"), Texts{"3"});
  EXPECT_EQ(found("aebler"), Texts{"3"});
  EXPECT_EQ(found("vik"), Texts{}) << "only the beginning of a word";
}

TEST_F(LicenseSearch, finds_a_license_by_what_support_has_at_hand) {
  given_license("AB-1", "Nordvik AB");
  given_license("AB-2", "Sydvik AB");
  bind("AB-1", "Cust21");
  bought("AB-1", {{"ten-sales", 2}});
  activate("AB-1");
  invoice("AB-1", "INV-71718", 100, "2026-05-01");
  assign("AB-1", "ten-sales", "anna@nordvik.example");
  EXPECT_EQ(found("cust21"), Texts{"AB-1"});
  EXPECT_EQ(found("inv-71718"), Texts{"AB-1"});
  EXPECT_EQ(found("anna@nordvik.example"), Texts{"AB-1"});
  EXPECT_EQ(found("ab-"), (Texts{"AB-1", "AB-2"})) << "the beginning of a serial number";
  EXPECT_EQ(found("inv"), Texts{});
}

TEST_F(LicenseSearch, follows_a_new_name_and_a_new_installation) {
  given_license("1", "Nordvik AB");
  bind("1", "Cust1");
  EXPECT_EQ(found("nordvik"), Texts{"1"});
  fact("1", ledger::LicenseRegistered{.company_name = "Sydvik AB"});
  given_license("2", "Sydvik AB");
  change_serial("Cust1", "2", "Sydvik AB");
  EXPECT_EQ(found("nordvik"), Texts{});
  EXPECT_EQ(found("sydvik"), (Texts{"1", "2"}));
  EXPECT_EQ(found("cust1"), Texts{"2"});
  EXPECT_EQ(found(SearchFilter{.company_name = "Sydvik AB"}), (Texts{"1", "2"}));
  EXPECT_EQ(found(SearchFilter{.company_name = "sydvik ab"}), Texts{});
}

TEST_F(LicenseSearch, sees_what_an_event_changes_at_once) {
  given_active(serial, {{"ten-sales", 2}});
  invoice(serial, "I-1", 100, "2026-03-10");
  bought(serial, {{"ten-sales", 3}}, {.invoices = {"I-1"}});
  EXPECT_EQ(found(SearchFilter{.blocked_by = {ReasonCode::unpaid}}), Texts{serial});
  paid(serial, "I-1", 100);
  EXPECT_EQ(found(SearchFilter{.blocked_by = {ReasonCode::unpaid}}), Texts{});
}

TEST_F(LicenseSearch, sees_what_time_alone_changes) {
  given_active(serial, {{"ten-sales", 2, "2026-06-01"}});
  invoice(serial, "I-1", 100, "2026-03-10");
  EXPECT_EQ(found(SearchFilter{.blocked_by = {ReasonCode::unpaid}}), Texts{});
  EXPECT_EQ(summary().by_stage[static_cast<std::size_t>(Stage::valid)], 1);
  clock("2026-03-11");
  EXPECT_EQ(found(SearchFilter{.blocked_by = {ReasonCode::unpaid}}), Texts{serial});
  clock("2026-06-01");
  EXPECT_EQ(found(SearchFilter{.stages = {Stage::grace}}), Texts{serial});
  EXPECT_EQ(summary().by_stage[static_cast<std::size_t>(Stage::grace)], 1);
}

TEST_F(LicenseSearch, sees_what_a_policy_changes_without_touching_a_row) {
  given_active(serial, {{"ten-sales", 2, "2026-06-01"}});
  const auto row = search()[0].row;
  policy({.warning_days = 3650});
  EXPECT_EQ(found(SearchFilter{.stages = {Stage::warning}}), Texts{serial});
  EXPECT_EQ(search()[0].row, row);
}

TEST_F(LicenseSearch, sees_what_takes_effect_later) {
  given_license(serial, "Nordvik AB");
  bought(serial, {{"ten-sales", 2}}, {.time = "2026-04-01"});
  EXPECT_EQ(found(SearchFilter{.pending = true}), Texts{});
  clock("2026-04-01");
  EXPECT_EQ(found(SearchFilter{.pending = true}), Texts{serial});
}

TEST_F(LicenseSearch, finds_a_license_when_its_registration_takes_effect) {
  given_license(serial, "Nordvik AB", {.time = "2026-04-01"});
  EXPECT_EQ(found("nordvik"), Texts{});
  EXPECT_EQ(summary().licenses, 0);
  clock("2026-04-01");
  EXPECT_EQ(found("nordvik"), Texts{serial});
  EXPECT_EQ(summary().licenses, 1);
}

TEST_F(LicenseSearch, tells_what_to_do_about_a_license) {
  given_active(serial, {{"ten-sales", 3, "2026-06-01"}});
  for (const char* user : {"a", "b", "c"}) assign(serial, "ten-sales", user);
  clock("2026-03-05");
  bought(serial, {{"ten-sales", 1, "2026-06-01"}});
  invoice(serial, "I-1", 500, "2026-03-01");
  const auto hit = search()[0];
  EXPECT_EQ(hit.row.pending_number.value, 2U);
  EXPECT_EQ(hit.to_remove, 2);
  EXPECT_EQ(hit.row.cust_id, "Cust1");
  EXPECT_EQ(hit.row.expires_on, ledger::parse_date("2026-06-01"));
  EXPECT_EQ(hit.blocked_since, at("2026-03-05"));
  EXPECT_FALSE(hit.can_be_activated);
  ASSERT_EQ(hit.row.open.size(), 1U);
  EXPECT_EQ(hit.row.open[0].amount, 500);
  EXPECT_EQ(found(SearchFilter{.resolvers = {Resolver::administrator}}), Texts{serial});
  EXPECT_EQ(found(SearchFilter{.expires_before = ledger::parse_date("2026-06-01")}), Texts{});
  EXPECT_EQ(found(SearchFilter{.expires_before = ledger::parse_date("2026-06-02")}), Texts{serial});
}

class Pages : public LicenseSearch {
 protected:
  Pages() {
    for (int i = 0; i < 7; ++i) {
      const auto name = fmt::format("{}", 10 + i);
      const auto company = fmt::format("Company {} AB", 9 - i);
      given_license(name, company);
      bind(name, "Cust" + name, {.company_name = company});
      bought(name, {{"ten-sales", 1, fmt::format("2026-0{}-01", 4 + i % 3)}});
      activate(name);
    }
  }
  Texts walked(Sort sort, std::size_t limit, SearchFilter filter = {}) {
    Texts serials;
    SearchQuestion question{.filter = std::move(filter), .sort = sort, .limit = limit};
    for (int pages = 0; pages < 20; ++pages) {
      const auto page = find(question);
      EXPECT_TRUE(page.complete);
      for (const auto& hit : page.hits) serials.push_back(hit.serial_number);
      if (!page.next) return serials;
      question.after = *page.next;
    }
    ADD_FAILURE() << "the pages do not end";
    return serials;
  }
};

TEST_F(Pages, follow_each_other_in_any_order) {
  const Texts by_serial{"10", "11", "12", "13", "14", "15", "16"};
  const Texts by_name{"16", "15", "14", "13", "12", "11", "10"};
  const Texts by_end{"10", "13", "16", "11", "14", "12", "15"};
  for (const std::size_t limit : {1U, 2U, 3U, 7U, 50U}) {
    EXPECT_EQ(walked(Sort::serial_number, limit), by_serial);
    EXPECT_EQ(walked(Sort::company_name, limit), by_name);
    EXPECT_EQ(walked(Sort::expires_on, limit), by_end);
    EXPECT_EQ(walked(Sort::company_name, limit, {.terms = {"company"}}), by_name);
    EXPECT_EQ(walked(Sort::expires_on, limit, {.stages = {Stage::valid}}),
              (Texts{"10", "13", "16", "11", "14", "12", "15"}));
  }
}

TEST_F(Pages, of_a_sort_leave_out_licenses_without_its_date) {
  EXPECT_EQ(walked(Sort::first_due, 2), Texts{});
  invoice("14", "I-1", 1, "2026-07-01");
  invoice("12", "I-2", 1, "2026-08-01");
  EXPECT_EQ(walked(Sort::first_due, 1), (Texts{"14", "12"}));
}

/// Whether the view, folded from the first event, meets the filter.
bool meets(const projections::LicenseView& view, const SearchFilter& filter) {
  const auto any = [](const auto& list, const auto& met) {
    return list.empty() || std::ranges::any_of(list, met);
  };
  const auto blocked = [&](ReasonCode code) {
    return std::ranges::count(view.blocking_reasons, code, &ledger::Reason::code) > 0;
  };
  const auto resolved = [&](Resolver resolver) {
    return std::ranges::any_of(view.blocking_reasons, [&](const auto& reason) {
      return projections::words::resolver_of(reason.code) == resolver;
    });
  };
  return any(filter.blocked_by, blocked) && any(filter.resolvers, resolved) &&
         any(filter.stages, [&](Stage stage) { return stage == view.stage; }) &&
         (!filter.pending || *filter.pending == view.pending.has_value());
}

std::vector<SearchFilter> filters() {
  std::vector<SearchFilter> filters{{}};
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    filters.push_back({.blocked_by = {code}});
  }
  for (const auto stage :
       {Stage::none, Stage::valid, Stage::warning, Stage::grace, Stage::read_only}) {
    filters.push_back({.stages = {stage}});
  }
  filters.push_back({.blocked_by = {ReasonCode::excess, ReasonCode::unpaid}});
  filters.push_back({.blocked_by = {ReasonCode::unpaid}, .stages = {Stage::valid, Stage::grace}});
  filters.push_back({.resolvers = {Resolver::customer}});
  filters.push_back({.resolvers = {Resolver::administrator}, .pending = true});
  filters.push_back({.pending = false});
  return filters;
}

/// Every filter finds what the views of all licenses say, and the counts say the same.
void compare(TestLedger& ledger) {
  std::vector<projections::LicenseView> views;
  for (const char* serial : pool_serials) {
    const auto answer = ledger.answer(serial, {ledger.now(), ledger.now()});
    if (answer) views.push_back(answer->view);
  }
  for (const auto& filter : filters()) {
    Texts expected;
    for (const auto& view : views) {
      if (meets(view, filter)) expected.push_back(view.serial_number);
    }
    std::ranges::sort(expected);
    Texts found;
    for (const auto& hit : ledger.search(filter)) found.push_back(hit.serial_number);
    RC_ASSERT(found == expected);
  }
  Summary expected;
  for (const auto& view : views) {
    ++expected.licenses;
    ++expected.by_stage.at(static_cast<std::size_t>(view.stage));
    std::set<ReasonCode> codes;
    for (const auto& reason : view.blocking_reasons) codes.insert(reason.code);
    for (const auto code : codes) ++expected.blocked_by.at(static_cast<std::size_t>(code));
    expected.pending += view.pending ? 1 : 0;
    expected.pending_and_blocked += view.pending && !codes.empty() ? 1 : 0;
  }
  const auto counted = ledger.license_search().summary(ledger.now());
  RC_ASSERT(counted.complete);
  RC_ASSERT(counted.summary.licenses == expected.licenses);
  RC_ASSERT(counted.summary.by_stage == expected.by_stage);
  RC_ASSERT(counted.summary.blocked_by == expected.blocked_by);
  RC_ASSERT(counted.summary.pending == expected.pending);
  RC_ASSERT(counted.summary.pending_and_blocked == expected.pending_and_blocked);
}

TEST(Searches, find_each_license_by_its_state_at_that_instant) {
  holds_in(100, [] {
    const auto steps = *random_steps_with_restarts();
    const auto days = *rc::gen::container<std::vector<int>>(4, rc::gen::inRange(1, 30));
    TestLedger ledger{
        {.save_every = 7, .short_tail = 5, .long_history = 1, .test_clock = at(start_of_tests)}};
    perform(ledger, opening_steps());
    for (const auto& step : steps) {
      static_cast<void>(perform(ledger, step));
      if (std::holds_alternative<MoveClock>(step.what)) compare(ledger);
    }
    // Nothing more is appended: only time passes.
    for (const int day : days) {
      ledger.clock(plus_days(ledger.now(), day));
      compare(ledger);
    }
  });
}

}  // namespace
}  // namespace tests
