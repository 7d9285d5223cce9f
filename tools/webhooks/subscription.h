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

/// A pass over all watched licenses in ascending order: `after` is the last one done.
struct Sweep {
  enum class Cause : std::uint8_t {
    baseline,  ///< the condition of each license where watching begins; nothing is reported
    event,     ///< a definition or a policy: the event at the position of the progress
    time,      ///< one that was recorded earlier takes effect
  };
  Cause cause{};
  Instant at;
  std::string after = {};
  bool operator==(const Sweep&) const = default;
};

/// How far the log has been followed: the next position, and the instant that time has reached.
/// Time passes before an event of the same instant.
struct LogProgress {
  Position position;
  Instant instant = ledger::earliest;
  std::optional<Sweep> sweep;  // under way
  bool operator==(const LogProgress&) const = default;
};

/// Which messages go where, how they are signed, and how far the log has been followed for them.
/// Plain data.
struct Subscription {
  std::string id;
  std::string url;
  std::vector<std::string> types;        // of events and of changes; at least one
  std::set<std::string> serial_numbers;  // empty: all licenses
  std::string description;
  Language language{};

  /// The first one signs indefinitely, older ones alongside it until they expire.
  struct KeptSecret {
    Secret secret;
    std::optional<Instant> until;  // by the machine's clock
  };
  std::vector<KeptSecret> secrets;

  Instant created_at;  // by the machine's clock, like the instants below
  struct Disabled {
    std::string reason;  // `operator`, `gone`, `failing`
    Instant at;
  };
  std::optional<Disabled> disabled;
  std::optional<Instant> failing_since;  // the first failed attempt since the last success

  LogProgress progress;
  std::uint64_t next_number = 1;  // of a message
  /// Incremented when what is followed changes, so that work on the older one is discarded.
  std::uint64_t generation = 0;

  bool wants(std::string_view type) const;
  bool is_about(std::string_view serial_number) const {
    return serial_numbers.empty() || serial_numbers.contains(std::string{serial_number});
  }
  /// Whether one of its types can only be detected by watching licenses.
  bool watches() const;
  std::vector<Secret> secrets_at(Instant now) const;
};

/// Whether an event or a change has that name.
bool is_type(std::string_view name);

/// The stored form, secrets included, and back; `nullopt` if malformed.
std::string to_text(const Subscription& subscription);
std::optional<Subscription> subscription_from(std::string_view text);

}  // namespace tools::webhooks
