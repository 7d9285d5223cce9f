#include <boost/json.hpp>
#include <chrono>
#include <thread>

#include "tools/cli/sources/importer.h"
#include "tools/cli/sources/remote_error.h"
#include "tools/wire/json_read.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;
using Status = LineOutcome::Status;

constexpr int attempts_when_busy = 6;

/// The outcome that a line of the answer tells; nothing for something else.
std::optional<LineOutcome> read_outcome(std::string_view line) {
  boost::system::error_code error;
  const json::value value = json::parse(json::string_view{line.data(), line.size()}, error);
  const auto* object = error ? nullptr : value.if_object();
  if (object == nullptr) return std::nullopt;
  const std::string status = wire::text_in(*object, "status");
  if (status == "appended") return LineOutcome{.status = Status::appended};
  if (status == "duplicate") return LineOutcome{.status = Status::duplicate};
  const auto* problem = wire::object_in(*object, "problem");
  if (status != "rejected" || problem == nullptr) return std::nullopt;
  return LineOutcome{.status = Status::rejected, .problem = *problem};
}

class RemoteImporter : public Importer {
 public:
  explicit RemoteImporter(net::HttpClient client) : client_(std::move(client)) {}

  Answer<std::vector<LineOutcome>> post(const std::vector<ImportLine>& lines) override {
    if (lines.empty()) return std::vector<LineOutcome>{};
    std::string body;
    for (const auto& line : lines) {
      body += line.text;
      body += '\n';
    }
    const auto answer = send(body);
    if (!answer) return failed(answer.error());
    if (answer->status != 200) return trouble_of(*answer);
    std::vector<LineOutcome> outcomes;
    std::string_view rest = answer->body;
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

  Answer<void> finish() override { return boost::system::in_place_value; }

 private:
  /// A server that has too much to do says when to come back; what was appended meanwhile is a
  /// duplicate the next time.
  ledger::Result<net::HttpAnswer> send(const std::string& body) {
    for (int attempt = 1;; ++attempt) {
      auto answer = client_.post("/v1/events", "application/x-ndjson", body);
      const bool busy = answer && (answer->status == 503 || answer->status == 429);
      if (!busy || attempt == attempts_when_busy) return answer;
      std::this_thread::sleep_for(std::chrono::seconds{answer->retry_after_s.value_or(attempt)});
    }
  }

  net::HttpClient client_;
};

}  // namespace

std::unique_ptr<Importer> make_remote_importer(net::HttpClient client) {
  return std::make_unique<RemoteImporter>(std::move(client));
}

}  // namespace tools::cli::sources
