#include <boost/json.hpp>
#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include "tools/cli/sources/importer.h"
#include "tools/cli/sources/remote_error.h"
#include "tools/wire/json_read.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;

constexpr int attempts_when_busy = 6;

/// The outcome in a line of the response; nullopt if it is not an outcome.
std::optional<LineOutcome> read_outcome(std::string_view line) {
  boost::system::error_code error;
  const json::value value = json::parse(json::string_view{line.data(), line.size()}, error);
  const auto* object = error ? nullptr : value.if_object();
  if (object == nullptr) return std::nullopt;
  const std::string status = wire::text_in(*object, "status");
  if (status == "appended") return LineOutcome{.status = LineStatus::appended};
  if (status == "duplicate") return LineOutcome{.status = LineStatus::duplicate};
  const auto* problem = wire::object_in(*object, "problem");
  if (status != "rejected" || problem == nullptr) return std::nullopt;
  return LineOutcome{.status = LineStatus::rejected, .problem = *problem};
}

class RemoteImporter : public Importer {
 public:
  explicit RemoteImporter(net::HttpClient client) : client_(std::move(client)) {}

  std::size_t most_on_their_way() const override { return 1; }
  /// Sent when it is waited for: one request after another.
  std::future<LineOutcomes> post(std::vector<ImportLine> lines) override {
    return std::async(std::launch::deferred,
                      [this, lines = std::move(lines)] { return send_lines(lines); });
  }

  CommandResult<void> finish() override { return ledger::ok; }

 private:
  LineOutcomes send_lines(const std::vector<ImportLine>& lines) {
    if (lines.empty()) return std::vector<LineOutcome>{};
    std::string body;
    for (const auto& line : lines) {
      body += line.text;
      body += '\n';
    }
    LEDGER_ASSIGN_OR_RETURN(const auto response, send(body));
    if (response.status != 200) return error_from(response);
    std::vector<LineOutcome> outcomes;
    std::string_view rest = response.body;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      auto outcome = read_outcome(rest.substr(0, end));
      if (!outcome) return not_a_ledger();
      outcomes.push_back(std::move(*outcome));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (outcomes.size() != lines.size()) return not_a_ledger();
    return outcomes;
  }

  /// A busy server says when to retry; what it has appended is then a duplicate.
  ledger::Result<net::ClientResponse> send(const std::string& body) {
    for (int attempt = 1;; ++attempt) {
      auto response = client_.post("/v1/events", "application/x-ndjson", body);
      const bool busy = response && (response->status == 503 || response->status == 429);
      if (!busy || attempt == attempts_when_busy) return response;
      std::this_thread::sleep_for(std::chrono::seconds{response->retry_after_s.value_or(attempt)});
    }
  }

  net::HttpClient client_;
};

}  // namespace

std::unique_ptr<Importer> make_remote_importer(net::HttpClient client) {
  return std::make_unique<RemoteImporter>(std::move(client));
}

}  // namespace tools::cli::sources
