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

/// A path with a query that grows by what is not empty.
class Target {
 public:
  Target(const std::string& serial_number, std::string_view what)
      : text_(fmt::format("/v1/licenses/{}{}", net::percent_encoded(serial_number), what)) {}

  Target& with(std::string_view name, const std::string& value) {
    if (value.empty()) return *this;
    text_ += fmt::format("{}{}={}", separator_, name, net::percent_encoded(value));
    separator_ = '&';
    return *this;
  }
  Target& with(const Instants& at) {
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

  Answer<json::object> license(const std::string& serial_number, const Instants& at) override {
    return get_object(client_, Target{serial_number, ""}.with(at).text());
  }
  Answer<json::object> seats(const std::string& serial_number, const Instants& at,
                             const SeatQuery& query) override {
    return pages(Target{serial_number, "/seats"}
                     .with("module", query.module_name)
                     .with("user", query.user)
                     .with("user_type", query.user_type)
                     .with(at),
                 no_limit);
  }
  Answer<json::object> events(const std::string& serial_number, std::size_t limit) override {
    return pages(Target{serial_number, "/events"}, limit);
  }

 private:
  /// As many pages as it takes, as one.
  Answer<json::object> pages(const Target& target, std::size_t limit) {
    json::array data;
    std::string cursor;
    do {
      const std::size_t size = std::min(largest_page, limit - data.size());
      auto page = get_object(
          client_,
          Target{target}.with("limit", std::to_string(size)).with("cursor", cursor).text());
      if (!page) return page.error();
      auto* rows = page->if_contains("data");
      if (rows == nullptr || !rows->is_array()) return not_a_ledger();
      for (auto& row : rows->get_array()) data.push_back(std::move(row));
      cursor = wire::text_in(*page, "next_cursor");
    } while (!cursor.empty() && data.size() < limit);
    return wire::page_json(std::move(data), cursor.empty() ? std::nullopt : std::optional{cursor});
  }

  net::HttpClient client_;
};

}  // namespace

std::unique_ptr<Source> make_remote_source(net::HttpClient client,
                                           projections::words::Language language) {
  client.speak(language == projections::words::Language::sv ? "sv" : "en");
  return std::make_unique<RemoteSource>(std::move(client));
}

}  // namespace tools::cli::sources
