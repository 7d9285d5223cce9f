#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "commands/write/opened_ledger.h"
#include "replay/questions.h"
#include "tools/cli/sources/source.h"
#include "tools/wire/event_json.h"
#include "tools/wire/page_json.h"
#include "tools/wire/view_json.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;
using projections::words::Language;

/// The rows as one page, with the cursor that the server would return for the rest.
template <class Rows, class Print, class Cursor>
json::object page_of(const Rows& rows, std::size_t limit, const Print& print,
                     const Cursor& cursor_after) {
  json::array data;
  const std::size_t end = std::min(limit, rows.size());
  data.reserve(end);
  for (std::size_t i = 0; i < end; ++i) data.push_back(print(rows[i]));
  std::optional<std::string> next_cursor;
  if (end < rows.size()) next_cursor = cursor_after(end);
  return wire::page_json(std::move(data), next_cursor);
}

std::string offset_cursor(std::size_t end) { return std::to_string(end); }

class LocalSource : public Source {
 public:
  LocalSource(commands::write::OpenedLedger opened, Language language)
      : opened_(std::move(opened)),
        questions_(*opened_.streams, *opened_.directory),
        language_(language),
        now_(std::max(ledger::system_now(), opened_.state->now())) {}

  CommandResult<json::object> license(const std::string& serial_number,
                                      const Instants& at) override {
    LEDGER_ASSIGN_OR_RETURN(const auto answer, questions_.license(serial_number, instants(at)));
    if (!answer) return license_not_found(serial_number);
    json::object view = wire::license_json(*answer, language_, {});
    view["shop_url"] = nullptr;  // a setting of the server
    return view;
  }

  CommandResult<json::object> seats(const std::string& serial_number, const Instants& at,
                                    const SeatQuery& query) override {
    const auto rows =
        questions_.seats(serial_number, instants(at),
                         {.module_name = query.module_name,
                          .user = query.user,
                          .user_type = ledger::named<ledger::UserType>(query.user_type)});
    if (!rows) return rows.error();
    if (!*rows) return license_not_found(serial_number);
    return page_of(
        **rows, no_limit,
        [](const replay::SeatRow& row) { return wire::seat_json(row.seat, row.since); },
        offset_cursor);
  }

  CommandResult<json::object> events(const std::string& serial_number, std::size_t limit) override {
    LEDGER_ASSIGN_OR_RETURN(const auto events, opened_.streams->of(serial_number));
    if (events.empty()) return license_not_found(serial_number);
    const auto position_before = [&](std::size_t end) {
      return std::to_string(events[end - 1]->position.value);
    };
    return page_of(
        events, limit, [](const auto& event) { return wire::event_json(*event); }, position_before);
  }

 private:
  replay::TwoInstants instants(const Instants& at) const {
    return {.as_of = at.as_of.value_or(now_), .known_at = at.known_at.value_or(now_)};
  }

  commands::write::OpenedLedger opened_;
  replay::Questions questions_;
  Language language_;
  ledger::Instant now_;
};

}  // namespace

CommandResult<std::unique_ptr<Source>> open_local_source(const std::string& directory,
                                                         Language language) {
  LEDGER_ASSIGN_OR_RETURN(auto opened, commands::write::open_ledger(directory, true));
  return std::unique_ptr<Source>{std::make_unique<LocalSource>(std::move(opened), language)};
}

}  // namespace tools::cli::sources
