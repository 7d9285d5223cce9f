#include "tools/api/license_counter.h"

namespace tools::api {
namespace {

/// What the writer evaluates in one step: it takes about as long as a sync.
constexpr std::size_t licenses_at_once = 32;

}  // namespace

std::shared_ptr<const LicenseCounter::Counted> LicenseCounter::last() const {
  const std::scoped_lock lock{mutex_};
  return last_;
}

void LicenseCounter::count_again() {
  {
    const std::scoped_lock lock{mutex_};
    if (counting_) return;
    counting_ = true;
  }
  ask();
}

/// Queued like any request. If the queue is full, the next call starts over.
void LicenseCounter::ask() {
  commands::write::Submission submission;
  submission.request = commands::write::CountLicenses{licenses_at_once};
  submission.done = [this](const ledger::Result<commands::write::Outcome>& outcome) {
    take(outcome ? std::get_if<commands::write::CountOutcome>(&*outcome) : nullptr);
  };
  if (sequencer_.submit(std::move(submission))) return;
  const std::scoped_lock lock{mutex_};
  counting_ = false;
}

void LicenseCounter::take(const commands::write::CountOutcome* outcome) {
  if (outcome != nullptr && outcome->counts == nullptr) return ask();
  const std::scoped_lock lock{mutex_};
  counting_ = false;
  if (outcome != nullptr)
    last_ = std::make_shared<const Counted>(Counted{*outcome->counts, outcome->at});
}

}  // namespace tools::api
