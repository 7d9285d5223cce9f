#include <algorithm>
#include <set>

#include "tests/support/draw.h"
#include "tests/support/property.h"
#include "tests/tools/stripe/bookkeeper.h"
#include "tests/tools/stripe/stripe_events.h"

namespace tests::stripe {
namespace {

/// A Stripe customer's history as consistent events, and the amount of each invoice that is open in
/// the end.
struct Story {
  std::vector<json::object> events;
  std::map<std::string, std::int64_t> open;
  std::set<std::int64_t> instants;
};

class StoryGenerator {
 public:
  Story generate() {
    older_ = sometimes(50);
    add_subscription();
    const int invoices = 1 + below(3);
    for (int i = 1; i <= invoices; ++i) add_invoice("in_" + std::to_string(i));
    return std::move(story_);
  }

 private:
  std::int64_t pass() { return now_ += 61 + below(5'000); }

  void emit(const std::string& type, json::object object) {
    const auto id = "evt_" + std::to_string(1'000 + below(1'000)) + "_" + std::to_string(posted_++);
    story_.instants.insert(now_);
    story_.events.push_back(event(id, type, now_, std::move(object)));
  }

  void add_subscription() {
    const auto items = [&] {
      json::array drawn;
      for (const char* id : {"si_1", "si_2"}) {
        if (sometimes(70)) {
          drawn.push_back(item(id, one_text({"price_sales", "price_bundle"}), 1 + below(5),
                               start_s + (31 + below(60)) * day_s));
        }
      }
      return drawn;
    };
    const auto status = [&] { return one_text({"incomplete", "active", "past_due", "unpaid"}); };
    const auto serial = [&] { return one_text({"1801000001", "1801000001", "1801000002", ""}); };
    emit("customer.subscription.created",
         subscription("sub_1", status(), items(), "in_1", serial()));
    for (int i = below(4); i > 0; --i) {
      if (sometimes(70)) pass();
      emit(
          "customer.subscription.updated",
          subscription("sub_1", status(), items(), "in_" + std::to_string(1 + below(2)), serial()));
    }
    if (sometimes(30)) {
      pass();
      emit("customer.subscription.deleted", subscription("sub_1", "canceled", {}, "in_1"));
    }
  }

  void add_invoice(const std::string& id) {
    InvoiceForm form{.id = id, .due = std::int64_t{1'000} * (1 + below(20)), .issued_at = pass()};
    // An invoice of a subscription may name no license of its own.
    if (sometimes(50)) form.subscription = "sub_1";
    form.serial = form.subscription.empty() || sometimes(50) ? "1801000001" : "";
    emit("invoice.finalized", invoice(form, older_));
    std::int64_t owed = form.due;
    if (sometimes(30)) {
      form.due_date += day_s;
      pass();
      emit("invoice.updated", invoice(form, older_));
    }
    if (sometimes(30)) {
      const auto credited = form.due / 4;
      const auto at = pass();
      form.credited_before = credited;
      owed -= credited;
      emit("credit_note.created", credit_note("cn_" + id, id, credited, at));
      emit("invoice.updated", invoice(form, older_));
    }
    if (sometimes(15)) {
      form.status = "void";
      form.voided_at = pass();
      emit("invoice.voided", invoice(form, older_));
      story_.open[id] = 0;
      return;
    }
    const int payments = below(3);
    const auto part = owed / std::max(1, payments);
    for (int i = 1; i <= payments; ++i) {
      const auto amount = i == payments ? owed - part * (payments - 1) : part;
      const auto intent = "pi_" + id + "_" + std::to_string(i);
      const auto at = pass();
      form.paid += amount;
      emit("invoice_payment.paid",
           invoice_payment("inpay_" + intent, id, intent, amount, at, "sek", i == 1));
      if (i == payments) {
        form.status = "paid";
        form.paid_at = at;
        if (payments == 1) form.payment_intent = intent;
      }
      emit(i == payments ? "invoice.paid" : "invoice.updated", invoice(form, older_));
    }
    const bool paid = payments > 0;
    story_.open[id] = paid ? 0 : owed;
    if (paid) story_.open[id] = give_back("pi_" + id + "_1", payments == 1 ? owed : part, id);
  }

  std::int64_t give_back(const std::string& intent, std::int64_t amount, const std::string& id) {
    std::int64_t back = 0;
    std::int64_t total = 0;
    for (int i = below(3); i > 0; --i) {
      const auto refunded = amount / 4;
      const auto re = "re_" + intent + "_" + std::to_string(i);
      const auto at = pass();
      back += refunded;
      total += refunded;
      emit("refund.created", refund(re, intent, refunded, at, one_text({"pending", "succeeded"})));
      emit("charge.refunded", refunded_charge(intent, total, older_ ? id : ""));
      if (sometimes(30)) {
        pass();
        back -= refunded;
        total -= refunded;
        emit("refund.failed", refund(re, intent, refunded, at, "failed"));
      }
    }
    if (sometimes(30)) {
      const auto disputed = amount / 4;
      const auto at = pass();
      const auto dp = "dp_" + intent;
      emit("charge.dispute.created", dispute(dp, intent, disputed, at, "needs_response"));
      back += disputed;
      if (sometimes(50)) {
        pass();
        const bool won = sometimes(50);
        emit("charge.dispute.closed", dispute(dp, intent, disputed, at, won ? "won" : "lost"));
        if (won) back -= disputed;
      }
    }
    return back;
  }

  Story story_;
  std::int64_t now_ = start_s;
  int posted_ = 0;
  bool older_ = false;
};

std::vector<json::object> shuffled(std::vector<json::object> events) {
  for (std::size_t i = events.size(); i > 1; --i) {
    std::swap(events[i - 1], events[static_cast<std::size_t>(below(static_cast<int>(i)))]);
  }
  return events;
}

std::string listed(const std::map<std::string, tools::stripe::MappingProblem>& problems) {
  std::string text;
  for (const auto& [id, problem] : problems) {
    text += id + " " + std::string{ledger::name_of(problem.reason)} + "\n";
  }
  return text;
}

void same(const Bookkeeper& one, const Bookkeeper& other, const std::set<std::int64_t>& instants) {
  for (const auto at : instants) RC_ASSERT(one.state(at) == other.state(at));
  RC_ASSERT(listed(one.problems()) == listed(other.problems()));
}

TEST(StripeStory, gives_the_same_state_in_any_order_with_any_repetition) {
  holds_in(400, [] {
    const auto story = *rc::gen::exec([] { return StoryGenerator{}.generate(); });
    const auto mixed = *rc::gen::exec([&] {
      auto events = shuffled(story.events);
      for (int i = below(5); i > 0; --i) {
        events.push_back(events[static_cast<std::size_t>(below(static_cast<int>(events.size())))]);
      }
      return events;
    });
    Bookkeeper one;
    for (const auto& event : story.events) one.take(event);
    Bookkeeper other;
    for (const auto& event : mixed) other.take(event);
    same(one, other, story.instants);
  });
}

TEST(StripeStory, gives_the_same_state_in_any_order_when_some_events_never_arrive) {
  holds_in(300, [] {
    const auto story = *rc::gen::exec([] { return StoryGenerator{}.generate(); });
    const auto part = *rc::gen::exec([&] {
      std::vector<json::object> events;
      for (const auto& event : story.events) {
        if (sometimes(60)) events.push_back(event);
      }
      return events;
    });
    const auto mixed = *rc::gen::exec([&] { return shuffled(part); });
    Bookkeeper one;
    for (const auto& event : part) one.take(event);
    Bookkeeper other;
    for (const auto& event : mixed) other.take(event);
    same(one, other, story.instants);
  });
}

/// Individual amounts, totals, or both: whichever the endpoint subscribes to.
TEST(StripeStory, leaves_the_right_amounts_open) {
  holds_in(300, [] {
    const auto story = *rc::gen::exec([] { return StoryGenerator{}.generate(); });
    const int left_out = *rc::gen::exec([] { return below(3); });
    Bookkeeper books;
    for (const auto& event : story.events) {
      const std::string type{event.at("type").as_string()};
      if (left_out == 1 && type == "charge.refunded") continue;
      if (left_out == 2 && type == "invoice.paid") continue;
      auto named = event;
      // All name their license.
      auto& object = named["data"].as_object()["object"].as_object();
      if (object.contains("lines")) object["metadata"] = metadata("1801000001");
      if (object.contains("parent")) object.erase("parent");
      if (object.contains("subscription_details")) object.erase("subscription_details");
      books.take(named);
    }
    const auto end = *story.instants.rbegin();
    for (const auto& [invoice, open] : story.open) RC_ASSERT(books.open(invoice, end) == open);
  });
}

}  // namespace
}  // namespace tests::stripe
