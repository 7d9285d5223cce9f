#include "tools/stripe/dossier.h"

#include <boost/json.hpp>
#include <charconv>
#include <concepts>

#include "tools/stripe/unix_time.h"

namespace tools::stripe {
namespace {

namespace json = boost::json;
using ledger::Date;
using ledger::Instant;

/// Stands for an absent instant or date.
constexpr std::int64_t absent = -1;

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// The members of each stored type by their names on disk, in the order in which they are written.

void members(auto& visit, Is<Provenance> auto& provenance) {
  visit("event", provenance.event)("at", provenance.at)("rank", provenance.rank)(
      "serial", provenance.serial)("customer_serial", provenance.customer_serial);
}
void members(auto& visit, Is<Bought> auto& bought) {
  visit("line", bought.line)("module_name", bought.module_name)("quantity", bought.quantity)(
      "until", bought.until);
}
void members(auto& visit, Is<InvoiceStatement> auto& invoice) {
  visit("told", invoice.provenance)("issued_at", invoice.issued_at)("amount", invoice.amount);
  visit("currency", invoice.currency)("due_on", invoice.due_on)("paid", invoice.paid);
  visit("paid_at", invoice.paid_at)("paid_by", invoice.paid_by);
  visit("voided_at", invoice.voided_at)("bought", invoice.bought);
}
void members(auto& visit, Is<PaymentStatement> auto& payment) {
  visit("told", payment.provenance)("payment", payment.payment)("payment_id", payment.payment_id);
  visit("amount", payment.amount)("currency", payment.currency)("at", payment.at);
}
void members(auto& visit, Is<CreditStatement> auto& credit) {
  visit("told", credit.provenance)("credit", credit.credit)("amount", credit.amount);
  visit("at", credit.at)("voided_at", credit.voided_at);
}
void members(auto& visit, Is<ReversalStatement> auto& reversal) {
  visit("told", reversal.provenance)("reversal", reversal.reversal)("dispute", reversal.dispute);
  visit("counts", reversal.counts)("counted", reversal.counted)("amount", reversal.amount);
  visit("currency", reversal.currency)("at", reversal.at);
}
void members(auto& visit, Is<RefundedStatement> auto& refunded) {
  visit("told", refunded.provenance)("amount", refunded.amount)("currency", refunded.currency);
}
void members(auto& visit, Is<SubscriptionStatement> auto& subscription) {
  visit("told", subscription.provenance)("begun", subscription.begun);
  visit("bought", subscription.bought)("invoice", subscription.invoice);
}
void members(auto& visit, Is<PostedFact> auto& fact) {
  visit("data", fact.data)("revision", fact.revision);
}
void members(auto& visit, Is<PostedRegister> auto& reg) {
  visit("subject", reg.subject)("type", reg.type)("key", reg.key)("said", reg.facts);
}
void members(auto& visit, Is<InvoiceDossier> auto& dossier) {
  visit("source", dossier.source)("subscription", dossier.subscription);
  visit("invoices", dossier.invoices)("payments", dossier.payments)("credits", dossier.credits);
  visit("paid_with", dossier.paid_with)("said", dossier.posted)("waiting", dossier.waiting);
}
void members(auto& visit, Is<PaymentDossier> auto& dossier) {
  visit("source", dossier.source)("pays", dossier.pays)("reversals", dossier.reversals);
  visit("refunded", dossier.refunded)("said", dossier.posted)("waiting", dossier.waiting);
}
void members(auto& visit, Is<SubscriptionDossier> auto& dossier) {
  visit("source", dossier.source)("subscriptions", dossier.subscriptions);
  visit("invoices", dossier.invoices)("said", dossier.posted)("waiting", dossier.waiting);
}

class MemberWriter {
 public:
  template <class T>
  MemberWriter& operator()(std::string_view name, const T& member) {
    object_.emplace(name, stored(member));
    return *this;
  }

  template <class T>
  static json::value stored(const T& object) {
    MemberWriter writer;
    members(writer, object);
    return std::move(writer.object_);
  }

 private:
  static json::value stored(const std::string& text) { return json::string{text}; }
  static json::value stored(std::int64_t number) { return number; }
  static json::value stored(int number) { return number; }
  static json::value stored(bool flag) { return flag; }
  static json::value stored(Instant at) { return unix_seconds(at); }
  static json::value stored(Date date) { return date.days; }
  template <class T>
  static json::value stored(const std::optional<T>& maybe) {
    return maybe ? stored(*maybe) : json::value(absent);
  }
  template <class T>
  static json::value stored(const std::vector<T>& list) {
    json::array array;
    for (const auto& element : list) array.push_back(stored(element));
    return array;
  }
  static json::value stored(const std::set<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
  }
  template <class T>
  static json::value stored(const std::map<std::string, T>& map) {
    json::object object;
    for (const auto& [key, value] : map) object.emplace(key, stored(value));
    return object;
  }
  /// Instants as keys are in the order of their texts.
  template <class T>
  static json::value stored(const std::map<Instant, T>& map) {
    std::map<std::string, T> by_text;
    for (const auto& [at, value] : map) by_text.emplace(std::to_string(unix_seconds(at)), value);
    return stored(by_text);
  }

