#include "tools/cli/pages/status_page.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/pages/license_lines.h"
#include "tools/cli/pages/page.h"
#include "tools/cli/pages/text.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;
using Side = Table::Side;

std::string status_in_words(const std::string& status, const TablePhrases& say) {
  if (status == "ok") return say.no_new_license.text();
  if (status == "new_license_available") return say.new_license_available.text();
  if (status == "new_license_activated") return say.new_license_activated.text();
  return status;
}

std::vector<Page::Value> dates(const json::object& license, const TablePhrases& say) {
  const std::string expires_on = wire::text_in(license, "expires_on");
  if (expires_on.empty()) return {};
  return {{say.dates_are(wire::text_in(license, "warn_from"), expires_on,
                         wire::text_in(license, "grace_until"))}};
}

std::vector<Page::Value> blocking(const json::object& license, Language language) {
  std::vector<Page::Value> labels;
  for (const auto* reason : wire::objects_in(license, "blocking_reasons")) {
    labels.push_back({reason_label(*reason, language)});
  }
  return labels;
}

std::vector<Page::Value> open_invoices(const json::object& license, Language language) {
  const TablePhrases& say = phrases(language).table;
  std::vector<Page::Value> lines;
  for (const auto* invoice : wire::objects_in(license, "invoices")) {
    if (wire::number_in(*invoice, "open") == 0) continue;
    const auto& line = wire::flag_in(*invoice, "overdue") ? say.invoice_overdue : say.invoice_due;
    lines.push_back(
        {line(wire::text_in(*invoice, "invoice_id"), money_in(*invoice, "open", language),
              wire::text_in(*invoice, "due_on"))});
  }
  return lines;
}

std::vector<Page::Value> warnings(const json::object& license) {
  std::vector<Page::Value> messages;
  for (const auto* warning : wire::objects_in(license, "warnings")) {
    messages.push_back({wire::text_in(*warning, "message")});
  }
  return messages;
}

/// A module for everyone is there or not; of the others it counts how many.
std::vector<std::string> module_cells(const json::object& module, const TablePhrases& say) {
  const std::string name = wire::text_in(module, "module");
  if (wire::text_in(module, "type") == "site") {
    const Words& there = wire::number_in(module, "total") > 0 ? say.yes : say.no;
    return {name, "", there.text(), ""};
  }
  if (wire::flag_in(module, "unrestricted")) {
    return {name, wire::text_in(module, "in_use"), say.unlimited.text(), ""};
  }
  return {name, wire::text_in(module, "in_use"), wire::text_in(module, "total"),
          wire::text_in(module, "free")};
}

void write_modules(Page& page, const json::object& license, bool hidden, Language language) {
  const TablePhrases& say = phrases(language).table;
  const auto* current = wire::object_in(license, "current");
  if (current == nullptr) return;
  const auto modules = wire::objects_in(*current, "modules");
  const bool named = std::ranges::any_of(
      modules, [&](const auto* module) { return !display_name(*module, language).empty(); });
  std::vector<Table::Column> columns{{say.module_name.text()},
                                     {say.in_use.text(), Side::right},
                                     {say.total.text(), Side::right},
                                     {say.free.text(), Side::right}};
  if (named) columns.push_back({say.display_name.text()});
  Table table{std::move(columns)};
  std::int64_t left_out = 0;
  for (const auto* module : modules) {
    if (wire::flag_in(*module, "hidden") && !hidden) {
      ++left_out;
      continue;
    }
    auto cells = module_cells(*module, say);
    if (named) cells.push_back(display_name(*module, language));
    table.add(std::move(cells));
  }
  page.blank();
  if (!table.empty()) table.write_to(page);
  if (left_out != 0) {
    page.paragraph(say.hidden_left_out(counted(left_out, phrases(language).hidden_modules)));
  }
}

void write_changes(Page& page, const json::object& license, const TablePhrases& say) {
  const auto* pending = wire::object_in(license, "pending");
  if (pending == nullptr) return;
  Table table{{{say.module_name.text()},
               {say.in_use.text(), Side::right},
               {say.total.text(), Side::right},
               {say.change.text(), Side::right},
               {say.new_total.text(), Side::right},
               {say.to_remove.text(), Side::right}}};
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
  page.paragraph(say.changes_of(wire::text_in(*pending, "number")), 0, Ink::strong);
  table.write_to(page);
}

}  // namespace

std::string status_page(const json::object& license, const StatusPage& wanted) {
  const Language language = wanted.language;
  const Phrases& all = phrases(language);
  const TablePhrases& say = all.table;
  Page page{wanted.colored};
  page.paragraph(license_line(license, language), 0, Ink::strong);
  page.blank();

  std::vector<Page::Field> fields{
      {say.status.text(), {{status_in_words(wire::text_in(license, "status"), say)}}}};
  for (auto& field : license_fields(license, language)) fields.push_back(std::move(field));
  fields.push_back({say.dates.text(), dates(license, say)});
  fields.push_back({all.header.pending.text(), {{pending_line(license, language)}}});
  fields.push_back({say.blocked_by.text(), blocking(license, language)});
  fields.push_back({all.reason.warnings.text(), warnings(license)});
  fields.push_back({say.to_be_paid.text(), open_invoices(license, language)});
  const auto add_instant = [&](const Words& label, std::string_view name) {
    if (const auto at = wire::instant_in(license, name)) {
      fields.push_back({label.text(), {{moment(*at)}}});
    }
  };
  if (wanted.other_as_of) add_instant(all.header.as_of, "as_of");
  if (wanted.other_known_at) add_instant(all.header.known_at, "known_at");
  page.fields(fields);

  write_modules(page, license, wanted.hidden, language);
  write_changes(page, license, say);
  if (!wire::objects_in(license, "blocking_reasons").empty()) {
    page.blank();
    page.paragraph(say.see_explain(wire::text_in(license, "serial_number")));
  }
  return page.text();
}

}  // namespace tools::cli::pages
