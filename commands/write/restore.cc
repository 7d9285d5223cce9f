#include "commands/write/restore.h"

#include <fmt/format.h>
#include <thread>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "ledger/files.h"
#include "ledger/proof/log_check.h"

namespace commands::write {
namespace {

/// What the files beside the log say of it, as far as they can be read.
struct Before {
  std::string origin = "unknown";
  std::optional<ledger::proof::Checkpoint> checkpoint;
};

Before read_before(const ledger::proof::LogFiles& files) {
  Before before;
  const auto key = ledger::proof::read_log_key(files);
  if (!key || !*key) return before;
  before.origin = (*key)->name;
  if (const auto signed_last = ledger::proof::read_checkpoint(files, **key)) {
    before.checkpoint = signed_last->checkpoint;
  }
  return before;
}

/// `log`, `log/2`, `log/3` …
std::string next_origin(const std::string& origin) {
  const auto slash = origin.rfind('/');
  unsigned number = 1;
  std::string stem = origin;
  if (slash != std::string::npos && slash + 1 < origin.size() &&
      origin.find_first_not_of("0123456789", slash + 1) == std::string::npos &&
      origin.size() - slash <= 6) {
    number = static_cast<unsigned>(std::stoul(origin.substr(slash + 1)));
    stem = origin.substr(0, slash);
  }
  return fmt::format("{}/{}", stem, number + 1);
}

/// The log alone, with nothing that compares it with what was signed; then under its new origin.
ledger::Result<void> begin_anew(const ledger::proof::LogFiles& files, const std::string& origin,
                                const Before& before) {
  const auto store = ledger::Store::open({.directory = files.log(), .read_only = true});
  if (!store) return store.error();
  ledger::proof::Tree tree{**store};
  if (const auto opened = tree.open(); !opened) return opened;
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  if (const auto checked = ledger::proof::check_log(**store, tree, {.threads = threads});
      !checked) {
    return checked;
  }
  if (before.checkpoint && ledger::proof::compare(tree, *before.checkpoint)) {
    return ledger::fail(ledger::FailureKind::invalid,
                        "the log begins with all that was signed: there is nothing to accept");
  }
  const auto begun = ledger::proof::Checkpointer::begin_anew(files, origin, tree);
  if (!begun) return begun.error();
  return boost::system::in_place_value;
}

ledger::Result<void> record(OpenedLedger& opened, const ledger::LogRestored& data,
                            const std::string& actor) {
  Sequencer sequencer{opened, {}};
  const auto id = fmt::format("restored-as-{}", opened.checkpointer->log().name);
  const auto outcome =
      submit_and_wait(sequencer,
                      PostEvents{.events = {{.source = std::string{ledger::own_source},
                                             .id = id,
                                             .subject = "log",
                                             .data = data}}},
                      actor);
  if (!outcome) return outcome.error();
  if (outcome->events.front().status != EventStatus::appended) {
    return ledger::fail(ledger::FailureKind::invalid, "the event that says so was not appended");
  }
  return boost::system::in_place_value;
}

}  // namespace

ledger::Result<Restored> accept_older_log(const Restoration& restoration) {
  const ledger::proof::LogFiles files{.directory = restoration.directory,
                                      .key_path = restoration.key_path};
  if (!ledger::read_file(files.log() + "/CURRENT")) {
    return ledger::fail(ledger::FailureKind::not_found,
                        "there is no ledger in " + restoration.directory);
  }
  const Before before = read_before(files);
  const std::string origin =
      restoration.origin.empty() ? next_origin(before.origin) : restoration.origin;
  if (const auto begun = begin_anew(files, origin, before); !begun) return begun.error();

  auto opened = open_ledger(restoration.directory, false, {.key_path = restoration.key_path});
  if (!opened) return opened.error();
  ledger::LogRestored data{.origin = before.origin, .reason = restoration.reason};
  if (before.checkpoint) {
    data.signed_size = static_cast<std::int64_t>(before.checkpoint->head.size);
    data.signed_root = ledger::base64(before.checkpoint->head.root);
  }
  if (const auto recorded = record(*opened, data, restoration.actor); !recorded) {
    return recorded.error();
  }
  const auto signed_now = opened->checkpointer->sign(*opened->tree);
  if (!signed_now) return signed_now.error();
  return Restored{.origin_before = before.origin,
                  .signed_size = before.checkpoint ? before.checkpoint->head.size : 0,
                  .now = (*signed_now)->checkpoint};
}

}  // namespace commands::write
