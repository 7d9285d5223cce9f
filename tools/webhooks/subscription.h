#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "projections/words/language.h"
#include "tools/webhooks/change_type.h"
#include "tools/webhooks/signature.h"

namespace tools::webhooks {

using ledger::Instant;
using ledger::Position;
using projections::words::Language;

/// Work on all licenses under watch, one after another: `after` is the last that is done.
struct Sweep {
  enum class Cause : std::uint8_t {
    baseline,  ///< how each license stands where the watch begins; nothing is told
    event,     ///< a definition or a policy, the event at the progress's position
    time,      ///< one that was recorded earlier takes effect
  };
  Cause cause{};
  Instant at;
  std::string after = {};
  bool operator==(const Sweep&) const = default;
};

/// How far the log has been followed: the next position, and until which instant. Time passes
/// before an event of that same instant.
struct Progress {
  Position position;
  Instant instant = ledger::earliest;
  std::optional<Sweep> sweep;  // under way
  bool operator==(const Progress&) const = default;
};

/// Who is told of what, where, and how it is signed; and how far that has got. Plain data.
struct Subscription {
  std::string id;
  std::string url;
  std::vector<std::string> types;        // of events and of changes; at least one
  std::set<std::string> serial_numbers;  // empty: all licenses
  std::string description;
  Language language{};

  /// The first signs for good, an older one beside it until it has run out.
  struct KeptSecret {
    Secret secret;
    std::optional<Instant> until;  // by the machine's clock
  };
  std::vector<KeptSecret> secrets;

  Instant created_at;  // this and what follows is by the machine's clock
  struct Disabled {
    std::string reason;  // `operator`, `gone`, `failing`
    Instant at;
  };
  std::optional<Disabled> disabled;
  std::optional<Instant> failing_since;  // the first attempt that failed since one succeeded

  Progress progress;
  std::uint64_t next_number = 1;  // of a message
  /// Goes up when what is followed changes, so that work on the older one is thrown away.
  std::uint64_t generation = 0;

  bool wants(std::string_view type) const;
  bool is_about(std::string_view serial_number) const {
    return serial_numbers.empty() || serial_numbers.contains(std::string{serial_number});
  }
  /// Whether it is told of a change that only shows when licenses are under watch.
  bool watches() const;
  std::vector<Secret> secrets_at(Instant now) const;
};

/// Whether there is an event or a change of that name.
bool is_type(std::string_view name);

/// As it is kept, secrets included, and back; nothing for what is not of this form.
std::string to_text(const Subscription& subscription);
std::optional<Subscription> subscription_from(std::string_view text);

}  // namespace tools::webhooks
