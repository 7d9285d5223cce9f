#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "tools/wire/event_data.h"
#include "tools/wire/fields.h"

/// Events as CloudEvents 1.0 in JSON. What is printed parses back to the same event.
///
/// Besides the error codes of Fields there are `unknown_type` (no such type of event),
/// `wrong_subject` (the policy and the log have only one subject), `not_json` (the data are not
/// JSON), `bad_encoding` (a header is not percent-encoded UTF-8), `duplicate_line_id`.
namespace tools::wire {

/// Parses an event in structured mode, at `pointer` in a body. Adds every error, not only the
/// first; `nullopt` if it added any. Facts are read strictly: an unknown member of their data is an
/// error. Decisions are read leniently, and need only what a fold reads. Extension attributes are
/// ignored.
std::optional<ledger::Event> parse_event(const boost::json::value& value, std::string_view pointer,
                                         std::vector<FieldError>& errors);

/// The values of the `ce-` headers of an HTTP message in binary mode, as they were received.
struct EventHeaders {
  std::optional<std::string_view> specversion;
  std::optional<std::string_view> source;
  std::optional<std::string_view> id;
  std::optional<std::string_view> type;
  std::optional<std::string_view> subject;
  std::optional<std::string_view> time;
};

/// Parses an event in binary mode, by the same rules. Errors of headers point to `/ce-id` and the
/// like, errors of the data into the body. The caller has checked the Content-Type.
std::optional<ledger::Event> parse_binary_event(const EventHeaders& headers,
                                                const boost::json::value& data,
                                                std::vector<FieldError>& errors);

/// What an exported event states of its first recording.
struct FirstRecording {
  std::optional<ledger::Instant> recorded_at;
  std::string actor;  // empty if not stated
  std::optional<ledger::Position> position = {};
};

/// Reads `recordedtime`, `actor` and `position` of an exported event. Only a trusted import may use
/// them: otherwise recorded_at never comes from outside.
std::optional<FirstRecording> parse_first_recording(const boost::json::value& value,
                                                    std::string_view pointer,
                                                    std::vector<FieldError>& errors);

/// The whole event, with `time` = effective_at, and what the ledger adds to it: `position`,
/// `recordedtime`, `effective_at`, `recorded_at`, `revision`, `actor`.
boost::json::object event_json(const ledger::RecordedEvent& event);

}  // namespace tools::wire