  json::object object_;
};

class MemberReader {
 public:
  template <class T>
  MemberReader& operator()(std::string_view name, T& member) {
    const auto* value = object_.if_contains(name);
    if (value == nullptr || !read(*value, member)) readable_ = false;
    ++count_;
    return *this;
  }

  /// False unless all members are there as they are written, and no others.
  template <class T>
  static bool read(const json::value& value, T& object) {
    if (!value.is_object()) return false;
    MemberReader reader{value.get_object()};
    members(reader, object);
    return reader.readable_ && reader.count_ == reader.object_.size();
  }

 private:
  explicit MemberReader(const json::object& object) : object_(object) {}

  static bool read(const json::value& value, std::string& text) {
    if (!value.is_string()) return false;
    text = value.get_string();
    return true;
  }
  template <std::integral T>
  static bool read(const json::value& value, T& number) {
    boost::system::error_code error;
    number = value.to_number<T>(error);
    return !error;
  }
  static bool read(const json::value& value, bool& flag) {
    if (!value.is_bool()) return false;
    flag = value.get_bool();
    return true;
  }
  static bool read(const json::value& value, Instant& at) {
    std::int64_t seconds = 0;
    if (!read(value, seconds)) return false;
    return from_seconds(seconds, at);
  }
  static bool read(const json::value& value, Date& date) { return read(value, date.days); }
  template <class T>
  static bool read(const json::value& value, std::optional<T>& maybe) {
    std::int64_t number = 0;
    if (!read(value, number)) return false;
    return number == absent || read(value, maybe.emplace());
  }
  template <class T>
  static bool read(const json::value& value, std::vector<T>& list) {
    if (!value.is_array()) return false;
    return std::ranges::all_of(
        value.get_array(), [&](const auto& element) { return read(element, list.emplace_back()); });
  }
  static bool read(const json::value& value, std::set<std::string>& texts) {
    std::vector<std::string> list;
    if (!read(value, list)) return false;
    texts.insert(list.begin(), list.end());
    return true;
  }
  template <class T>
  static bool read(const json::value& value, std::map<std::string, T>& map) {
    if (!value.is_object()) return false;
    return std::ranges::all_of(value.get_object(), [&](const auto& entry) {
      return read(entry.value(), map[entry.key()]);
    });
  }
  template <class T>
  static bool read(const json::value& value, std::map<Instant, T>& map) {
    std::map<std::string, T> by_text;
    if (!read(value, by_text)) return false;
    return std::ranges::all_of(by_text, [&](auto& entry) {
      const auto& [text, item] = entry;
      const char* end = text.data() + text.size();
      std::int64_t seconds = 0;
      Instant at;
      if (std::from_chars(text.data(), end, seconds).ptr != end) return false;
      return from_seconds(seconds, at) && map.emplace(at, item).second;
    });
  }

  static bool from_seconds(std::int64_t seconds, Instant& at) {
    constexpr auto limit = ledger::latest.micros / micros_per_second;
    at = from_unix(std::clamp(seconds, -limit, limit));
    return seconds >= -limit && seconds <= limit;
  }

  const json::object& object_;
  std::size_t count_ = 0;
  bool readable_ = true;
};

template <class T>
std::string written(const T& dossier) {
  return json::serialize(MemberWriter::stored(dossier));
}

template <class T>
std::optional<T> parsed(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  std::optional<T> dossier{std::in_place};
  if (error || !MemberReader::read(value, *dossier)) return std::nullopt;
  return dossier;
}

}  // namespace

std::string to_text(const InvoiceDossier& dossier) { return written(dossier); }
std::string to_text(const PaymentDossier& dossier) { return written(dossier); }
std::string to_text(const SubscriptionDossier& dossier) { return written(dossier); }

std::optional<InvoiceDossier> invoice_dossier(std::string_view text) {
  return parsed<InvoiceDossier>(text);
}
std::optional<PaymentDossier> payment_dossier(std::string_view text) {
  return parsed<PaymentDossier>(text);
}
std::optional<SubscriptionDossier> subscription_dossier(std::string_view text) {
  return parsed<SubscriptionDossier>(text);
}

}  // namespace tools::stripe
