#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commands/write/intake.h"
#include "ledger/side_store.h"
#include "tools/stripe/inbox.h"
#include "tools/stripe/mapping_config.h"
#include "tools/stripe/outbox.h"

namespace tools::stripe {

/// The outcome of one delivery of an event.
enum class IngestStatus : std::uint8_t {
  appended,   ///< facts from it are new in the ledger
  unchanged,  ///< the ledger already holds what it states
  duplicate,  ///< it was processed before
  kept,       ///< it is in the inbox
  ignored,    ///< its type states nothing the ledger records
};

}  // namespace tools::stripe

template <>
struct ledger::Names<tools::stripe::IngestStatus> {
  static constexpr std::array<std::string_view, 5> list{"appended", "unchanged", "duplicate",
                                                        "kept", "ignored"};
};

namespace tools::stripe {

struct StripeReceipt {
  std::string id;
  std::string type;
  IngestStatus status{};
  std::optional<MappingProblem> problem;    // why it is kept
  std::vector<ledger::Position> positions;  // of the facts that are new
};

/// Carries Stripe's events to the ledger and loses none on the way. For each event: plan() derives
/// the facts to post from the dossiers; post() writes them to the outbox, with the dossiers and the
/// event, and then posts them, in one step for each license; settle() records the result, closes
/// inbox items and empties the outbox. The caller gets its receipt after the last step. recover()
/// finishes what a crash interrupted: facts have ids, so posting them twice has no effect.
///
/// One thread. After a failure, the disk's or the ledger's, no further event is accepted.
class Processor {
 public:
  /// Appends events of one license, all or nothing, and returns when they are on disk.
  using Append = std::function<ledger::Result<commands::write::EventOutcomes>(
      std::vector<ledger::Event> events)>;
  using Clock = std::function<ledger::Instant()>;
  Processor(const MappingConfig& config, ledger::SideStore& side, Inbox& inbox, Append append,
            Clock clock);

  /// Finishes the outbox, then retries what is open, since the configuration may have changed. What
  /// waits for a license is retried when the license is registered.
  ledger::Result<void> recover();
  ledger::Result<StripeReceipt> ingest(const std::string& body);
  /// Processes an inbox item again, whatever its state; nullopt if there is none.
  ledger::Result<std::optional<StripeReceipt>> retry(const std::string& id);

  enum class Dismissal : std::uint8_t { done, not_found, not_open };
  ledger::Result<Dismissal> dismiss(const std::string& id, const std::string& reason,
                                    const std::string& by);

 private:
  /// An event being ingested.
  struct Ingestion {
    Item item;
    bool in_inbox = false;  // it was there before
    Dossiers dossiers;
    std::set<DossierId> touched;
    std::optional<MappingProblem> remark;  // it stays open with this even when all is posted
  };
  struct PostingPlan {
    std::vector<OutboxEntry> outbox;
    std::map<std::string, MappingProblem> problems;  // by event
  };
  struct Rejection {
    MappingProblem problem;
    std::string unregistered;  // serial number of the license, if that is the problem
  };
  struct PostingResult {
    std::vector<ledger::Position> positions;
    std::map<DossierId, Rejection> rejections;

    void reject(const DossierId& dossier, const MappingProblem& problem,
                const std::string& subject);
  };
  /// Why each event is not entirely in the ledger; nullopt if it is.
  using CheckedEvents = std::map<std::string, std::optional<Rejection>>;

  ledger::Result<StripeReceipt> process(Item item, const ParsedStripeEvent& parsed);
  ledger::Result<PostingPlan> plan(Ingestion& ingestion);
  ledger::Result<PostingResult> post(Ingestion& ingestion, const PostingPlan& plan);
  ledger::Result<PostingResult> post_outbox(Dossiers& dossiers,
                                            const std::vector<OutboxEntry>& outbox);
  /// Posts the facts of one license and records those that were accepted.
  ledger::Result<void> post_license(const std::string& subject,
                                    const std::vector<OutboxEntry>& outbox, Dossiers& dossiers,
                                    PostingResult& result);
  ledger::Result<StripeReceipt> settle(Ingestion& ingestion, const PostingPlan& plan,
                                       const PostingResult& result);
  /// Checks the events that wait in the touched dossiers; those that are through stop waiting.
  static CheckedEvents check_waiting(Ingestion& ingestion, const PostingPlan& plan,
                                     const PostingResult& result);
  /// Writes the item as open or settled, or removes it if it was not in the inbox before.
  void close(Item& item, bool in_inbox, const std::optional<Rejection>& rejection,
             Inbox::Changes& changes);

  ledger::Result<StripeReceipt> keep(Item item, MappingProblem problem);
  ledger::Result<void> finish_outbox();
  ledger::Result<void> write(const Inbox::Changes& changes);
  Dossiers open_dossiers();

  const MappingConfig& config_;
  ledger::SideStore& side_;
  Inbox& inbox_;
  const Append append_;
  const Clock clock_;
  bool outbox_open_ = true;  // it may hold facts whose posting is not recorded yet
};

}  // namespace tools::stripe
