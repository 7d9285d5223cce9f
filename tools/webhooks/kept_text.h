#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string_view>
#include <type_traits>

namespace tools::webhooks {

/// What `read` makes of the object that was kept as `text`; nothing for what was not kept so. What
/// the JSON library throws for a member that is missing or of another kind ends here.
template <class Read>
auto from_kept_text(std::string_view text, const Read& read)
    -> std::optional<std::invoke_result_t<const Read&, const boost::json::object&>> {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  try {
    return read(value.get_object());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace tools::webhooks
