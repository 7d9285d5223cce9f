#include "tools/api/event_feed.h"

#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>
#include <memory>

#include "ledger/stream.h"
#include "tools/api/access.h"
#include "tools/wire/event_json.h"

namespace tools::api {
namespace {

using Clock = std::chrono::steady_clock;

class EventFeed {
 public:
  EventFeed(const Service& service, const http::HttpRequest& request, std::string token_id,
            std::optional<ledger::Position> after,
            std::function<bool(const ledger::RecordedEvent&)> wanted)
      : service_(service),
        request_(request),
        token_id_(std::move(token_id)),
        wanted_(std::move(wanted)),
        from_(first_after(after, end())),
        sent_until_(from_) {}

  http::Feed::Piece next() {
    constexpr int turns_between_token_checks = 10;
    const ledger::Position end_now = end();
    http::Feed::Piece piece;
    if (from_ < end_now) {
      quiet_turns_ = 0;
      piece.ended = !token_is_valid() || !read_events(end_now, piece.text);
    } else if (++quiet_turns_ % turns_between_token_checks == 0) {
      piece.ended = !token_is_valid();
    }
    if (piece.ended) return piece;
    if (piece.text.empty()) piece.text = keep_alive();
    if (!piece.text.empty()) {
      sent_until_ = from_;
      sent_at_ = Clock::now();
    }
    piece.more = from_ < end();
    return piece;
  }

 private:
  ledger::Position end() const { return service_.questions.streams().end(); }

  bool token_is_valid() const {
    const auto caller = caller_of(service_, request_);
    return caller && caller->id == token_id_;
  }

  bool read_events(ledger::Position end_now, std::string& text) {
    constexpr std::uint64_t max_events = 256;
    const ledger::Position to = {std::min(end_now.value, from_.value + max_events)};
    const auto read = ledger::read_events(service_.store, from_, to, [&](const auto& event) {
      if (wanted_(*event)) {
        text += fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event->position.value,
                            ledger::name_of(event->type()),
                            boost::json::serialize(wire::event_json(*event)));
      }
      return true;
    });
    from_ = to;
    return read.has_value();
  }

  /// Tells a client that selects few events how far the feed has advanced, so that it need not
  /// restart from the last event it received.
  std::string keep_alive() const {
    constexpr auto interval = std::chrono::seconds{15};
    constexpr std::uint64_t events_between = 16'384;
    const bool due =
        Clock::now() - sent_at_ >= interval || from_.value - sent_until_.value >= events_between;
    if (!due) return {};
    const std::string id = from_.value > 0 ? fmt::format("id: {}\n", from_.value - 1) : "";
    return fmt::format("{}: still here\n\n", id);
  }

  const Service& service_;
  const http::HttpRequest& request_;
  const std::string token_id_;
  const std::function<bool(const ledger::RecordedEvent&)> wanted_;
  ledger::Position from_;
  ledger::Position sent_until_;
  Clock::time_point sent_at_ = Clock::now();
  int quiet_turns_ = 0;
};

}  // namespace

ledger::Position first_after(std::optional<ledger::Position> after, ledger::Position end) {
  if (!after) return ledger::Position{0};
  return *after < end ? ledger::next(*after) : end;
}

http::Feed event_feed(const Service& service, const http::HttpRequest& request,
                      std::string token_id, std::optional<ledger::Position> after,
                      std::function<bool(const ledger::RecordedEvent&)> wanted) {
  auto feed =
      std::make_shared<EventFeed>(service, request, std::move(token_id), after, std::move(wanted));
  return {.content_type = "text/event-stream", .next = [feed] { return feed->next(); }};
}

}  // namespace tools::api
