#include "projections/words/messages.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <set>
#include <sstream>

#include "projections/words/money.h"
#include "tests/support/known_reasons.h"

namespace projections::words::tests {
namespace {

using ledger::Reason;
using enum ledger::ReasonCode;

constexpr auto languages = ledger::every<Language>();

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// No part of a pattern is left in the text, and nothing is missing between its words.
void expect_well_formed(const std::string& text) {
  ASSERT_FALSE(text.empty());
  EXPECT_TRUE(text.ends_with('.')) << text;
  for (const auto* leftover : {"{", "}", "|", "\n", "  ", " .", " ,", "“”", "””", "()"}) {
    EXPECT_FALSE(contains(text, leftover)) << text;
  }
}

/// Every way to know less: each clears one member and returns whether it was set.
std::vector<std::function<bool(Reason&)>> ways_to_forget() {
  const auto member = [](auto which) {
    return [which](Reason& reason) {
      const auto before = reason.*which;
      reason.*which = {};
      return before != reason.*which;
    };
  };
  return {member(&Reason::module_name),   member(&Reason::invoice_id),
          member(&Reason::payment_id),    member(&Reason::user),
          member(&Reason::cust_id),       member(&Reason::serial_number),
          member(&Reason::number),        member(&Reason::in_use),
          member(&Reason::total),         member(&Reason::new_total),
          member(&Reason::to_remove),     member(&Reason::open),
          member(&Reason::open_requests), member(&Reason::currency),
          member(&Reason::due_on),        member(&Reason::expected_currency),
          member(&Reason::overdue),       member(&Reason::installed),
          member(&Reason::covered),       member(&Reason::expires_on),
          member(&Reason::days_left),     member(&Reason::company_name),
          member(&Reason::prerequisite),  member(&Reason::registered_name),
          member(&Reason::modules),       member(&Reason::users),
          member(&Reason::bound_cust_id), member(&Reason::bound_serial),
          member(&Reason::version),       member(&Reason::newest)};
}

void expect_well_formed_with_less(const Reason& reason, std::size_t first) {
  static const auto ways = ways_to_forget();
  for (const auto language : languages) expect_well_formed(message(reason, language));
  for (std::size_t i = first; i < ways.size(); ++i) {
    auto less = reason;
    if (ways[i](less)) expect_well_formed_with_less(less, i + 1);
  }
}

/// No two languages have the same text.
void expect_different(const std::function<std::string(Language)>& text_in) {
  std::set<std::string> texts;
  for (const auto language : languages) texts.insert(text_in(language));
  EXPECT_EQ(texts.size(), languages.size()) << *texts.begin();
}

Reason with(ledger::ReasonCode code, const std::function<void(Reason&)>& set) {
  Reason reason;
  reason.code = code;
  set(reason);
  return reason;
}

TEST(Message, names_everything_that_the_reason_knows) {
  std::vector<ledger::ReasonCode> codes;
  for (const auto& known : known_reasons()) {
    const Reason& reason = known.reason;
    codes.push_back(reason.code);
    for (const auto language : languages) {
      const auto text = message(reason, language);
      for (const auto& name : known.named)
        EXPECT_TRUE(contains(text, name)) << name << ": " << text;
      if (reason.open) {
        EXPECT_TRUE(contains(text, money(*reason.open, *reason.currency, language))) << text;
      }
    }
    expect_different([&](Language language) { return message(reason, language); });
  }
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  EXPECT_TRUE(std::ranges::equal(codes, every_code)) << "known_reasons has an entry for each code";
}

TEST(Message, leaves_out_what_is_not_known) {
  for (const auto& known : known_reasons()) expect_well_formed_with_less(known.reason, 0);
}

TEST(Message, counts_as_people_do) {
  const auto excess_by = [](std::int64_t in_use, std::int64_t new_total) {
    return with(excess, [=](Reason& r) {
      r.module_name = "ten-sales";
      r.in_use = in_use;
      r.new_total = new_total;
      r.to_remove = in_use - new_total;
    });
  };
  EXPECT_EQ(message(excess_by(9, 7), Language::en),
            "ten-sales has 9 seats in use, but the new license includes only 7. Remove 2 seats "
            "before the new license is activated.");
  EXPECT_EQ(message(excess_by(1, 0), Language::en),
            "ten-sales has 1 seat in use, but the new license includes only 0. Remove 1 seat "
            "before the new license is activated.");
  EXPECT_EQ(message(excess_by(9, 7), Language::sv),
            "9 licenser för ten-sales används, men den nya licensen omfattar bara 7. Ta bort 2 "
            "licenser innan den nya licensen aktiveras.");
  EXPECT_EQ(message(excess_by(1, 0), Language::sv),
            "1 licens för ten-sales används, men den nya licensen omfattar bara 0. Ta bort 1 "
            "licens innan den nya licensen aktiveras.");

  auto requests = with(open_requests, [](Reason& r) {
    r.user = "anna";
    r.open_requests = 1;
  });
  EXPECT_EQ(message(requests, Language::en),
            "anna has 1 open request in Service. The license cannot be removed while any request "
            "is open.");
  requests.open_requests = 2;
  EXPECT_EQ(message(requests, Language::sv),
            "anna har 2 öppna förfrågningar i Service. Licensen kan inte tas bort så länge någon "
            "förfrågan är öppen.");
}

TEST(Message, gives_the_distance_in_days_before_and_after) {
  const auto in = [](std::int64_t days, Language language) {
    return message(with(in_grace, [=](Reason& r) { r.days_left = days; }), language);
  };
  EXPECT_TRUE(in(2, Language::en).starts_with("The license expired in 2 days."));
  EXPECT_TRUE(in(1, Language::en).starts_with("The license expired in 1 day."));
  EXPECT_TRUE(in(0, Language::en).starts_with("The license expired today."));
  EXPECT_TRUE(in(-1, Language::en).starts_with("The license expired 1 day ago."));
  EXPECT_TRUE(in(-2, Language::sv).starts_with("Licensen gick ut för 2 dagar sedan."));
  EXPECT_TRUE(in(-1, Language::sv).starts_with("Licensen gick ut för 1 dag sedan."));
  EXPECT_TRUE(in(0, Language::sv).starts_with("Licensen gick ut i dag."));
  EXPECT_TRUE(contains(in(std::numeric_limits<std::int64_t>::min(), Language::en),
                       "9223372036854775808 days ago"));
}

TEST(Message, distinguishes_an_invoice_that_is_due_overdue_or_not_reported) {
  auto reason = with(unpaid, [](Reason& r) { r.invoice_id = "INV-7"; });
  EXPECT_EQ(message(reason, Language::en),
            "Invoice INV-7 belongs to the purchase but has not been reported yet, so its amount "
            "and due date are not known.");
  reason.open = 1;
  reason.currency = "SEK";
  reason.due_on = date("2026-03-03");
  reason.overdue = false;
  EXPECT_EQ(message(reason, Language::en),
            "SEK 0.01 of invoice INV-7 is still to be paid. Its due date is 2026-03-03.");
  reason.overdue = true;
  EXPECT_EQ(message(reason, Language::en),
            "SEK 0.01 of invoice INV-7 is still to be paid. It was due on 2026-03-03 and is "
            "overdue.");
  reason.currency.reset();
  EXPECT_EQ(message(reason, Language::sv),
            "Faktura INV-7 är inte helt betald. Fakturan skulle ha betalats senast 2026-03-03 och "
            "är förfallen.");
}

TEST(Message, does_not_interpret_names) {
  const auto reason = with(owner_mismatch, [](Reason& r) {
    r.company_name = "{registered}|{}";
    r.registered_name = "Åkerö & Söner";
  });
  EXPECT_EQ(message(reason, Language::en),
            "The license owner was given as “{registered}|{}”, but the license is registered to "
            "“Åkerö & Söner”. The names must be exactly the same.");
}

TEST(Title, has_two_to_five_words) {
  for (const auto code : every_code) {
    for (const auto language : languages) {
      std::istringstream words{title(code, language)};
      const auto count = std::distance(std::istream_iterator<std::string>{words}, {});
      EXPECT_TRUE(count >= 2 && count <= 5) << title(code, language);
    }
    expect_different([&](Language language) { return title(code, language); });
  }
}

}  // namespace
}  // namespace projections::words::tests
