#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace commands {
struct SequencerFigures;
}

namespace tools {

/// What the server counts, in the Prometheus text format. Any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `route` is a pattern such as `/v1/licenses/{serial}`, never a path with somebody's data in it.
  void count_request(std::string_view route, int status, double seconds);
  std::string text(const commands::SequencerFigures& figures) const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace tools
