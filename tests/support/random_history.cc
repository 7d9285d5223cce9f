#include "tests/support/random_history.h"

#include <fmt/format.h>
#include <ostream>

#include "tests/support/draw.h"

namespace tests {
namespace {

using commands::Command;

ledger::SeatHolder any_seat() {
  return {any_sold_module(), any_user(),
          one_of({ledger::UserType::associate, ledger::UserType::associate, ledger::UserType::other,
                  ledger::UserType::system})};
}

commands::SeatChange any_seat_change() {
  switch (below(4)) {
    case 0:
      return commands::Remove{any_sold_module(), any_user()};
    case 1:
      return commands::Reassign{any_user(), any_sold_module(), any_sold_module()};
    default:
      return commands::Assign{any_seat()};
  }
}

Command any_batch() {
  commands::ChangeSeats batch{
      .serial_number = any_serial(), .changes = {}, .activate = sometimes(40)};
  for (int count = 1 + below(3); count > 0; --count) batch.changes.push_back(any_seat_change());
  return batch;
}

Command any_activation() {
  commands::ActivateLicense command{
      .serial_number = any_serial(), .mode = ledger::ActivationMode::manual, .request = {}};
  if (sometimes(30)) command.request.cust_id = any_installation();
  if (sometimes(30)) {
    command.request.number = ledger::LicenseNumber{static_cast<std::uint32_t>(1 + below(4))};
  }
  if (sometimes(25)) {
    command.mode = ledger::ActivationMode::file;
    command.request.file = {.signature_valid = sometimes(80),
                            .serial_number = sometimes(80) ? command.serial_number : any_serial(),
                            .cust_id = sometimes(50) ? any_installation() : "",
                            .company_name = any_company(),
                            .number = {static_cast<std::uint32_t>(1 + below(4))}};
  }
  return command;
}

Command any_binding() {
  if (sometimes(35)) {
    return commands::ChangeSerial{.cust_id = any_installation(),
                                  .serial_number = any_serial(),
                                  .company_name = any_company()};
  }
  return commands::BindInstallation{
      .serial_number = any_serial(),
      .cust_id = any_installation(),
      .kind = one_of({ledger::InstallationKind::production, ledger::InstallationKind::demo}),
      .deployment = one_of({ledger::Deployment::online, ledger::Deployment::onsite}),
      .version = any_version(),
      .company_name = any_company()};
}

Command any_command() {
  const int kind = below(20);
  if (kind < 7) return commands::AssignSeat{.serial_number = any_serial(), .seat = any_seat()};
  if (kind < 10) {
    return commands::RemoveSeat{.serial_number = any_serial(),
                                .module_name = any_sold_module(),
                                .user = any_user(),
                                .cascade = sometimes(30)};
  }
  if (kind < 11) return commands::RemoveUser{.serial_number = any_serial(), .user = any_user()};
  if (kind < 14) return any_batch();
  if (kind < 17) return any_activation();
  if (kind < 18) return any_binding();
  if (kind < 19) return commands::HoldPending{.serial_number = any_serial(), .reason = "wrong"};
  if (sometimes(50)) return commands::ReleaseHold{.serial_number = any_serial()};
  return commands::IssueLicenseFile{.serial_number = any_serial(), .key_id = "key-1"};
}

commands::write::PostEvents any_post() {
  commands::write::PostEvents posted;
  for (int count = sometimes(20) ? 1 + below(4) : 1; count > 0; --count) {
    posted.events.push_back(sometimes(10) ? any_imported_decision() : any_fact(true));
  }
  if (sometimes(5)) posted.events.push_back(posted.events.front());
  auto& last = posted.events.back();
  // A registration would create the license, and there is no policy of another name.
  const bool any_subject = last.type() != ledger::EventType::license_registered &&
                           last.type() != ledger::EventType::policy_changed;
  if (sometimes(3) && any_subject) last.subject = "1809999999";
  posted.atomic = sometimes(30);
  return posted;
}

rc::Gen<Steps> steps_of(int reopenings_in_hundred) {
  auto step = rc::gen::exec([reopenings_in_hundred]() -> Step {
    if (sometimes(reopenings_in_hundred)) return {Reopen{sometimes(50)}};
    const int kind = below(20);
    if (kind < 10) return {any_command()};
    if (kind < 17) return {any_post()};
    return {MoveClock{one_of({1, 24, 24, 48, 9 * 24})}};
  });
  return rc::gen::container<Steps>(std::move(step));
}

std::string seat_text(const ledger::SeatHolder& seat) {
  return seat.module_name + " of " + seat.user;
}

struct ShowCommand {
  std::string operator()(const commands::BindInstallation& it) const {
    return fmt::format("bind {} to {} of {}, version {}", it.cust_id, it.serial_number,
                       it.company_name, it.version);
  }
  std::string operator()(const commands::ChangeSerial& it) const {
    return fmt::format("move {} to {} of {}", it.cust_id, it.serial_number, it.company_name);
  }
  std::string operator()(const commands::AssignSeat& it) const {
    return it.serial_number + ": assign " + seat_text(it.seat);
  }
  std::string operator()(const commands::RemoveSeat& it) const {
    return fmt::format("{}: remove {} of {}{}", it.serial_number, it.module_name, it.user,
                       it.cascade ? " with a cascade" : "");
  }
  std::string operator()(const commands::RemoveUser& it) const {
    return it.serial_number + ": remove user " + it.user;
  }
  std::string operator()(const commands::ChangeSeats& it) const {
    std::string text = it.serial_number + ": change";
    for (const auto& change : it.changes) text.append(" ").append(std::visit(*this, change));
    return text + (it.activate ? " and activate" : "");
  }
  std::string operator()(const commands::Assign& it) const {
    return fmt::format("+{}", seat_text(it.seat));
  }
  std::string operator()(const commands::Remove& it) const {
    return fmt::format("-{} of {}", it.module_name, it.user);
  }
  std::string operator()(const commands::Reassign& it) const {
    return fmt::format("{}>{} of {}", it.from, it.to, it.user);
  }
  std::string operator()(const commands::ActivateLicense& it) const {
    return fmt::format("{}: activate, number {}, {}{}", it.serial_number,
                       it.request.number ? it.request.number->value : 0, it.request.cust_id,
                       it.request.file ? ", from a file" : "");
  }
  std::string operator()(const commands::HoldPending& it) const {
    return it.serial_number + ": hold";
  }
  std::string operator()(const commands::ReleaseHold& it) const {
    return it.serial_number + ": release";
  }
  std::string operator()(const commands::IssueLicenseFile& it) const {
    return it.serial_number + ": issue a file";
  }
};

struct ShowStep {
  std::string operator()(const commands::write::PostEvents& it) const {
    std::string text = it.atomic ? "post atomically" : "post";
    for (const auto& event : it.events) {
      text += fmt::format(" [{} {} {} {}]", ledger::name_of(event.type()), event.subject, event.id,
                          event.time ? ledger::to_text(*event.time) : "now");
    }
    return text;
  }
  std::string operator()(const commands::Command& it) const {
    return std::visit(ShowCommand{}, it);
  }
  std::string operator()(const MoveClock& it) const {
    return fmt::format("{} hours pass", it.hours);
  }
  std::string operator()(const Reopen& it) const { return it.crash ? "crash" : "restart"; }
};

}  // namespace

void showValue(const Step& step, std::ostream& out) {
  out << '\n' << std::visit(ShowStep{}, step.what);
}

Steps opening_steps() {
  Steps steps{{commands::write::PostEvents{
      .events = opening_events(true), .atomic = false, .history = {}}}};
  for (int i = 0; i < 3; ++i) {
    const std::string serial = pool_serials[i];
    steps.push_back({Command{commands::BindInstallation{
        .serial_number = serial,
        .cust_id = fmt::format("Cust{}", i + 1),
        .kind = i == 2 ? ledger::InstallationKind::demo : ledger::InstallationKind::production,
        .deployment = i == 1 ? ledger::Deployment::onsite : ledger::Deployment::online,
        .version = "8",
        .company_name = "Nordvik AB"}}});
    ledger::PurchaseRecorded bought{.order_id = "SO", .lines = {}, .invoice_ids = {}};
    for (const char* module : {"ten-sales", "ten-service", "windows", "pocket"}) {
      bought.lines.push_back({std::string{"l-"} + module, module, 2, {}});
    }
    steps.push_back({commands::write::PostEvents{
        .events = {{.source = "/opening", .id = "bought", .subject = serial, .data = bought}},
        .atomic = false,
        .history = {}}});
    std::get<commands::write::PostEvents>(steps.back().what).events.front().id += serial;
  }
  return steps;
}

rc::Gen<Steps> random_steps() { return steps_of(0); }
rc::Gen<Steps> random_steps_with_restarts() { return steps_of(6); }

commands::write::CommandOutcome perform(TestLedger& ledger, const Step& step) {
  if (const auto* moved = std::get_if<MoveClock>(&step.what)) {
    ledger.clock(ledger::Instant{ledger.now().micros + moved->hours * ledger::micros_per_day / 24});
    return {};
  }
  if (const auto* reopened = std::get_if<Reopen>(&step.what)) {
    reopened->crash ? ledger.crash() : ledger.restart();
    return {};
  }
  if (const auto* posted = std::get_if<commands::write::PostEvents>(&step.what)) {
    return {{}, ledger.submit(*posted).position};
  }
  auto command = std::get<Command>(step.what);
  if (auto* hold = std::get_if<commands::HoldPending>(&command)) {
    const auto pending = ledger.view(hold->serial_number).pending;
    hold->number = pending ? pending->number : ledger::LicenseNumber{1};
  }
  return ledger.submit(std::move(command));
}

void perform(TestLedger& ledger, const Steps& steps) {
  for (const auto& step : steps) static_cast<void>(perform(ledger, step));
}

}  // namespace tests
