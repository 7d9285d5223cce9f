#include "tools/sample/sample.h"

#include <boost/json.hpp>
#include <future>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "tools/sample/scratch.h"
#include "tools/wire/event_json.h"
#include "tools/wire/view_json.h"

namespace tests {
namespace {

namespace json = boost::json;
namespace sample = tools::sample;
using ledger::ReasonCode;

const ledger::Date last_day = *ledger::parse_date("2026-11-01");
constexpr sample::SampleOptions small{.licenses = sample::fewest_licenses, .events = 6'000};

sample::SampleOptions ending_on(sample::SampleOptions options, ledger::Date end) {
  options.end = end;
  return options;
}

/// A sample that has run to its end, and its log.
class FinishedSample {
 public:
  explicit FinishedSample(const sample::SampleOptions& options)
      : sample_(options, scratch_.path()) {
    EXPECT_TRUE(sample_.run());
    std::ostringstream out;
    sample_.simulation().write_log(out);
    text_ = out.str();
    std::istringstream lines{text_};
    for (std::string line; std::getline(lines, line);) events_.push_back(json::parse(line));
    end_ = start_of(options.end);
  }

  const std::string& text() const { return text_; }
  const std::vector<json::value>& events() const { return events_; }
  replay::Questions questions() const { return sample_.simulation().questions(); }
  ledger::Instant end() const { return end_; }

  std::set<std::string> subjects_of(std::string_view type) const {
    std::set<std::string> subjects;
    for (const auto& event : events_) {
      if (event.at("type").get_string() != type) continue;
      subjects.emplace(event.at("subject").get_string());
    }
    return subjects;
  }

 private:
  sample::ScratchDirectory scratch_;
  sample::Sample sample_;
  std::string text_;
  std::vector<json::value> events_;
  ledger::Instant end_;
};

projections::LicenseView view_in(const replay::Questions& questions, std::string_view serial,
                                 ledger::Instant at) {
  const auto answer = questions.license(serial, {at, at});
  EXPECT_TRUE(answer.has_value() && answer->has_value()) << serial;
  return (*answer)->view;
}

/// The names of what occurs in the log at least once: types of events, the reasons recorded in
/// them, and their modes and kinds.
std::set<std::string> names_recorded_in(const FinishedSample& finished) {
  std::set<std::string> names;
  for (const auto& event : finished.events()) {
    const std::string type{event.at("type").get_string()};
    names.insert(type);
    const auto& data = event.at("data").get_object();
    if (const auto* reasons = data.if_contains("reasons")) {
      for (const auto& reason : reasons->get_array()) {
        names.emplace(reason.at("code").get_string());
      }
    }
    for (const char* member : {"mode", "kind"}) {
      const auto* kind = data.if_contains(member);
      if (kind != nullptr) names.insert(type + " " + std::string{kind->get_string()});
    }
  }
  return names;
}

/// The names of what the views of all licenses show: warnings, reasons, stages and statuses.
std::set<std::string> names_shown_on_the_last_day_of(const FinishedSample& finished) {
  std::set<std::string> names;
  for (const auto& serial : finished.subjects_of("license.registered.v1")) {
    const auto view = view_in(finished.questions(), serial, finished.end());
    for (const auto& warning : view.warnings) names.emplace(name_of(warning.code));
    for (const auto& reason : view.blocking_reasons) names.emplace(name_of(reason.code));
    names.emplace(name_of(view.stage));
    names.emplace(name_of(view.status));
    if (view.can_be_activated) names.emplace("can be activated");
  }
  return names;
}

std::set<std::string> missing(const std::set<std::string>& wanted,
                              const std::set<std::string>& found) {
  std::set<std::string> not_found;
  for (const auto& each : wanted) {
    if (!found.contains(each)) not_found.insert(each);
  }
  return not_found;
}

const std::set<std::string> nothing;

std::set<std::string> all_recorded_names() {
  std::set<std::string> all{"license.activated.v1 automatic",   "license.activated.v1 manual",
                            "license.activated.v1 file",        "activation.blocked.v1 file",
                            "payment.reversed.v1 refund",       "payment.reversed.v1 chargeback",
                            "payment.reversed.v1 bounced",      "payment.reversed.v1 correction",
                            "installation.bound.v1 production", "installation.bound.v1 trial",
                            "installation.bound.v1 demo",       "installation.bound.v1 test"};
  for (const auto& traits : ledger::event_types()) all.emplace(traits.name);
  all.erase("log.restored.v1");  // a sample is never restored from a backup
  using enum ledger::ReasonGroup;
  for (const auto group : {blocking, seat, removal, binding}) {
    for (const auto code : ledger::codes_of(group)) all.emplace(ledger::name_of(code));
  }
  all.erase("license_not_found");  // nothing is recorded about an unknown license
  return all;
}

const std::set<std::string> all_shown_names{"expires_soon",
                                            "in_grace",
                                            "read_only",
                                            "payment_due_soon",
                                            "use_production",
                                            "over_assigned",
                                            "currency_mismatch",
                                            "maintenance_ends_soon",
                                            "unpaid",
                                            "excess",
                                            "version",
                                            "held",
                                            "owner_mismatch",
                                            "not_bound",
                                            "none",
                                            "valid",
                                            "warning",
                                            "grace",
                                            "ok",
                                            "new_license_available",
                                            "new_license_activated",
                                            "can be activated"};

/// The sample of the first start, generated once for all tests.
class WholeSample : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    finished_ = std::make_unique<FinishedSample>(ending_on({}, last_day));
  }
  static void TearDownTestSuite() { finished_.reset(); }
  static std::unique_ptr<FinishedSample> finished_;
};
std::unique_ptr<FinishedSample> WholeSample::finished_;

TEST_F(WholeSample, has_about_fifty_thousand_events) {
  EXPECT_GE(finished_->events().size(), 45'000U);
  EXPECT_LE(finished_->events().size(), 55'000U);
}

TEST_F(WholeSample, has_every_type_of_event_and_every_recorded_reason) {
  EXPECT_EQ(missing(all_recorded_names(), names_recorded_in(*finished_)), nothing);
}

TEST_F(WholeSample, shows_every_warning_and_every_status_on_its_last_day) {
  EXPECT_EQ(missing(all_shown_names, names_shown_on_the_last_day_of(*finished_)), nothing);
}

TEST_F(WholeSample, is_in_the_order_of_positions_and_of_recorded_times) {
  std::int64_t position = 0;
  ledger::Instant last = ledger::earliest;
  for (const auto& event : finished_->events()) {
    ASSERT_EQ(event.at("position").to_number<std::int64_t>(), position++);
    const auto recorded = ledger::parse_instant(event.at("recordedtime").get_string()).value();
    ASSERT_LE(last, recorded);
    ASSERT_LE(recorded, finished_->end());
    last = recorded;
  }
}

TEST_F(WholeSample, has_currencies_with_and_without_decimals) {
  std::set<std::string> currencies;
  for (const auto& event : finished_->events()) {
    if (const auto* currency = event.at("data").get_object().if_contains("currency")) {
      currencies.emplace(currency->get_string());
    }
  }
  EXPECT_EQ(missing({"SEK", "NOK", "DKK", "EUR", "JPY"}, currencies), nothing);
}

TEST_F(WholeSample, shows_a_license_that_three_reasons_block) {
  const auto view = view_in(finished_->questions(), "1801000001", finished_->end());
  EXPECT_EQ(view.company_name, "Nordvik AB");
  ASSERT_EQ(view.blocking_reasons.size(), 3U);
  EXPECT_EQ(view.blocking_reasons[0].code, ReasonCode::unpaid);
  EXPECT_EQ(view.blocking_reasons[0].open, 1'250'000);
  EXPECT_EQ(view.blocking_reasons[0].overdue, true);
  EXPECT_EQ(view.blocking_reasons[1].code, ReasonCode::version);
  EXPECT_EQ(view.blocking_reasons[1].installed, "12");
  EXPECT_EQ(view.blocking_reasons[1].covered, "11");
  EXPECT_EQ(view.blocking_reasons[2].code, ReasonCode::excess);
  EXPECT_EQ(view.blocking_reasons[2].in_use, 9);
  EXPECT_EQ(view.blocking_reasons[2].new_total, 7);
  EXPECT_EQ(view.blocking_reasons[2].to_remove, 2);
}

TEST_F(WholeSample, shows_an_installation_whose_maintenance_lapsed) {
  const auto answer =
      finished_->questions().may_upgrade("Cust21001", "12", finished_->end(), finished_->end());
  ASSERT_TRUE(answer.has_value() && answer->has_value());
  ASSERT_FALSE((*answer)->allowed);
  EXPECT_EQ((*answer)->reasons.front().code, ReasonCode::maintenance_lapsed);
}

/// A ledger into which the log was imported as trusted history.
class ImportedSample {
 public:
  explicit ImportedSample(const FinishedSample& finished) {
    auto opened = commands::write::open_ledger(scratch_.path() + "/ledger", false);
    if (!opened) throw std::runtime_error{opened.error().detail};
    opened_ = std::move(*opened);
    commands::write::PostEvents posted;
    std::vector<tools::wire::FieldError> errors;
    for (const auto& event : finished.events()) {
      auto parsed = tools::wire::parse_event(event, "", errors);
      const auto recording = tools::wire::parse_first_recording(event, "", errors);
      if (!parsed || !recording || !recording->recorded_at) {
        throw std::runtime_error{"cannot parse an event of the sample"};
      }
      posted.events.push_back(std::move(*parsed));
      posted.history.push_back({*recording->recorded_at, recording->actor});
    }
    commands::write::Sequencer sequencer{opened_, {.test_clock = opened_.state->now()}};
    const auto outcome =
        commands::write::submit_and_wait(sequencer, std::move(posted), "operator:import");
    if (!outcome) throw std::runtime_error{outcome.error().detail};
    for (const auto& event : outcome->events) {
      appended_ += event.status == commands::write::EventStatus::appended ? 1 : 0;
    }
    sequencer.stop();
  }

  std::size_t appended() const { return appended_; }
  replay::Questions questions() const { return {*opened_.streams, *opened_.directory}; }

 private:
  sample::ScratchDirectory scratch_;
  commands::write::OpenedLedger opened_;
  std::size_t appended_ = 0;
};

TEST_F(WholeSample, imported_as_trusted_history_gives_the_same_views) {
  const ImportedSample imported{*finished_};
  EXPECT_EQ(imported.appended(), finished_->events().size());
  for (const auto& serial : finished_->subjects_of("license.registered.v1")) {
    const auto text = [&](const replay::Questions& questions) {
      const auto answer = questions.license(serial, {finished_->end(), finished_->end()});
      EXPECT_TRUE(answer.has_value() && answer->has_value());
      return json::serialize(
          tools::wire::license_json(**answer, projections::words::Language::en, ""));
    };
    ASSERT_EQ(text(imported.questions()), text(finished_->questions())) << serial;
  }
}

TEST(SmallSample, is_the_same_for_the_same_seed_and_different_for_another) {
  const FinishedSample once{ending_on(small, last_day)};
  const FinishedSample twice{ending_on(small, last_day)};
  EXPECT_TRUE(once.text() == twice.text());
  sample::SampleOptions other = ending_on(small, last_day);
  other.seed = 2;
  EXPECT_FALSE(once.text() == FinishedSample{other}.text());
}

TEST(SmallSample, has_everything_for_any_seed_and_any_last_day) {
  for (int day = 0; day < 7; ++day) {
    sample::SampleOptions options = ending_on(small, plus_days(last_day, 1 + day * 51));
    options.seed = static_cast<std::uint64_t>(day) + 1;
    const FinishedSample finished{options};
    EXPECT_EQ(missing(all_recorded_names(), names_recorded_in(finished)), nothing)
        << to_text(options.end);
    EXPECT_EQ(missing(all_shown_names, names_shown_on_the_last_day_of(finished)), nothing)
        << to_text(options.end);
    EXPECT_GE(finished.events().size(), 5'400U);
    EXPECT_LE(finished.events().size(), 6'600U);
  }
}

}  // namespace
}  // namespace tests
