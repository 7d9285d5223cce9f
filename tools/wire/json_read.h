#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/time.h"

/// Lenient reading of JSON from the ledger or from a server of another version: a member that is
/// absent, null or of another type reads as empty. Nothing here fails.
namespace tools::wire {

/// A string, or an integer as text; empty if there is none.
std::string text_in(const boost::json::object& object, std::string_view name);
std::optional<std::int64_t> integer_in(const boost::json::object& object, std::string_view name);
/// The integer; 0 if there is none.
std::int64_t number_in(const boost::json::object& object, std::string_view name);
bool flag_in(const boost::json::object& object, std::string_view name);
std::optional<ledger::Instant> instant_in(const boost::json::object& object, std::string_view name);
/// Null if there is none.
const boost::json::object* object_in(const boost::json::object& object, std::string_view name);
/// The objects of a list, without other elements.
std::vector<const boost::json::object*> objects_in(const boost::json::object& object,
                                                   std::string_view name);
std::vector<const boost::json::object*> objects_of(const boost::json::array& list);
std::vector<std::string> texts_in(const boost::json::object& object, std::string_view name);

}  // namespace tools::wire
