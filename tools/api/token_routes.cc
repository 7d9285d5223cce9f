#include "tools/api/routes.h"
#include "tools/api/security_log.h"
#include "tools/log/log.h"
#include "tools/wire/to_json.h"

/// Remote administration of tokens, for operators: what `license-ledger token` does locally.
namespace tools::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t usual_overlap_s = 86'400;

wire::Problem no_such_token(const std::string& id) {
  return {.status = 404,
          .code = "token_not_found",
          .detail = "There is no token with the id " + id + "."};
}

/// The file could not be read or written, or another process holds its lock.
http::Reply unavailable(const Context& context, const ledger::Failure& failure) {
  log::write(log::LogLevel::warn, "tokens unavailable",
             {{"request_id", context.request().request_id}, {"why", to_text(failure)}});
  return context.problem({.status = 503,
                          .code = "tokens_unavailable",
                          .detail = "The tokens are temporarily unavailable; try again."});
}

/// With the secret, which is shown only now.
http::HttpResponse made_response(int status, const access::Tokens::Made& made) {
  json::object body = access::token_json(made.token, std::nullopt);
  wire::add_if_any(body, "token", made.secret);
  return Context::json(status, body);
}

}  // namespace

http::Reply list_tokens(Context& context) {
  const auto tokens = context.service().tokens.list();
  if (!tokens) return unavailable(context, tokens.error());
  return Context::json(200, json::object{{"data", wire::list_json(*tokens, [](const auto& entry) {
                                            return access::token_json(entry.token,
                                                                      entry.last_used_at);
                                          })}});
}

http::Reply create_token(Context& context) {
  if (!context.request().header("idempotency-key").empty()) {
    context.errors().push_back(
        {"Idempotency-Key", "not_kept",
         "A response with a secret is not stored, so it cannot be replayed."});
    return *context.refusal();
  }
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  access::NewToken wanted{.name = fields.text("name"),
                          .role = fields.choice<access::Role>("role"),
                          .serials = {},
                          .expires_at = fields.optional_instant("expires_at"),
                          .certificate_name = fields.optional_text("client_certificate")};
  for (auto& serial : fields.texts("serials")) wanted.serials.insert(std::move(serial));
  fields.done();
  if (context.errors().empty()) context.errors() = access::errors_in(wanted, ledger::system_now());
  if (auto refused = context.refusal()) return std::move(*refused);
  const auto made = context.service().tokens.create(std::move(wanted));
  if (!made && made.error().kind == ledger::FailureKind::invalid) {
    return context.problem(
        {.status = 409, .code = "certificate_taken", .detail = made.error().detail});
  }
  if (!made) return unavailable(context, made.error());
  log_token_change(context.request(), "created", made->token.id, context.caller().id);
  return made_response(201, *made);
}

http::Reply rotate_token(Context& context) {
  std::int64_t overlap_s = usual_overlap_s;
  if (!context.request().body.empty()) {
    const auto body = context.object_body();
    if (!body) return *context.refusal();
    wire::Fields fields{*body, "", context.errors()};
    overlap_s = fields.optional_integer("overlap_seconds", 0, access::Tokens::max_overlap_s)
                    .value_or(usual_overlap_s);
    fields.done();
    if (auto refused = context.refusal()) return std::move(*refused);
  }
  const std::string& id = context.parameter(0);
  const auto made = context.service().tokens.rotate(id, overlap_s);
  if (!made) {
    switch (made.error().kind) {
      case ledger::FailureKind::not_found:
        return context.problem(no_such_token(id));
      case ledger::FailureKind::invalid:
        return context.problem(
            {.status = 409, .code = "not_rotatable", .detail = made.error().detail});
      case ledger::FailureKind::corrupt:
      case ledger::FailureKind::io:
      case ledger::FailureKind::locked:
      case ledger::FailureKind::busy:
        return unavailable(context, made.error());
    }
  }
  log_token_change(context.request(), "rotated", id, context.caller().id);
  return made_response(200, *made);
}

http::Reply revoke_token(Context& context) {
  const std::string& id = context.parameter(0);
  const auto revoked = context.service().tokens.revoke(id);
  if (!revoked) return unavailable(context, revoked.error());
  if (!*revoked) return context.problem(no_such_token(id));
  log_token_change(context.request(), "revoked", id, context.caller().id);
  return Context::json(200, json::object{{"id", id}, {"revoked", true}});
}

}  // namespace tools::api
