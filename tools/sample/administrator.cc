#include "tools/sample/administrator.h"

#include <algorithm>

#include "commands/decide/license_file.h"

namespace tools::sample {
namespace {

using commands::Verdict;
using commands::write::CommandOutcome;
using ledger::ActivationMode;
using ledger::ReasonCode;

/// `count` of the users, at random.
std::vector<std::string> pick_users(Dice& dice, std::vector<std::string> users,
                                    std::int64_t count) {
  while (static_cast<std::int64_t>(users.size()) > count) {
    const auto spared = dice.between(0, static_cast<std::int64_t>(users.size()) - 1);
    users.erase(users.begin() + spared);
  }
  return users;
}

}  // namespace

void Administrator::bind() {
  account_.send(commands::BindInstallation{.serial_number = account_.serial,
                                           .cust_id = account_.cust_id,
                                           .kind = account_.kind,
                                           .deployment = account_.deployment,
                                           .version = account_.version,
                                           .company_name = account_.company.name});
}

void Administrator::visit() {
  account_.send(commands::ActivateLicense{.serial_number = account_.serial,
                                          .mode = ActivationMode::manual,
                                          .request = {.cust_id = account_.cust_id}},
                [this](const CommandOutcome& outcome) { react_to(outcome); });
}

void Administrator::react_to(const CommandOutcome& outcome) {
  if (outcome.verdict == Verdict::activation_blocked) {
    for (const auto& reason : outcome.reasons) resolve(reason);
  } else {
    moving_from_.clear();
    staff_.fill();
  }
}

void Administrator::visit_again(std::int64_t from_days, std::int64_t to_days) {
  if (visits_left_ == 0) return;
  --visits_left_;
  account_.later(from_days, to_days, [this] { visit(); });
}

void Administrator::resolve(const ledger::Reason& reason) {
  if (reason.code == ReasonCode::excess) {
    free_seats(reason);
    visit_again(8, 12);
  } else if (reason.code == ReasonCode::unpaid) {
    visit_again(10, 16);
  } else if (reason.code == ReasonCode::not_bound || reason.code == ReasonCode::owner_mismatch) {
    account_.later(1, 5, [this] { bind(); });
    visit_again(6, 9);
  } else if (reason.code == ReasonCode::version) {
    account_.later(5, 20, [this] {
      account_.scene.systems.agree_maintenance(
          account_.serial, release_on(account_.scene.day()).major, account_.until);
    });
    visit_again(22, 26);
  }
}

/// Some of the users named in the reason lose the module, or move to the cheaper plan.
void Administrator::free_seats(const ledger::Reason& excess) {
  const auto users = pick_users(account_.dice, excess.users, excess.to_remove.value_or(0));
  if (!moving_from_.empty() && excess.module_name == moving_from_) {
    account_.later(1, 4, [this, users] {
      commands::ChangeSeats batch{account_.serial, {}, true};
      for (const auto& user : users) {
        batch.changes.emplace_back(commands::Reassign{user, moving_from_, moving_to_});
      }
      const auto from = moving_from_;
      const auto to = moving_to_;
      account_.send(std::move(batch), [=, this](const CommandOutcome& outcome) {
        if (outcome.verdict != Verdict::done) return;
        for (const auto& user : users) staff_.note_move(user, from, to);
      });
    });
    return;
  }
  for (const auto& user : users) {
    account_.later(1, 5, [this, user, module_name = excess.module_name] {
      staff_.remove(user, module_name, true);
    });
  }
}

void Administrator::prefer_moving(std::string from, std::string to) {
  moving_from_ = std::move(from);
  moving_to_ = std::move(to);
}

void Administrator::activate_from(const std::string& cust_id) {
  account_.send(commands::ActivateLicense{.serial_number = account_.serial,
                                          .mode = ActivationMode::manual,
                                          .request = {.cust_id = cust_id}});
}

void Administrator::activate_number(std::uint32_t number) {
  account_.send(commands::ActivateLicense{
      .serial_number = account_.serial,
      .mode = ActivationMode::manual,
      .request = {.cust_id = account_.cust_id, .number = ledger::LicenseNumber{number}}});
}

void Administrator::load_from_file(Damage damage) {
  const auto& key = account_.scene.key;
  account_.scene.simulation.send(
      commands::IssueLicenseFile{account_.serial, key.key_id()}, "support:karin.lund",
      [this, damage](const CommandOutcome& outcome) {
        if (outcome.verdict != Verdict::done) return;
        const auto& issued = std::get<ledger::LicenseFileIssued>(outcome.last_event->data);
        commands::decide::LicenseFile file{.serial_number = account_.serial,
                                           .company_name = outcome.company_name,
                                           .cust_id = issued.cust_id,
                                           .number = issued.number,
                                           .modules = issued.modules,
                                           .expires_on = issued.expires_on,
                                           .issued_at = outcome.at};
        if (damage == Damage::of_another) file.cust_id = "Cust20999";
        std::string text = commands::decide::sign_license_file(file, account_.scene.key);
        // The middle of the text is part of what is signed.
        char& letter = text[text.size() / 2];
        if (damage == Damage::altered) letter = letter == 'A' ? 'B' : 'A';
        account_.scene.simulation.at(account_.moment(1, 3), [this, text] { load(text); });
      });
}

void Administrator::reload_last_file() { load(last_file_); }

void Administrator::load(const std::string& file) {
  last_file_ = file;
  account_.send(commands::ActivateLicense{.serial_number = account_.serial,
                                          .mode = ActivationMode::file,
                                          .request = {.cust_id = account_.cust_id,
                                                      .file = commands::decide::read_license_file(
                                                          file, account_.scene.key)}},
                [this](const CommandOutcome& outcome) { react_to(outcome); });
}

}  // namespace tools::sample
