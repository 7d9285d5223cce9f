#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "tools/wire/fields.h"

/// Events as CloudEvents 1.0 in JSON. What is printed parses back to the same event.
///
/// Besides the codes of Fields an event can have: `unknown_type` (no such type of event),
/// `wrong_subject` (the policy and the log have one subject only), `not_json` (the data is
/// something else), `bad_encoding` (a header is not percent-encoded UTF-8), `duplicate_line_id`.
namespace tools::wire {

/// An event in structured mode, at `pointer` in a body. Every error is added, not only the first;
/// nothing when one was. Facts are read strictly: an unknown member of their data is an error.
/// Decisions are read leniently, and need no more than what the domain says a fold reads.
/// Attributes that are extensions are passed over.
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

/// An event in binary mode: the same rules; errors of headers point to `/ce-id` and the like,
/// errors of the data into the body. That the body is JSON, its Content-Type has told the caller.
std::optional<ledger::Event> parse_binary_event(const EventHeaders& headers,
                                                const boost::json::value& data,
                                                std::vector<FieldError>& errors);

/// What an exported event says of its first recording.
struct FirstRecording {
  std::optional<ledger::Instant> recorded_at;
  std::string actor;  // empty where it is not said
  std::optional<ledger::Position> position = {};
};

/// Reads `recordedtime`, `actor` and `position` of an exported event. Only an import that is
/// trusted may believe them: recorded_at is otherwise never given from outside.
std::optional<FirstRecording> parse_first_recording(const boost::json::value& value,
                                                    std::string_view pointer,
                                                    std::vector<FieldError>& errors);

boost::json::object event_data_json(const ledger::EventData& data);

/// The whole event, with `time` = effective_at, and what the ledger knows of it: `position`,
/// `recordedtime`, `effective_at`, `recorded_at`, `revision`, `actor`.
boost::json::object event_json(const ledger::RecordedEvent& event);

}  // namespace tools::wire
