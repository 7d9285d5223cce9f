#include "tests/tools/stripe/bookkeeper.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tools/stripe/restate.h"
#include "tools/wire/event_json.h"

namespace tests::stripe {
namespace {

using namespace tools::stripe;
constexpr std::int64_t micros = 1'000'000;

/// The key that a fact writes to.
std::string key_of_fact(const ledger::EventData& data) {
  if (const auto* one = std::get_if<ledger::InvoiceIssued>(&data)) return one->invoice_id;
  if (const auto* one = std::get_if<ledger::InvoiceVoided>(&data)) return one->invoice_id;
  if (const auto* one = std::get_if<ledger::InvoiceCredited>(&data)) return one->credit_id;
  if (const auto* one = std::get_if<ledger::PaymentReceived>(&data)) return one->payment_id;
  if (const auto* one = std::get_if<ledger::PaymentReversed>(&data)) return one->reversal_id;
  return "";
}

}  // namespace

MappingConfig example_config() {
  MappingConfig config;
  config.secrets = {"whsec_test"};
  config.prices = {{"price_sales", {"ten-sales", 1}},
                   {"price_bundle", {"ten-service", 10}},
                   {"price_training", {"", 1}}};
  config.customers = {{"cus_known", "1801000009"}};
  return config;
}

void Bookkeeper::take(const boost::json::object& event) {
  const auto parsed = parse_stripe_event(boost::json::serialize(event));
  if (parsed.problem) {
    problems_[parsed.event.id] = *parsed.problem;
    return;
  }
  if (!is_mapped(parsed.event.type)) return;
  auto extraction = extract_from(parsed.event, config_);
  if (extraction.problem) {
    problems_[parsed.event.id] = *extraction.problem;
    return;
  }
  if (extraction.extract.remark) problems_[parsed.event.id] = *extraction.extract.remark;
  if (extraction.extract.empty()) return;
  Dossiers dossiers{[&](const std::string& key) -> ledger::Result<std::optional<std::string>> {
    const auto found = kept_.find(key);
    return found == kept_.end() ? std::nullopt : std::optional{found->second};
  }};
  for (const auto& dossier : dossiers.file(parsed.event, std::move(extraction.extract))) {
    const Facts facts = dossiers.facts(dossier);
    std::erase_if(problems_,
                  [&](const auto& problem) { return dossiers.holds(dossier, problem.first); });
    for (const auto& [id, problem] : facts.problems) problems_[id] = problem;
    for (const auto& fact :
         restate(dossiers.at(dossier).source, facts.timelines, dossiers.at(dossier).posted)) {
      facts_.push_back(fact.event);
      note_posted(dossiers.at(dossier).posted, fact);
    }
  }
  ASSERT_FALSE(dossiers.failure());
  for (const auto& [key, text] : dossiers.changes()) kept_[key] = text;
}

std::string Bookkeeper::problem_of(const std::string& event) const {
  const auto found = problems_.find(event);
  return found == problems_.end() ? "" : std::string{ledger::name_of(found->second.reason)};
}

/// Folds as the ledger does: of the facts of one key the last by instant and id counts; of
/// purchases at one instant, the one that arrived last.
std::map<std::string, Bookkeeper::Held> Bookkeeper::held(std::int64_t at) const {
  std::map<std::string, Held> held;
  const auto hold = [&](const std::string& key, const Held& writing, bool by_place) {
    const auto [found, added] = held.try_emplace(key, writing);
    if (added) return;
    const auto& before = *found->second.event;
    const auto& after = *writing.event;
    const bool later = by_place ? writing.place > found->second.place : after.id > before.id;
    if (*after.time > *before.time || (*after.time == *before.time && later))
      found->second = writing;
  };
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    const auto& fact = facts_[i];
    if (fact.time->micros > at * micros) continue;
    if (const auto* recorded = std::get_if<ledger::PurchaseRecorded>(&fact.data)) {
      hold(fmt::format("{} order {}", fact.subject, recorded->order_id), {&fact, i}, true);
      for (const auto& line : recorded->lines) {
        hold(fmt::format("{} line {}", fact.subject, line.line_id), {&fact, i}, true);
      }
    } else {
      hold(fmt::format("{} {} {}", fact.subject, ledger::name_of(fact.type()),
                       key_of_fact(fact.data)),
           {&fact, i}, false);
    }
  }
  return held;
}

std::string Bookkeeper::lines(const std::string& serial, std::int64_t at) const {
  std::string text;
  for (const auto& [key, holding] : held(at)) {
    const auto* recorded = std::get_if<ledger::PurchaseRecorded>(&holding.event->data);
    if (recorded == nullptr || holding.event->subject != serial) continue;
    for (const auto& line : recorded->lines) {
      if (key != fmt::format("{} line {}", serial, line.line_id) || line.quantity == 0) continue;
      text += fmt::format("{} {} {}{}\n", line.line_id, line.quantity, line.module_name,
                          line.until ? " until " + ledger::to_text(*line.until) : "");
    }
  }
  return text;
}

std::string Bookkeeper::state(std::int64_t at) const {
  std::string text;
  std::map<std::string, bool> serials;
  const auto all = held(at);
  for (const auto& [key, holding] : all) {
    serials[holding.event->subject] = true;
    if (const auto* recorded = std::get_if<ledger::PurchaseRecorded>(&holding.event->data)) {
      if (key.find(" order ") != key.npos && !recorded->invoice_ids.empty()) {
        text += fmt::format("{} {}\n", key, fmt::join(recorded->invoice_ids, " "));
      }
      continue;
    }
    const auto data = tools::wire::event_data_json(holding.event->data);
    // Empty: another license holds it now.
    const auto* amount = data.if_contains("amount");
    if (amount != nullptr && *amount == 0) continue;
    if (const auto* voided = std::get_if<ledger::InvoiceVoided>(&holding.event->data)) {
      const auto owed = all.find(
          fmt::format("{} invoice.issued.v1 {}", holding.event->subject, voided->invoice_id));
      if (owed == all.end()) continue;
      if (std::get<ledger::InvoiceIssued>(owed->second.event->data).amount == 0) continue;
    }
    text += fmt::format("{} {}\n", key, boost::json::serialize(data));
  }
  for (const auto& [serial, here] : serials) {
    const auto bought = lines(serial, at);
    if (!bought.empty()) text.append(serial).append("\n").append(bought);
  }
  return text;
}

std::int64_t Bookkeeper::open(const std::string& invoice, std::int64_t at) const {
  std::int64_t open = 0;
  std::map<std::string, bool> paid;
  const auto all = held(at);
  for (const auto& [key, holding] : all) {
    const auto& data = holding.event->data;
    if (const auto* one = std::get_if<ledger::InvoiceIssued>(&data)) {
      if (one->invoice_id == invoice) open += one->amount;
    } else if (const auto* credited = std::get_if<ledger::InvoiceCredited>(&data)) {
      if (credited->invoice_id == invoice) open -= credited->amount;
    } else if (const auto* received = std::get_if<ledger::PaymentReceived>(&data)) {
      if (received->invoice_id != invoice) continue;
      open -= received->amount;
      paid[received->payment_id] = true;
    } else if (const auto* voided = std::get_if<ledger::InvoiceVoided>(&data)) {
      if (voided->invoice_id == invoice) return 0;
    }
  }
  for (const auto& [key, holding] : all) {
    const auto* reversed = std::get_if<ledger::PaymentReversed>(&holding.event->data);
    if (reversed != nullptr && paid.contains(reversed->payment_id)) open += reversed->amount;
  }
  return std::max<std::int64_t>(0, open);
}

}  // namespace tests::stripe
