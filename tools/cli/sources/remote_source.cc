#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/sources/remote_error.h"
#include "tools/cli/sources/source.h"
#include "tools/wire/json_read.h"
#include "tools/wire/page_json.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_page = 1000;

/// The path of a request and its query, without empty values.
class PathWithQuery {
 public:
  PathWithQuery(const std::string& serial_number, std::string_view what)
      : text_(fmt::format("/v1/licenses/{}{}", net::percent_encoded(serial_number), what)) {}

  PathWithQuery& with(std::string_view name, const std::string& value) {
    if (value.empty()) return *this;
    text_ += fmt::format("{}{}={}", separator_, name, net::percent_encoded(value));
    separator_ = '&';
    return *this;
  }
  PathWithQuery& with(const Instants& at) {
    if (at.as_of) with("as_of", ledger::to_text(*at.as_of));
    if (at.known_at) with("known_at", ledger::to_text(*at.known_at));
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  char separator_ = '?';
};

class RemoteSource : public Source {
 public:
  explicit RemoteSource(net::HttpClient client) : client_(std::move(client)) {}

  CommandResult<json::object> license(const std::string& serial_number,
                                      const Instants& at) override {
    return get_object(client_, PathWithQuery{serial_number, ""}.with(at).text());
  }
  CommandResult<json::object> seats(const std::string& serial_number, const Instants& at,
                                    const SeatQuery& query) override {
    return all_pages(PathWithQuery{serial_number, "/seats"}
                         .with("module", query.module_name)
                         .with("user", query.user)
                         .with("user_type", query.user_type)
                         .with(at),
                     no_limit);
  }
  CommandResult<json::object> events(const std::string& serial_number, std::size_t limit) override {
    return all_pages(PathWithQuery{serial_number, "/events"}, limit);
  }

 private:
  /// Reads as many pages as needed, and returns them as one.
  CommandResult<json::object> all_pages(const PathWithQuery& target, std::size_t limit) {
    json::array data;
    std::string cursor;
    do {
      const std::size_t size = std::min(largest_page, limit - data.size());
      auto paged = target;
      paged.with("limit", std::to_string(size)).with("cursor", cursor);
      LEDGER_ASSIGN_OR_RETURN(auto page, get_object(client_, paged.text()));
      auto* rows = page.if_contains("data");
      if (rows == nullptr || !rows->is_array()) return not_a_ledger();
      for (auto& row : rows->get_array()) data.push_back(std::move(row));
      cursor = wire::text_in(page, "next_cursor");
    } while (!cursor.empty() && data.size() < limit);
    return wire::page_json(std::move(data), cursor.empty() ? std::nullopt : std::optional{cursor});
  }

  net::HttpClient client_;
};

}  // namespace

std::unique_ptr<Source> make_remote_source(net::HttpClient client,
                                           projections::words::Language language) {
  client.set_language(ledger::name_of(language));
  return std::make_unique<RemoteSource>(std::move(client));
}

}  // namespace tools::cli::sources
