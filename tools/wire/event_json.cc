#include "tools/wire/event_json.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "tools/text/text_rules.h"
#include "tools/wire/header_value.h"
#include "tools/wire/to_json.h"

namespace tools::wire {
namespace {

using boost::json::object;
using boost::json::value;
using ledger::Event;
using ledger::EventData;
using ledger::EventType;

/// The names of the attributes: bare in a JSON event, prefixed as headers.
struct AttributeNames {
  std::string_view specversion;
  std::string_view source;
  std::string_view id;
  std::string_view type;
  std::string_view subject;
  std::string_view time;
};
constexpr AttributeNames member_names{.specversion = "specversion",
                                      .source = "source",
                                      .id = "id",
                                      .type = "type",
                                      .subject = "subject",
                                      .time = "time"};
constexpr AttributeNames header_names{.specversion = "ce-specversion",
                                      .source = "ce-source",
                                      .id = "ce-id",
                                      .type = "ce-type",
                                      .subject = "ce-subject",
                                      .time = "ce-time"};

struct Attributes {
  std::string source;
  std::string id;
  std::string subject;
  std::optional<ledger::Instant> time;
  std::optional<EventType> type;  // absent: unknown, and reported as an error
};

Attributes read_attributes(Fields& fields, const AttributeNames& names) {
  const std::string specversion = fields.text(names.specversion);
  if (!specversion.empty() && specversion != "1.0") {
    fields.problem(names.specversion, "not_in_list", "must be 1.0");
  }
  Attributes attributes{.source = fields.text(names.source),
                        .id = fields.text(names.id),
                        .subject = fields.text(names.subject),
                        .time = fields.optional_instant(names.time),
                        .type = {}};
  const std::string type_name = fields.text(names.type);
  attributes.type = ledger::event_type_named(type_name);
  if (!attributes.type && !type_name.empty()) {
    fields.problem(names.type, "unknown_type", "must be an event type of the ledger");
  }
  if (attributes.type == EventType::policy_changed && !attributes.subject.empty() &&
      attributes.subject != "default") {
    fields.problem(names.subject, "wrong_subject",
                   "must be default, because there is only one policy");
  }
  if (attributes.type == EventType::log_restored && !attributes.subject.empty() &&
      attributes.subject != "log") {
    fields.problem(names.subject, "wrong_subject", "must be log, because there is only one log");
  }
  return attributes;
}

const object* object_at(const value& value, std::string_view pointer,
                        std::vector<FieldError>& errors) {
  const auto* members = value.if_object();
  if (members == nullptr) {
    errors.push_back({std::string{pointer}, "wrong_type", "must be an object"});
  }
  return members;
}

/// The event with these attributes and this data, unless errors were added since there were
/// `before`.
std::optional<Event> complete(Attributes attributes, const value& data, std::string_view pointer,
                              std::vector<FieldError>& errors, std::size_t before) {
  const auto* members = object_at(data, pointer, errors);
  if (members == nullptr || !attributes.type) return std::nullopt;
  Fields fields(*members, pointer, errors);
  EventData read = read_event_data(*attributes.type, fields);
  if (errors.size() != before) return std::nullopt;
  return Event{.source = std::move(attributes.source),
               .id = std::move(attributes.id),
               .subject = std::move(attributes.subject),
               .time = attributes.time,
               .data = std::move(read)};
}

/// CloudEvents attributes have lower-case names, so anything else (`Time`) is a mistake and not an
/// extension. The underscore is in names that we add.
bool may_be_extension(std::string_view name) {
  return std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

void ignore_extensions(const object& event, Fields& fields) {
  for (const auto& [key, ignored] : event) {
    if (may_be_extension(key)) fields.member(key);
  }
}

}  // namespace

std::optional<Event> parse_event(const value& event, std::string_view pointer,
                                 std::vector<FieldError>& errors) {
  const std::size_t before = errors.size();
  const auto* members = object_at(event, pointer, errors);
  if (members == nullptr) return std::nullopt;

  Fields fields(*members, pointer, errors);
  auto attributes = read_attributes(fields, member_names);
  const std::string content_type = fields.optional_text("datacontenttype");
  if (!content_type.empty() && !text::is_json_type(content_type)) {
    fields.problem("datacontenttype", "not_json", "must be application/json");
  }
  const bool base64 = fields.member("data_base64") != nullptr;
  if (base64) fields.problem("data_base64", "not_json", "must be given as an object in data");
  const value* data = base64 ? fields.member("data") : fields.require("data");
  ignore_extensions(*members, fields);
  fields.done();
  if (data == nullptr) return std::nullopt;
  return complete(std::move(attributes), *data, std::string{pointer} + "/data", errors, before);
}

std::optional<Event> parse_binary_event(const EventHeaders& headers, const value& data,
                                        std::vector<FieldError>& errors) {
  const std::size_t before = errors.size();
  object decoded;
  const auto add = [&](std::string_view name, std::optional<std::string_view> header) {
    if (!header) return;
    auto text = decode_header_value(*header);
    if (text) {
      decoded.emplace(name, std::move(*text));
    } else {
      errors.push_back({'/' + std::string{name}, "bad_encoding", "must be percent-encoded UTF-8"});
    }
  };
  add(header_names.specversion, headers.specversion);
  add(header_names.source, headers.source);
  add(header_names.id, headers.id);
  add(header_names.type, headers.type);
  add(header_names.subject, headers.subject);
  add(header_names.time, headers.time);
  if (errors.size() != before) return std::nullopt;

  Fields fields(decoded, "", errors);
  auto attributes = read_attributes(fields, header_names);
  return complete(std::move(attributes), data, "", errors, before);
}

std::optional<FirstRecording> parse_first_recording(const value& event, std::string_view pointer,
                                                    std::vector<FieldError>& errors) {
  const std::size_t before = errors.size();
  const auto* members = object_at(event, pointer, errors);
  if (members == nullptr) return std::nullopt;
  Fields fields(*members, pointer, errors);
  FirstRecording first{.recorded_at = fields.optional_instant("recordedtime"),
                       .actor = fields.optional_text("actor", max_explanation_bytes)};
  if (const auto position = fields.optional_integer("position", 0, max_integer)) {
    first.position = ledger::Position{static_cast<std::uint64_t>(*position)};
  }
  if (errors.size() != before) return std::nullopt;
  return first;
}

object event_json(const ledger::RecordedEvent& event) {
  return {{"specversion", "1.0"},
          {"id", event.id},
          {"source", event.source},
          {"type", ledger::name_of(event.type())},
          {"subject", event.subject},
          {"time", to_json(event.effective_at)},
          {"datacontenttype", "application/json"},
          {"data", event_data_json(event.data)},
          {"position", event.position.value},
          {"recordedtime", to_json(event.recorded_at)},
          {"effective_at", to_json(event.effective_at)},
          {"recorded_at", to_json(event.recorded_at)},
          {"revision", event.revision.value},
          {"actor", event.actor}};
}

}  // namespace tools::wire
