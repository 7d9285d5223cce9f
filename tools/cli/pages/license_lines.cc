#include "tools/cli/pages/license_lines.h"

#include <boost/json.hpp>
#include <cstdlib>

#include "projections/words/money.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;

std::string installation_line(const json::object& license, Language language) {
  const HeaderPhrases& say = phrases(language).header;
  const auto* installation = wire::object_in(license, "installation");
  if (installation == nullptr) return say.no_installation.text();
  return say.installation_is(wire::text_in(*installation, "cust_id"),
                             kind_in_words(wire::text_in(*installation, "kind"), language),
                             wire::text_in(*installation, "deployment"),
                             wire::text_in(*installation, "version"));
}

std::string stage_line(const json::object& license, Language language) {
  const HeaderPhrases& say = phrases(language).header;
  const std::string stage = wire::text_in(license, "stage");
  const std::string expires_on = wire::text_in(license, "expires_on");
  const std::string grace_until = wire::text_in(license, "grace_until");
  const std::string days =
      counted(std::abs(wire::number_in(license, "days_left")), phrases(language).days);
  if (stage == "none") return say.never_activated.text();
  if (stage == "valid" && expires_on.empty()) return say.valid_forever.text();
  if (stage == "valid") return say.valid(expires_on, days);
  if (stage == "warning") return say.warning(expires_on, days);
  if (stage == "grace") return say.grace(expires_on, days, grace_until);
  if (stage == "read_only") return say.read_only(expires_on, days, grace_until);
  return stage;
}

std::string in_force_line(const json::object& license, Language language) {
  const HeaderPhrases& say = phrases(language).header;
  const auto* current = wire::object_in(license, "current");
  if (current == nullptr) return say.none.text();
  const auto activated_at = wire::instant_in(*current, "activated_at");
  return say.in_force_since(wire::text_in(*current, "number"),
                            activated_at ? moment(*activated_at) : std::string{"?"});
}

}  // namespace

std::string license_line(const json::object& license, Language language) {
  return phrases(language).header.license(wire::text_in(license, "company_name"),
                                          wire::text_in(license, "serial_number"));
}

std::vector<Page::Field> license_fields(const json::object& license, Language language) {
  const HeaderPhrases& say = phrases(language).header;
  return {{say.installation.text(), {{installation_line(license, language)}}},
          {say.stage.text(), {{stage_line(license, language)}}},
          {say.in_force.text(), {{in_force_line(license, language)}}}};
}

std::string pending_line(const json::object& license, Language language) {
  const HeaderPhrases& say = phrases(language).header;
  const auto* pending = wire::object_in(license, "pending");
  if (pending == nullptr) return say.none.text();
  const std::string number = wire::text_in(*pending, "number");
  const std::string expires_on = wire::text_in(*pending, "expires_on");
  std::string line =
      expires_on.empty() ? say.pending_forever(number) : say.pending_until(number, expires_on);
  if (wire::flag_in(*pending, "held")) line += std::string_view{say.on_hold};
  return line;
}

std::string answer_line(const json::object& license, Language language) {
  const ReasonPhrases& say = phrases(language).reason;
  const auto reasons =
      static_cast<std::int64_t>(wire::objects_in(license, "blocking_reasons").size());
  const std::string so_many = counted(reasons, phrases(language).reasons);
  if (wire::object_in(license, "pending") == nullptr) {
    const std::string nothing = say.nothing_pending.text();
    return reasons == 0 ? nothing : nothing + ' ' + say.next_blocked(so_many);
  }
  return wire::flag_in(license, "can_be_activated") ? say.yes.text() : say.no(so_many);
}

std::string display_name(const json::object& module, Language language) {
  const auto* names = wire::object_in(module, "display_name");
  if (names == nullptr || names->empty()) return {};
  const std::string wanted = wire::text_in(*names, language == Language::sv ? "sv" : "en");
  return wanted.empty() ? wire::text_in(*names, names->begin()->key()) : wanted;
}

std::string money_in(const json::object& object, std::string_view name, Language language) {
  return projections::words::money(wire::number_in(object, name), wire::text_in(object, "currency"),
                                   language);
}

}  // namespace tools::cli::pages
