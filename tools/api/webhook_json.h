#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "tools/webhooks/webhooks.h"

/// Webhooks as their routes answer them.
namespace tools::api {

/// Without its secrets; of Ed25519 with the public keys.
boost::json::object webhook_json(const webhooks::Subscription& subscription,
                                 const webhooks::Store::Backlog& backlog);
boost::json::object delivery_json(const webhooks::Delivery& delivery);
/// What a receiver needs to verify messages, shown when it is made: `secret`, or `public_key`.
void add_key(boost::json::object& object, const webhooks::Secret& secret);

/// Prometheus text.
std::string webhook_metrics(const webhooks::Figures& figures);

}  // namespace tools::api
