#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"

namespace tools::bench {

/// A ledger in a temporary directory, which the destructor removes. One thread.
class BenchLedger {
 public:
  BenchLedger() {
    static int made = 0;
    directory_ =
        std::filesystem::temp_directory_path() /
        ("license-ledger-bench-" + std::to_string(::getpid()) + "-" + std::to_string(made++));
    auto opened = commands::write::open_ledger(directory_, false);
    opened_ = std::move(*opened);
    sequencer_ =
        std::make_unique<commands::write::Sequencer>(opened_, commands::write::SequencerOptions{});
  }
  ~BenchLedger() {
    sequencer_.reset();
    opened_ = {};
    std::filesystem::remove_all(directory_);
  }
  BenchLedger(const BenchLedger&) = delete;
  BenchLedger& operator=(const BenchLedger&) = delete;

  void post(std::vector<ledger::Event> events) {
    const auto outcome = commands::write::submit_and_wait(
        *sequencer_, commands::write::PostEvents{.events = std::move(events)}, "billing:bench");
    LEDGER_CHECK(outcome.has_value());
  }
  /// Stops the writer, which saves what the next start would otherwise fold. The last call.
  void stop() { sequencer_->stop(); }
  const commands::write::OpenedLedger& opened() const { return opened_; }
  std::string directory() const { return directory_.string(); }
  commands::write::SequencerStats stats() const { return sequencer_->stats(); }

 private:
  std::filesystem::path directory_;
  commands::write::OpenedLedger opened_;
  std::unique_ptr<commands::write::Sequencer> sequencer_;
};

}  // namespace tools::bench
