#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "tools/webhooks/webhooks.h"

/// The JSON of webhooks.
namespace tools::api {

/// Without secrets; with the public keys of Ed25519.
boost::json::object webhook_json(const webhooks::Subscription& subscription,
                                 const webhooks::Backlog& backlog);
boost::json::object delivery_json(const webhooks::Delivery& delivery);
/// What a receiver needs to verify messages, shown on creation: `secret`, or `public_key`.
void add_key(boost::json::object& object, const webhooks::Secret& secret);

/// Prometheus text.
std::string webhook_metrics(const webhooks::WebhookStats& stats);

}  // namespace tools::api
