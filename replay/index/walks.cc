#include "replay/index/walks.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "replay/index/index_keys.h"

namespace replay::index {
namespace {

using ledger::Derived;
using ledger::ok;
using ledger::Result;

/// Entries whose keys are a prefix, a sort key and a serial number.
class EntryWalk : public Walk {
 public:
  /// `begin`: what serial numbers begin with. The length of the sort key is that of `key_length`.
  EntryWalk(const ledger::Store& store, std::string prefix, std::string begin,
            std::size_t (*key_length)(std::string_view rest))
      : at_(store.derived_cursor(Derived::search)),
        prefix_(std::move(prefix)),
        begin_(prefix_ + begin),
        key_length_(key_length) {}

  void seek_after(std::string_view key, std::string_view serial_number) override {
    std::string from = keys::key(prefix_.front(), prefix_.substr(1), key, serial_number);
    at_->seek(std::max(from, begin_));
    if (!serial_number.empty() && valid() && at_->key() == from) at_->next();
  }
  void next() override { at_->next(); }
  bool valid() const override { return at_->valid() && at_->key().starts_with(begin_); }
  std::string_view serial_number() const override { return rest().substr(key_length_(rest())); }
  std::string_view key() const override { return rest().substr(0, key_length_(rest())); }
  Result<void> status() const override { return at_->status(); }

 private:
  std::string_view rest() const { return at_->key().substr(prefix_.size()); }

  std::unique_ptr<ledger::DerivedCursor> at_;
  const std::string prefix_;
  const std::string begin_;
  std::size_t (*const key_length_)(std::string_view rest);
};

std::size_t no_key(std::string_view) { return 0; }
std::size_t date_key(std::string_view) { return sizeof(Date::days); }
std::size_t text_key(std::string_view rest) { return rest.find('\0') + 1; }

class ListWalk : public Walk {
 public:
  using Element = std::pair<std::string, std::string>;
  explicit ListWalk(std::vector<Element> list) : list_(std::move(list)) {
    std::ranges::sort(list_);
  }
  void seek_after(std::string_view key, std::string_view serial_number) override {
    const Element after{key, serial_number};
    at_ = static_cast<std::size_t>(std::ranges::upper_bound(list_, after) - list_.begin());
  }
  void next() override { ++at_; }
  bool valid() const override { return at_ < list_.size(); }
  std::string_view serial_number() const override { return list_[at_].second; }
  std::string_view key() const override { return list_[at_].first; }
  Result<void> status() const override { return ok; }

 private:
  std::vector<Element> list_;
  std::size_t at_ = 0;
};

/// The least of many walks is found by a heap: a range of dates is a walk for each day.
class MergedWalk : public Walk {
 public:
  explicit MergedWalk(std::vector<std::unique_ptr<Walk>> walks) : walks_(std::move(walks)) {}

  void seek_after(std::string_view key, std::string_view serial_number) override {
    heap_ = {};
    for (const auto& walk : walks_) {
      walk->seek_after(key, serial_number);
      if (walk->valid()) heap_.push(walk.get());
    }
  }
  void next() override {
    const std::string before{serial_number()};
    while (valid() && serial_number() == before) {
      Walk* walk = heap_.top();
      heap_.pop();
      walk->next();
      if (walk->valid()) heap_.push(walk);
    }
  }
  bool valid() const override { return !heap_.empty(); }
  std::string_view serial_number() const override { return heap_.top()->serial_number(); }
  std::string_view key() const override { return {}; }
  Result<void> status() const override {
    for (const auto& walk : walks_) LEDGER_RETURN_IF_FAILED(walk->status());
    return ok;
  }

 private:
  struct Later {
    bool operator()(const Walk* a, const Walk* b) const {
      return a->serial_number() > b->serial_number();
    }
  };
  const std::vector<std::unique_ptr<Walk>> walks_;
  std::priority_queue<Walk*, std::vector<Walk*>, Later> heap_;
};

}  // namespace

std::unique_ptr<Walk> walk_of(const ledger::Store& store, std::string prefix) {
  return std::make_unique<EntryWalk>(store, std::move(prefix), "", no_key);
}

std::unique_ptr<Walk> walk_of_serials(const ledger::Store& store, std::string begin) {
  return std::make_unique<EntryWalk>(store, keys::key(keys::of_row), std::move(begin), no_key);
}

std::unique_ptr<Walk> walk_of_list(std::vector<std::pair<std::string, std::string>> list) {
  return std::make_unique<ListWalk>(std::move(list));
}

std::unique_ptr<Walk> merged(std::vector<std::unique_ptr<Walk>> walks) {
  if (walks.size() == 1) return std::move(walks.front());
  return std::make_unique<MergedWalk>(std::move(walks));
}

std::unique_ptr<Walk> walk_in_order(const ledger::Store& store, Sort sort) {
  switch (sort) {
    case Sort::serial_number:
      break;
    case Sort::company_name:
      return std::make_unique<EntryWalk>(store, keys::key(keys::of_company), "", text_key);
    case Sort::expires_on:
      return std::make_unique<EntryWalk>(store, keys::key(keys::of_expiry), "", date_key);
    case Sort::first_due:
      return std::make_unique<EntryWalk>(store, keys::key(keys::of_first_due), "", date_key);
  }
  return walk_of_serials(store, "");
}

}  // namespace replay::index
