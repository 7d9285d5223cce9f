#include "tools/cli/pages/export_columns.h"

#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <string_view>

#include "ledger/event_type.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;
using ledger::EventType;

std::string joined(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, "; "));
}

/// The outcome of a decision; empty for a fact.
std::string_view outcome_of(EventType type) {
  switch (type) {
    case EventType::license_registered:
    case EventType::module_defined:
    case EventType::policy_changed:
    case EventType::purchase_recorded:
    case EventType::invoice_issued:
    case EventType::invoice_credited:
    case EventType::invoice_voided:
    case EventType::payment_received:
    case EventType::payment_reversed:
    case EventType::maintenance_agreed:
    case EventType::installation_upgraded:
    case EventType::installation_kind_changed:
    case EventType::service_request_opened:
    case EventType::service_request_updated:
    case EventType::service_request_closed:
      return "";
    case EventType::installation_bound:
      return "bound";
    case EventType::installation_binding_refused:
    case EventType::seat_assignment_refused:
    case EventType::seat_removal_refused:
      return "refused";
    case EventType::installation_released:
    case EventType::pending_released:
      return "released";
    case EventType::license_activated:
      return "activated";
    case EventType::activation_blocked:
      return "blocked";
    case EventType::pending_held:
      return "held";
    case EventType::seat_assigned:
      return "assigned";
    case EventType::seat_removed:
      return "removed";
    case EventType::license_file_issued:
      return "issued";
    case EventType::log_restored:
      return "restored";
  }
  return "";
}

/// The member of each object in a list.
std::string of_each(const json::object& data, std::string_view list, std::string_view member) {
  std::vector<std::string> values;
  for (const auto* element : wire::objects_in(data, list))
    values.push_back(wire::text_in(*element, member));
  return joined(values);
}

/// The module of the event, of each line of a purchase, or of each quantity of a license.
std::string modules_in(const json::object& data) {
  if (data.contains("lines")) return of_each(data, "lines", "module");
  const auto* quantities = wire::object_in(data, "modules");
  if (quantities == nullptr) return wire::text_in(data, "module");
  std::vector<std::string> names;
  for (const auto& member : *quantities) names.emplace_back(member.key());
  return joined(names);
}

std::string quantities_in(const json::object& data) {
  if (data.contains("lines")) return of_each(data, "lines", "quantity");
  std::vector<std::string> values;
  if (const auto* quantities = wire::object_in(data, "modules")) {
    for (const auto& member : *quantities)
      values.push_back(wire::text_in(*quantities, member.key()));
  }
  return joined(values);
}

std::string invoices_in(const json::object& data) {
  return data.contains("invoice_ids") ? joined(wire::texts_in(data, "invoice_ids"))
                                      : wire::text_in(data, "invoice_id");
}

struct Column {
  std::string_view name;
  /// Null: the cell is the member of that name.
  std::string (*of)(const json::object& from) = nullptr;
};

constexpr std::array of_event{Column{"position"},
                              Column{"recorded_at"},
                              Column{"effective_at"},
                              Column{"subject"},
                              Column{"type"},
                              Column{"id"},
                              Column{"source"},
                              Column{"actor"},
                              Column{"outcome", [](const json::object& event) {
                                       const auto type =
                                           ledger::event_type_named(wire::text_in(event, "type"));
                                       return std::string{type ? outcome_of(*type) : ""};
                                     }}};

constexpr std::array of_data{
    Column{"module", modules_in},
    Column{"quantity", quantities_in},
    Column{"user"},
    Column{"user_type"},
    Column{"cust_id"},
    Column{"version"},
    Column{"order_id"},
    Column{"invoice_id", invoices_in},
    Column{"payment_id"},
    Column{"amount"},
    Column{"currency"},
    Column{"number"},
    Column{"mode"},
    Column{"reasons", [](const json::object& data) { return of_each(data, "reasons", "code"); }},
    Column{"data", [](const json::object& data) { return json::serialize(data); }}};

template <class Columns>
void add_cells(const Columns& columns, const json::object& from, std::vector<std::string>& cells) {
  for (const auto& column : columns) {
    cells.push_back(column.of == nullptr ? wire::text_in(from, column.name) : column.of(from));
  }
}

}  // namespace

std::vector<std::string> export_column_names() {
  std::vector<std::string> names;
  for (const auto& column : of_event) names.emplace_back(column.name);
  for (const auto& column : of_data) names.emplace_back(column.name);
  return names;
}

std::vector<std::string> export_columns(const json::object& event) {
  static const json::object nothing;
  const auto* data = wire::object_in(event, "data");
  std::vector<std::string> cells;
  cells.reserve(of_event.size() + of_data.size());
  add_cells(of_event, event, cells);
  add_cells(of_data, data == nullptr ? nothing : *data, cells);
  return cells;
}

}  // namespace tools::cli::pages
