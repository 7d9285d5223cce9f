#include "tools/stripe/inbox.h"

#include <boost/describe.hpp>
#include <boost/json.hpp>

namespace tools::stripe {
namespace {

namespace json = boost::json;
using ledger::key_number;
using ledger::ok;
using ledger::Result;

const std::string item_prefix = "stripe/inbox/";
const std::string raw_prefix = "stripe/inbox-raw/";
const std::string number_prefix = "stripe/inbox-number/";

bool is(const Item& item, ItemState state) { return item.state == ledger::name_of(state); }

}  // namespace

std::optional<Item> Inbox::parse(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) return std::nullopt;
  auto item = json::try_value_to<Item>(value);
  if (!item) return std::nullopt;
  return std::move(*item);
}

Result<void> Inbox::open() {
  const std::lock_guard lock{mutex_};
  return side_.scan(item_prefix, [&](std::string_view, std::string_view value) {
    const auto item = parse(value);
    if (!item) return true;
    next_number_ = item->number + 1;
    if (is(*item, ItemState::open)) open_[item->id] = {item->reason, item->serial};
    return true;
  });
}

Result<std::optional<Item>> Inbox::find(const std::string& id) const {
  LEDGER_ASSIGN_OR_RETURN(const auto number, side_.get(number_prefix + id));
  if (!number) return std::optional<Item>{};
  LEDGER_ASSIGN_OR_RETURN(const auto text, side_.get(item_prefix + *number));
  LEDGER_ASSIGN_OR_RETURN(auto raw, side_.get(raw_prefix + *number));
  // Another thread may remove it meanwhile.
  if (!text || !raw) return std::optional<Item>{};
  auto item = parse(*text);
  if (!item) {
    return ledger::fail(ledger::FailureKind::corrupt,
                        "the inbox item of " + id + " cannot be read: it is not what was written");
  }
  item->raw = std::move(*raw);
  return item;
}

Result<Inbox::ItemPage> Inbox::list(const ItemFilter& filter, std::optional<std::uint64_t> after,
                                    std::size_t limit) const {
  ItemPage page;
  const auto from = item_prefix + key_number(after ? *after + 1 : 0);
  const auto scanned = side_.scan(item_prefix, from, [&](std::string_view, std::string_view value) {
    auto item = parse(value);
    if (!item) return true;
    if (filter.state && !is(*item, *filter.state)) return true;
    if (filter.reason && item->reason != ledger::name_of(*filter.reason)) return true;
    page.has_more = page.items.size() == limit;
    if (page.has_more) return false;
    page.items.push_back(std::move(*item));
    return true;
  });
  LEDGER_RETURN_IF_FAILED(scanned);
  return page;
}

std::map<std::string, std::size_t> Inbox::open_counts() const {
  const std::lock_guard lock{mutex_};
  std::map<std::string, std::size_t> counts;
  for (const auto& [id, open] : open_) ++counts[open.reason];
  return counts;
}

std::map<std::string, std::set<std::string>> Inbox::waiting_for_license() const {
  const std::lock_guard lock{mutex_};
  std::map<std::string, std::set<std::string>> waiting;
  for (const auto& [id, open] : open_) {
    if (!open.serial.empty()) waiting[open.serial].insert(id);
  }
  return waiting;
}

Result<std::vector<std::string>> Inbox::unsettled() const {
  std::vector<std::string> ids;
  const auto scanned = side_.scan(item_prefix, [&](std::string_view, std::string_view value) {
    const auto item = parse(value);
    if (item && (is(*item, ItemState::open) || is(*item, ItemState::received))) {
      ids.push_back(item->id);
    }
    return true;
  });
  LEDGER_RETURN_IF_FAILED(scanned);
  return ids;
}

void Inbox::put(Item& item, Changes& changes) {
  const std::lock_guard lock{mutex_};
  if (item.number == 0) item.number = next_number_++;
  const auto number = key_number(item.number);
  changes.push_back({number_prefix + item.id, number});
  changes.push_back({item_prefix + number, json::serialize(json::value_from(item))});
  changes.push_back({raw_prefix + number, item.raw});
  unwritten_[item.id] =
      is(item, ItemState::open) ? std::optional{OpenItem{item.reason, item.serial}} : std::nullopt;
}

void Inbox::remove(const Item& item, Changes& changes) {
  const std::lock_guard lock{mutex_};
  changes.push_back({number_prefix + item.id, std::nullopt});
  changes.push_back({item_prefix + key_number(item.number), std::nullopt});
  changes.push_back({raw_prefix + key_number(item.number), std::nullopt});
  unwritten_[item.id] = std::nullopt;
}

void Inbox::written() {
  const std::lock_guard lock{mutex_};
  for (auto& [id, open] : unwritten_) {
    if (open) {
      open_[id] = std::move(*open);
    } else {
      open_.erase(id);
    }
  }
  unwritten_.clear();
}

Result<void> Inbox::sweep(std::int64_t before) {
  Changes changes;
  const auto scanned = side_.scan(item_prefix, [&](std::string_view, std::string_view value) {
    const auto item = parse(value);
    const bool closed = item && (is(*item, ItemState::settled) || is(*item, ItemState::dismissed));
    if (closed && item->closed_at < before) remove(*item, changes);
    return true;
  });
  LEDGER_RETURN_IF_FAILED(scanned);
  if (changes.empty()) return ok;
  LEDGER_RETURN_IF_FAILED(side_.write(changes));
  written();
  return ok;
}

}  // namespace tools::stripe
