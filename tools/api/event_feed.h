#pragma once

#include <functional>
#include <optional>

#include "ledger/event.h"
#include "tools/api/service.h"
#include "tools/http/http.h"

namespace tools::api {

/// The position after `after`, at most `end` of the log; 0 for nullopt.
ledger::Position first_after(std::optional<ledger::Position> after, ledger::Position end);

/// The events after a position as server-sent events, as they are appended, until the client leaves
/// or its token `token_id` is no longer valid. `request` must outlive the feed.
http::Feed event_feed(const Service& service, const http::HttpRequest& request,
                      std::string token_id, std::optional<ledger::Position> after,
                      std::function<bool(const ledger::RecordedEvent&)> wanted);

}  // namespace tools::api
