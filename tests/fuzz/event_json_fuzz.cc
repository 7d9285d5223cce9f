#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>

#include "commands/decide/license_file.h"
#include "tools/wire/event_json.h"

/// A body from the network: it is refused with errors that name their fields, or it is an event
/// that prints and parses back to itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boost::system::error_code error;
  const auto value = boost::json::parse({reinterpret_cast<const char*>(data), size}, error);
  if (error) return 0;
  std::vector<tools::wire::FieldError> errors;
  const auto event = tools::wire::parse_event(value, "", errors);
  LEDGER_CHECK(event.has_value() == errors.empty());
  if (!event) return 0;
  ledger::RecordedEvent recorded;
  static_cast<ledger::Event&>(recorded) = *event;
  recorded.effective_at = event->time.value_or(ledger::Instant{});
  recorded.time = recorded.effective_at;
  const auto again = tools::wire::parse_event(tools::wire::event_json(recorded), "", errors);
  LEDGER_CHECK(again.has_value() && again->data == event->data);
  return 0;
}
