#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tools/api/kept_answer.h"
#include "tools/api/problem_response.h"
#include "tools/api/service.h"
#include "tools/http/http.h"
#include "tools/wire/fields.h"

namespace tools::api {

using projections::words::Language;

/// So many events a connection's thread may fold: it takes a millisecond or two.
inline constexpr std::uint64_t quick_events = 1000;

/// One request in a route: its content, its caller, and the common responses.
class Context {
 public:
  Context(const Service& service, const http::HttpRequest& request,
          std::optional<access::Token> caller, std::vector<std::string> parameters)
      : service_(service),
        request_(request),
        caller_(std::move(caller)),
        parameters_(std::move(parameters)) {}

  const Service& service() const { return service_; }
  const http::HttpRequest& request() const { return request_; }
  const access::Token& caller() const { return *caller_; }
  Language language() const { return language_of(request_); }
  ledger::Instant now() const { return service_.sequencer.now(); }

  /// The i-th `{…}` of the route's pattern.
  const std::string& parameter(std::size_t i) const { return parameters_[i]; }
  /// nullopt if the query has no such member, as opposed to an empty one.
  std::optional<std::string> query(std::string_view name) const;

  /// True for every role that the route admits, except that an admin is limited to its own serial
  /// numbers.
  bool may_use(const std::string& serial_number) const;

  /// The JSON of the body; otherwise refusal() returns a problem (400, 415).
  std::optional<boost::json::value> json_body();
  /// The body as an object whose members are read through `Fields`.
  std::optional<boost::json::object> object_body();
  std::vector<wire::FieldError>& errors() { return errors_; }
  /// The problem found so far, a body that is not JSON or invalid fields; nullopt if there is none.
  std::optional<http::Reply> refusal();

  /// Query members, read like fields; errors point to `?name`.
  std::optional<ledger::Instant> query_instant(std::string_view name);
  std::size_t query_limit(std::size_t most = 1000);
  std::optional<ledger::Position> query_position(std::string_view name);
  /// `true` or `false`; false if absent.
  bool query_flag(std::string_view name);
  /// `as_of` and `known_at`; now if absent.
  replay::TwoInstants query_instants();

  /// Parses a position from a header or the query; adds an error at `pointer` if malformed.
  std::optional<ledger::Position> position_in(std::string pointer, std::string_view text);

  http::Reply problem(const wire::Problem& problem) const;
  http::Reply forbidden(std::string detail) const;
  http::Reply license_not_found(const std::string& serial_number) const;
  /// 500 for a failure, which is logged.
  http::Reply failed(const ledger::Failure& failure) const;
  static http::HttpResponse json(int status, const boost::json::value& body);

  /// Submits the request to the writer, with its actor, If-Match and Idempotency-Key.
  template <class R>
  using Answer = std::function<http::HttpResponse(const commands::write::outcome_of<R>&)>;
  template <class R>
  http::Reply submit(R request, Answer<R> answer) {
    return hand_over(
        std::move(request), [answer = std::move(answer)](const commands::write::Outcome& outcome) {
          const auto* performed = std::get_if<commands::write::outcome_of<R>>(&outcome);
          return performed != nullptr ? std::optional{answer(*performed)} : std::nullopt;
        });
  }

  /// The reply of `answer`, which folds events of the license: made on another thread if they are
  /// many. `answer` must not refer to the route's locals.
  http::Reply about(const std::string& serial_number, std::function<http::Reply()> answer) const;
  /// The reply of `answer`, made on another thread.
  http::Reply apart(std::function<http::Reply()> answer) const;

  /// A reply from another thread. `start` submits the request, and the function to call once with
  /// the response, on any thread; it returns false if the queue is full and nothing was accepted.
  using Respond = std::function<void(http::HttpResponse)>;
  http::Reply deferred(std::function<bool(Respond)> start) const;

 private:
  /// 503: nothing was accepted.
  http::Reply unavailable() const;
  /// nullopt for an outcome that the route does not respond to itself.
  using AnyAnswer =
      std::function<std::optional<http::HttpResponse>(const commands::write::Outcome&)>;
  http::Reply reply_refused(const KeptRefusal& refused, const http::HttpHeaders& headers) const;
  http::Reply reply_again(const std::string& kept) const;
  http::Reply hand_over(commands::write::Request request, AnyAnswer answer);
  std::optional<commands::write::IdempotencyKey> idempotency_key();
  std::optional<ledger::Revision> if_match();

  const Service& service_;
  const http::HttpRequest& request_;
  std::optional<access::Token> caller_;
  std::vector<std::string> parameters_;
  std::vector<wire::FieldError> errors_;
  std::optional<wire::Problem> refused_;
};

}  // namespace tools::api
