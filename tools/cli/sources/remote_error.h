#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "tools/cli/sources/command_error.h"
#include "tools/net/http_client.h"

namespace tools::cli::sources {

/// A server's error as one of this command: bad input has another exit code than a refusal.
CommandError error_from(const net::ClientResponse& response);
/// Something responded, but not as a ledger does.
CommandError not_a_ledger();

/// The object that the server sends with status 200.
CommandResult<boost::json::object> get_object(net::HttpClient& client, const std::string& target);
CommandResult<boost::json::object> post_object(net::HttpClient& client, const std::string& target,
                                               std::string body);

}  // namespace tools::cli::sources
