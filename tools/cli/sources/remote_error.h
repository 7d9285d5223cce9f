#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "tools/cli/sources/command_error.h"
#include "tools/net/http_client.h"

namespace tools::cli::sources {

/// What a server's refusal means here: bad input ends otherwise than what was not found or allowed.
Trouble trouble_of(const net::HttpAnswer& answer);
/// Something answered, though not as a ledger does.
Trouble not_a_ledger();

/// The object that the server answers with 200.
Answer<boost::json::object> get_object(net::HttpClient& client, const std::string& target);

}  // namespace tools::cli::sources
