#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commands/write/intake.h"
#include "ledger/side_store.h"
#include "tools/stripe/inbox.h"
#include "tools/stripe/intent.h"
#include "tools/stripe/mapping_config.h"

namespace tools::stripe {

/// What became of an event.
enum class Became : std::uint8_t {
  appended,   ///< facts of it are in the ledger
  unchanged,  ///< it tells nothing that the ledger has not been told
  duplicate,  ///< it came before, and was taken in
  kept,       ///< in the inbox
  ignored,    ///< of a type that tells nothing
};

}  // namespace tools::stripe

template <>
struct ledger::Names<tools::stripe::Became> {
  static constexpr std::array<std::string_view, 5> list{"appended", "unchanged", "duplicate",
                                                        "kept", "ignored"};
};

namespace tools::stripe {

struct Receipt {
  std::string id;
  std::string type;
  Became became{};
  std::optional<Problem> problem;           // why it is kept
  std::vector<ledger::Position> positions;  // of the facts that are new
};

/// Takes events of Stripe's to the ledger, so that none is lost on the way. First the event, what
/// it tells and the facts that are to be told are written beside the log; then the ledger is told,
/// in one step for each license; then that is noted beside the log. Whoever is answered before the
/// last step is answered after the second. What a crash interrupts is taken up by recover(): the
/// facts have identities, so that telling them again does nothing.
///
/// One thread. A failure says that the disk or the ledger failed: nothing more is taken on.
class Driver {
 public:
  /// Appends events of one license, all or nothing, and answers when they are on disk.
  using Submit = std::function<ledger::Result<commands::write::EventOutcomes>(
      std::vector<ledger::Event> events)>;
  using Clock = std::function<ledger::Instant()>;
  Driver(const MappingConfig& config, ledger::SideStore& side, Inbox& inbox, Submit submit,
         Clock clock);

  /// Takes up what a crash interrupted, and tries again what is open: the configuration may be
  /// another. What waits for a license is tried when that is registered.
  ledger::Result<void> recover();
  ledger::Result<Receipt> take(const std::string& body);
  /// An item of the inbox again, in whichever state; nothing where there is none.
  ledger::Result<std::optional<Receipt>> retry(const std::string& id);

  enum class Dismissal : std::uint8_t { done, not_found, not_open };
  ledger::Result<Dismissal> dismiss(const std::string& id, const std::string& reason,
                                    const std::string& by);

 private:
  struct Drive {
    Shelf& shelf;
    Groups groups;
    Item item;
    bool in_inbox = false;          // it was there before
    std::optional<Problem> remark;  // it stays open with this when all is told
  };

  ledger::Result<Receipt> process(Item item, const ReadNotice& read);
  ledger::Result<Receipt> drive(Drive drive);
  ledger::Result<Receipt> keep(Item item, Problem problem, Inbox::Changes changes);
  /// Tells the ledger, and notes what it took; answers why it did not take the rest, by group.
  ledger::Result<std::map<Group, Problem>> tell(Shelf& shelf, const std::vector<Intent>& intents,
                                                std::vector<ledger::Position>& positions,
                                                std::map<Group, std::string>& unregistered);
  ledger::Result<void> take_up_intent();
  ledger::Result<void> write(Inbox::Changes changes);
  Shelf shelf();

  const MappingConfig& config_;
  ledger::SideStore& side_;
  Inbox& inbox_;
  const Submit submit_;
  const Clock clock_;
  bool intent_open_ = true;  // it may be that the ledger was told, and that is not noted yet
};

}  // namespace tools::stripe
