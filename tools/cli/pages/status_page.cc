#include "tools/cli/pages/status_page.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/pages/license_lines.h"
#include "tools/cli/pages/text.h"
#include "tools/cli/pages/text_page.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;
using Side = TextTable::Side;

std::string status_text(const std::string& status, const TablePhrases& wording) {
  if (status == "ok") return wording.no_new_license.text();
  if (status == "new_license_available") return wording.new_license_available.text();
  if (status == "new_license_activated") return wording.new_license_activated.text();
  return status;
}

std::vector<TextPage::Value> dates(const json::object& license, const TablePhrases& wording) {
  const std::string expires_on = wire::text_in(license, "expires_on");
  if (expires_on.empty()) return {};
  return {{wording.dates_are(wire::text_in(license, "warn_from"), expires_on,
                             wire::text_in(license, "grace_until"))}};
}

std::vector<TextPage::Value> blocking(const json::object& license, Language language) {
  std::vector<TextPage::Value> labels;
  for (const auto* reason : wire::objects_in(license, "blocking_reasons")) {
    labels.push_back({reason_label(*reason, language)});
  }
  return labels;
}

std::vector<TextPage::Value> open_invoices(const json::object& license, Language language) {
  const TablePhrases& wording = phrases(language).table;
  std::vector<TextPage::Value> lines;
  for (const auto* invoice : wire::objects_in(license, "invoices")) {
    if (wire::number_in(*invoice, "open") == 0) continue;
    const auto& line =
        wire::flag_in(*invoice, "overdue") ? wording.invoice_overdue : wording.invoice_due;
    lines.push_back(
        {line(wire::text_in(*invoice, "invoice_id"), money_in(*invoice, "open", language),
              wire::text_in(*invoice, "due_on"))});
  }
  return lines;
}

std::vector<TextPage::Value> warnings(const json::object& license) {
  std::vector<TextPage::Value> messages;
  for (const auto* warning : wire::objects_in(license, "warnings")) {
    messages.push_back({wire::text_in(*warning, "message")});
  }
  return messages;
}

/// A site module is there or not; the others are counted.
std::vector<std::string> module_cells(const json::object& module, const TablePhrases& wording) {
  const std::string name = wire::text_in(module, "module");
  if (wire::text_in(module, "type") == "site") {
    const FixedText& there = wire::number_in(module, "total") > 0 ? wording.yes : wording.no;
    return {name, "", there.text(), ""};
  }
  if (wire::flag_in(module, "unrestricted")) {
    return {name, wire::text_in(module, "in_use"), wording.unlimited.text(), ""};
  }
  return {name, wire::text_in(module, "in_use"), wire::text_in(module, "total"),
          wire::text_in(module, "free")};
}

void write_modules(TextPage& page, const json::object& license, bool hidden, Language language) {
  const TablePhrases& wording = phrases(language).table;
  const auto* current = wire::object_in(license, "current");
  if (current == nullptr) return;
  const auto modules = wire::objects_in(*current, "modules");
  const bool named = std::ranges::any_of(
      modules, [&](const auto* module) { return !display_name(*module, language).empty(); });
  std::vector<TextTable::Column> columns{{wording.module_name.text()},
                                         {wording.in_use.text(), Side::right},
                                         {wording.total.text(), Side::right},
                                         {wording.free.text(), Side::right}};
  if (named) columns.push_back({wording.display_name.text()});
  TextTable table{std::move(columns)};
  std::int64_t omitted = 0;
  for (const auto* module : modules) {
    if (wire::flag_in(*module, "hidden") && !hidden) {
      ++omitted;
      continue;
    }
    auto cells = module_cells(*module, wording);
    if (named) cells.push_back(display_name(*module, language));
    table.add(std::move(cells));
  }
  page.blank();
  if (!table.empty()) table.write_to(page);
  if (omitted != 0) {
    page.paragraph(wording.hidden_omitted(counted(omitted, phrases(language).hidden_modules)));
  }
}

void write_changes(TextPage& page, const json::object& license, const TablePhrases& wording) {
  const auto* pending = wire::object_in(license, "pending");
  if (pending == nullptr) return;
  TextTable table{{{wording.module_name.text()},
                   {wording.in_use.text(), Side::right},
                   {wording.total.text(), Side::right},
                   {wording.change.text(), Side::right},
                   {wording.new_total.text(), Side::right},
                   {wording.to_remove.text(), Side::right}}};
  for (const auto* change : wire::objects_in(*pending, "changes")) {
    const std::int64_t to_remove = wire::number_in(*change, "to_remove");
    table.add({wire::text_in(*change, "module"), wire::text_in(*change, "in_use"),
               wire::text_in(*change, "total"),
               fmt::format("{:+}", wire::number_in(*change, "added")),
               wire::text_in(*change, "new_total"),
               to_remove == 0 ? std::string{} : std::to_string(to_remove)});
  }
  if (table.empty()) return;
  page.blank();
  page.paragraph(wording.changes_of(wire::text_in(*pending, "number")), 0, Ink::strong);
  table.write_to(page);
}

}  // namespace

std::string status_page(const json::object& license, const StatusPageOptions& options) {
  const Language language = options.language;
  const Phrases& all = phrases(language);
  const TablePhrases& wording = all.table;
  TextPage page{options.colored};
  page.paragraph(license_line(license, language), 0, Ink::strong);
  page.blank();

  std::vector<TextPage::Field> fields{
      {wording.status.text(), {{status_text(wire::text_in(license, "status"), wording)}}}};
  for (auto& field : license_fields(license, language)) fields.push_back(std::move(field));
  fields.push_back({wording.dates.text(), dates(license, wording)});
  fields.push_back({all.header.pending.text(), {{pending_line(license, language)}}});
  fields.push_back({wording.blocked_by.text(), blocking(license, language)});
  fields.push_back({all.reason.warnings.text(), warnings(license)});
  fields.push_back({wording.to_be_paid.text(), open_invoices(license, language)});
  const auto add_instant = [&](const FixedText& label, std::string_view name) {
    if (const auto at = wire::instant_in(license, name)) {
      fields.push_back({label.text(), {{format_instant(*at)}}});
    }
  };
  if (options.other_as_of) add_instant(all.header.as_of, "as_of");
  if (options.other_known_at) add_instant(all.header.known_at, "known_at");
  page.fields(fields);

  write_modules(page, license, options.hidden, language);
  write_changes(page, license, wording);
  if (!wire::objects_in(license, "blocking_reasons").empty()) {
    page.blank();
    page.paragraph(wording.see_explain(wire::text_in(license, "serial_number")));
  }
  return page.text();
}

}  // namespace tools::cli::pages
