#pragma once

#include "tools/http/handler.h"
#include "tools/witness/witness.h"

namespace tools::witness {

/// A witness over HTTP: POST /add-checkpoint, as C2SP tlog-witness has it, and GET /healthz. It
/// judges and syncs on the connection's thread: a witness has a handful of submissions a minute.
class WitnessHandler : public http::Handler {
 public:
  /// `witness` outlives the handler.
  explicit WitnessHandler(Witness& witness) : witness_(witness) {}

  http::Admission admit(const http::HttpRequest& request, http::RequestRecord& record) override;
  http::HttpResponse refuse(const http::ReadError& error,
                            const http::HttpRequest& request) override;
  void finished(const http::HttpRequest&, const http::RequestRecord&, double) override {}
  void handshake_failed(const std::string&) override {}

 private:
  Witness& witness_;
};

}  // namespace tools::witness
