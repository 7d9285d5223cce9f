#include "tools/stripe/processor.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"
#include "tests/tools/stripe/bookkeeper.h"
#include "tests/tools/stripe/stripe_events.h"

namespace tests::stripe {
namespace {

using namespace tools::stripe;
using commands::write::EventOutcome;
using commands::write::EventStatus;

enum class Crash { none, before_posting, after_posting };

/// A ledger that checks ids and licenses, and may crash while posting.
struct FakeLedger {
  std::vector<ledger::Event> events;
  std::set<std::string> registered{"1801000001", "1801000002"};
  Crash crash = Crash::none;
  int reused = 0;

  ledger::Result<commands::write::EventOutcomes> append(const std::vector<ledger::Event>& posted) {
    const auto dead = ledger::fail(ledger::FailureKind::io, "crashed");
    if (crash == Crash::before_posting) return dead;
    commands::write::EventOutcomes outcomes;
    std::vector<ledger::Event> fresh;
    for (const auto& event : posted) {
      if (!registered.contains(event.subject)) {
        return commands::write::EventOutcomes(posted.size(),
                                              EventOutcome{EventStatus::license_not_found});
      }
      const auto before = std::ranges::find_if(events, [&](const ledger::Event& other) {
        return other.source == event.source && other.id == event.id;
      });
      if (before == events.end()) {
        fresh.push_back(event);
        outcomes.push_back({EventStatus::appended, {events.size() + fresh.size()}});
        continue;
      }
      const bool same = before->data == event.data && before->subject == event.subject;
      if (!same) ++reused;
      outcomes.push_back({same ? EventStatus::duplicate : EventStatus::id_reused, {1}});
    }
    if (reused == 0) events.insert(events.end(), fresh.begin(), fresh.end());
    if (crash == Crash::after_posting) return dead;
    return outcomes;
  }
};

class StripeProcessor : public ::testing::Test {
 protected:
  StripeProcessor() { start(); }

  /// Starts over with what is on disk, as a new process would.
  void start() {
    processor_.reset();
    inbox_.reset();
    side_.reset();
    auto side = ledger::SideStore::open(directory_.path() + "/side");
    ASSERT_TRUE(side) << side.error().detail;
    side_ = std::move(*side);
    inbox_ = std::make_unique<Inbox>(*side_);
    ASSERT_TRUE(inbox_->open());
    processor_ = std::make_unique<Processor>(
        config_, *side_, *inbox_,
        [this](const std::vector<ledger::Event>& events) { return ledger_.append(events); },
        [] { return ledger::Instant{start_s * 1'000'000}; });
  }

  std::string ingested(const json::object& event) {
    const auto receipt = processor_->ingest(json::serialize(event));
    if (!receipt) return "failed";
    return std::string{ledger::name_of(receipt->status)};
  }
  std::string state_of(const std::string& id) {
    const auto item = inbox_->find(id);
    return item && *item ? (*item)->state : "none";
  }

