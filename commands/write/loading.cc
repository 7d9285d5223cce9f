#include "commands/write/loading.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "commands/write/dispatch.h"

namespace commands::write {

using ledger::MutexLock;

Loading::Loading(const ledger::Store& store, std::uint64_t long_history,
                 std::function<void()> arrived)
    : store_(store),
      long_history_(long_history),
      arrived_(std::move(arrived)),
      thread_([this] { run(); }) {}

Loading::~Loading() {
  {
    const MutexLock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

std::vector<live::LicenseHead> Loading::cold_of(const Queued& request,
                                                live::WriterState& state) const {
  std::vector<live::LicenseHead> cold;
  std::set<std::string> seen;
  // A failure is the state's, and stops the writer.
  const auto consider = [&](const std::string& serial_number) {
    if (!seen.insert(serial_number).second) return;
    auto license = state.cold(serial_number);
    if (license && *license && (*license)->head.revision.value + 1 >= long_history_) {
      cold.push_back(std::move(**license));
    }
  };
  if (const auto* posted = std::get_if<PostEvents>(&request.submission.request)) {
    const std::span all{posted->events};
    const auto next = all.subspan(request.done.events.size());
    const bool divided = is_bulk(request.submission) && can_be_split(request.submission);
    const auto count = divided ? std::min(most_at_once, next.size()) : next.size();
    for (const auto& event : next.first(count)) {
      // Any other event is appended without a look at the license.
      const auto may_activate = state.may_activate(event.subject);
      if (may_activate && *may_activate) consider(event.subject);
    }
  } else if (const auto* command = std::get_if<Command>(&request.submission.request)) {
    if (const auto licenses = licenses_of(state, *command)) {
      std::ranges::for_each(*licenses, consider);
    }
  }
  return cold;
}

bool Loading::set_aside_if_cold(Queued& request, live::WriterState& state) {
  const auto cold = cold_of(request, state);
  if (cold.empty()) return false;
  const auto waiting =
      std::make_shared<Waiting>(Waiting{.request = std::move(request), .missing = cold.size()});
  ++size_;
  for (const auto& license : cold) {
    auto& others = waiting_[license.serial_number];
    others.push_back(waiting);
    if (others.size() > 1) continue;  // it is being loaded already
    {
      const MutexLock lock{mutex_};
      wanted_.push_back({license, state.now()});
    }
    wake_.notify_one();
  }
  return true;
}

std::vector<Queued> Loading::adopt_into(live::WriterState& state) {
  std::vector<Arrived> arrived;
  {
    const MutexLock lock{mutex_};
    arrived.swap(loaded_);
  }
  std::vector<Queued> ready;
  for (auto& [license, loaded] : arrived) {
    if (loaded) {
      // A failure is the state's.
      static_cast<void>(state.adopt(license, std::move(*loaded)));
    } else {
      state.fail_with(loaded.error());
    }
    const auto waited = waiting_.extract(license.serial_number);
    for (const auto& waiting : waited.mapped()) {
      if (--waiting->missing > 0) continue;
      --size_;
      ready.push_back(std::move(waiting->request));
    }
  }
  return ready;
}

std::vector<Queued> Loading::give_up() {
  std::vector<Queued> all;
  for (const auto& [serial_number, waited] : waiting_) {
    for (const auto& waiting : waited) {
      if (--waiting->missing == 0) all.push_back(std::move(waiting->request));
    }
  }
  waiting_.clear();
  size_ = 0;
  return all;
}

void Loading::run() {
  for (;;) {
    std::optional<Wanted> next;
    {
      MutexLock lock{mutex_};
      lock.wait(wake_, [this]() LEDGER_REQUIRES(mutex_) { return stopping_ || !wanted_.empty(); });
      if (stopping_) return;
      next = std::move(wanted_.front());
      wanted_.pop_front();
    }
    auto loaded =
        live::load_license(store_, next->license.serial_number, next->license.head, next->now);
    {
      const MutexLock lock{mutex_};
      loaded_.push_back({std::move(next->license), std::move(loaded)});
    }
    arrived_();
  }
}

}  // namespace commands::write
