#include "tools/cli/pages/license_lines.h"

#include <boost/json.hpp>
#include <cstdlib>

#include "projections/words/money.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;

std::string installation_line(const json::object& license, Language language) {
  const HeaderPhrases& wording = phrases(language).header;
  const auto* installation = wire::object_in(license, "installation");
  if (installation == nullptr) return wording.no_installation.text();
  return wording.installation_is(wire::text_in(*installation, "cust_id"),
                                 kind_text(wire::text_in(*installation, "kind"), language),
                                 wire::text_in(*installation, "deployment"),
                                 wire::text_in(*installation, "version"));
}

std::string stage_line(const json::object& license, Language language) {
  const HeaderPhrases& wording = phrases(language).header;
  std::string stage = wire::text_in(license, "stage");
  const std::string expires_on = wire::text_in(license, "expires_on");
  const std::string grace_until = wire::text_in(license, "grace_until");
  const std::string days =
      counted(std::abs(wire::number_in(license, "days_left")), phrases(language).days);
  if (stage == "none") return wording.never_activated.text();
  if (stage == "valid" && expires_on.empty()) return wording.valid_forever.text();
  if (stage == "valid") return wording.valid(expires_on, days);
  if (stage == "warning") return wording.warning(expires_on, days);
  if (stage == "grace") return wording.grace(expires_on, days, grace_until);
  if (stage == "read_only") return wording.read_only(expires_on, days, grace_until);
  return stage;
}

std::string in_force_line(const json::object& license, Language language) {
  const HeaderPhrases& wording = phrases(language).header;
  const auto* current = wire::object_in(license, "current");
  if (current == nullptr) return wording.none.text();
  const auto activated_at = wire::instant_in(*current, "activated_at");
  return wording.in_force_since(wire::text_in(*current, "number"),
                                activated_at ? format_instant(*activated_at) : std::string{"?"});
}

}  // namespace

std::string license_line(const json::object& license, Language language) {
  return phrases(language).header.license(wire::text_in(license, "company_name"),
                                          wire::text_in(license, "serial_number"));
}

std::vector<TextPage::Field> license_fields(const json::object& license, Language language) {
  const HeaderPhrases& wording = phrases(language).header;
  return {{wording.installation.text(), {{installation_line(license, language)}}},
          {wording.stage.text(), {{stage_line(license, language)}}},
          {wording.in_force.text(), {{in_force_line(license, language)}}}};
}

std::string pending_line(const json::object& license, Language language) {
  const HeaderPhrases& wording = phrases(language).header;
  const auto* pending = wire::object_in(license, "pending");
  if (pending == nullptr) return wording.none.text();
  const std::string number = wire::text_in(*pending, "number");
  const std::string expires_on = wire::text_in(*pending, "expires_on");
  std::string line = expires_on.empty() ? wording.pending_forever(number)
                                        : wording.pending_until(number, expires_on);
  if (wire::flag_in(*pending, "held")) line += std::string_view{wording.on_hold};
  return line;
}

std::string answer_line(const json::object& license, Language language) {
  const ReasonPhrases& wording = phrases(language).reason;
  const auto reasons =
      static_cast<std::int64_t>(wire::objects_in(license, "blocking_reasons").size());
  const std::string count = counted(reasons, phrases(language).reasons);
  if (wire::object_in(license, "pending") == nullptr) {
    const std::string nothing = wording.nothing_pending.text();
    return reasons == 0 ? nothing : nothing + ' ' + wording.next_blocked(count);
  }
  return wire::flag_in(license, "can_be_activated") ? wording.yes.text() : wording.no(count);
}

std::string display_name(const json::object& module, Language language) {
  const auto* names = wire::object_in(module, "display_name");
  if (names == nullptr || names->empty()) return {};
  const std::string wanted = wire::text_in(*names, ledger::name_of(language));
  return wanted.empty() ? wire::text_in(*names, names->begin()->key()) : wanted;
}

std::string money_in(const json::object& object, std::string_view name, Language language) {
  return projections::words::money(wire::number_in(object, name), wire::text_in(object, "currency"),
                                   language);
}

}  // namespace tools::cli::pages