  TemporaryDirectory directory_;
  MappingConfig config_ = example_config();
  FakeLedger ledger_;
  std::unique_ptr<ledger::SideStore> side_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<Processor> processor_;
};

const json::object finalized = event("evt_1", "invoice.finalized", start_s, invoice({}));
const json::object moved_due =
    event("evt_2", "invoice.updated", start_s, invoice({.due_date = start_s + 60 * day_s}));
const json::object refunded =
    event("evt_3", "refund.created", start_s + 300, refund("re_1", "pi_1", 2'500, start_s + 300));
const json::object paid = event("evt_4", "invoice_payment.paid", start_s + 210,
                                invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190));

TEST_F(StripeProcessor, finishes_what_a_crash_interrupted_at_either_step) {
  for (const auto crash : {Crash::before_posting, Crash::after_posting}) {
    const auto before = ledger_.events.size();
    const auto id = "evt_crash_" + std::to_string(static_cast<int>(crash));
    const auto bill = "in_crash_" + std::to_string(static_cast<int>(crash));
    ledger_.crash = crash;
    EXPECT_EQ(ingested(event(id, "invoice.finalized", start_s, invoice({.id = bill}))), "failed");
    ledger_.crash = Crash::none;
    start();
    EXPECT_EQ(state_of(id), "received");
    ASSERT_TRUE(processor_->recover());
    EXPECT_EQ(ledger_.events.size(), before + 1);
    EXPECT_EQ(state_of(id), "none");
    EXPECT_EQ(ingested(event(id, "invoice.finalized", start_s, invoice({.id = bill}))),
              "duplicate");
    EXPECT_EQ(ledger_.events.size(), before + 1);
  }
  EXPECT_EQ(ledger_.reused, 0);
}

TEST_F(StripeProcessor, posts_what_follows_a_crash_under_unused_ids) {
  EXPECT_EQ(ingested(finalized), "appended");
  ledger_.crash = Crash::after_posting;
  EXPECT_EQ(ingested(moved_due), "failed");
  ledger_.crash = Crash::none;
  // Without recover(): the next event finishes the outbox.
  start();
  EXPECT_EQ(ingested(event("evt_5", "invoice.updated", start_s,
                           invoice({.due_date = start_s + 90 * day_s}))),
            "appended");
  EXPECT_EQ(ledger_.reused, 0);
  EXPECT_EQ(ledger_.events.size(), 3U);
  ASSERT_TRUE(processor_->recover());
  EXPECT_EQ(ledger_.events.size(), 3U);
  EXPECT_EQ(ledger_.events.back().id, "in_1/invoice.issued/1767225600/00003");
}

TEST_F(StripeProcessor, keeps_an_event_that_waits_and_settles_it_when_the_other_arrives) {
  EXPECT_EQ(ingested(refunded), "kept");
  EXPECT_EQ(state_of("evt_3"), "open");
  EXPECT_EQ(inbox_->open_counts().at("payment_unknown"), 1U);
  EXPECT_EQ(ingested(finalized), "appended");
  EXPECT_EQ(ingested(paid), "appended");
  EXPECT_EQ(state_of("evt_3"), "settled");
  EXPECT_TRUE(inbox_->open_counts().empty());
  EXPECT_EQ(ledger_.events.size(), 3U);
  EXPECT_EQ(state_of("evt_1"), "none");
}

TEST_F(StripeProcessor, waits_for_a_license_and_names_it) {
  ledger_.registered.clear();
  EXPECT_EQ(ingested(finalized), "kept");
  EXPECT_EQ(inbox_->waiting_for_license(),
            (std::map<std::string, std::set<std::string>>{{"1801000001", {"evt_1"}}}));
  start();
  EXPECT_EQ(inbox_->waiting_for_license().size(), 1U);
  ledger_.registered.insert("1801000001");
  const auto retried = processor_->retry("evt_1");
  ASSERT_TRUE(retried && *retried);
  EXPECT_EQ((*retried)->status, IngestStatus::appended);
  EXPECT_EQ(state_of("evt_1"), "settled");
  EXPECT_TRUE(inbox_->waiting_for_license().empty());
}

TEST_F(StripeProcessor, moves_an_invoice_to_a_license_that_is_registered_later) {
  EXPECT_EQ(ingested(finalized), "appended");
  const auto moved =
      event("evt_6", "invoice.updated", start_s + 900, invoice({.serial = "1801000005"}));
  EXPECT_EQ(ingested(moved), "kept");
  ledger_.registered.insert("1801000005");
  ASSERT_TRUE(processor_->retry("evt_6"));
  EXPECT_EQ(state_of("evt_6"), "settled");
  EXPECT_EQ(ledger_.reused, 0);
  EXPECT_EQ(ledger_.events.back().subject, "1801000005");
  EXPECT_EQ(std::get<ledger::InvoiceIssued>(ledger_.events.back().data).amount, 12'500);
}

TEST_F(StripeProcessor, shows_closed_items_for_a_while) {
  EXPECT_EQ(ingested(refunded), "kept");
  EXPECT_EQ(processor_->dismiss("evt_3", "not ours", "billing:a").value(),
            Processor::Dismissal::done);
  EXPECT_EQ(processor_->dismiss("evt_3", "not ours", "billing:a").value(),
            Processor::Dismissal::not_open);
  EXPECT_EQ(processor_->dismiss("evt_9", "not ours", "billing:a").value(),
            Processor::Dismissal::not_found);
  ASSERT_TRUE(inbox_->sweep(start_s * 1'000'000));
  EXPECT_EQ(state_of("evt_3"), "dismissed");
  ASSERT_TRUE(inbox_->sweep(start_s * 1'000'000 + 1));
  EXPECT_EQ(state_of("evt_3"), "none");
}

}  // namespace
}  // namespace tests::stripe
