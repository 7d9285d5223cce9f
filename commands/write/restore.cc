#include "commands/write/restore.h"

#include <fmt/format.h>
#include <thread>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "ledger/files.h"
#include "ledger/proof/log_check.h"

namespace commands::write {

using ledger::ok;

namespace {

/// What the files next to the log record of it, as far as they can be read.
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

/// Checks the log by itself, without comparing it with what was signed; then gives it its origin.
ledger::Result<void> continue_under(const ledger::proof::LogFiles& files, const std::string& origin,
                                    const Before& before) {
  LEDGER_ASSIGN_OR_RETURN(const auto store,
                          ledger::Store::open({.directory = files.log(), .read_only = true}));
  ledger::proof::Tree tree{*store};
  LEDGER_RETURN_IF_FAILED(tree.open());
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  LEDGER_RETURN_IF_FAILED(ledger::proof::check_log(*store, tree, {.threads = threads}));
  if (before.checkpoint && ledger::proof::compare(tree, *before.checkpoint)) {
    return ledger::invalid("the log begins with all that was signed: there is nothing to accept");
  }
  LEDGER_RETURN_IF_FAILED(ledger::proof::Checkpointer::continue_under(files, origin, tree));
  return ok;
}

ledger::Result<void> append(OpenedLedger& opened, const ledger::LogRestored& data,
                            const std::string& actor) {
  Sequencer sequencer{opened, {}};
  const auto id = fmt::format("restored-as-{}", opened.checkpointer->log().name);
  const ledger::Event event{
      .source = std::string{ledger::own_source}, .id = id, .subject = "log", .data = data};
  LEDGER_ASSIGN_OR_RETURN(const auto outcome,
                          submit_and_wait(sequencer, PostEvents{.events = {event}}, actor));
  if (outcome.events.front().status != EventStatus::appended) {
    return ledger::invalid("the event that records it was not appended");
  }
  return ok;
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
  LEDGER_RETURN_IF_FAILED(continue_under(files, origin, before));

  LEDGER_ASSIGN_OR_RETURN(
      auto opened, open_ledger(restoration.directory, false, {.key_path = restoration.key_path}));
  ledger::LogRestored data{.origin = before.origin, .reason = restoration.reason};
  if (before.checkpoint) {
    data.signed_size = static_cast<std::int64_t>(before.checkpoint->head.size);
    data.signed_root = ledger::base64(before.checkpoint->head.root);
  }
  LEDGER_RETURN_IF_FAILED(append(opened, data, restoration.actor));
  LEDGER_ASSIGN_OR_RETURN(const auto signed_now, opened.checkpointer->sign(*opened.tree));
  return Restored{.origin_before = before.origin,
                  .signed_size = before.checkpoint ? before.checkpoint->head.size : 0,
                  .now = signed_now->checkpoint};
}

}  // namespace commands::write
