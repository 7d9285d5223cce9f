#pragma once

#include <string>
#include <string_view>

#include "tools/sample/staff.h"

namespace tools::sample {

/// The person who looks after an installation: binds it, activates what was ordered, and resolves
/// blocking reasons the way the help pages recommend.
class Administrator {
 public:
  Administrator(Account& account, Staff& staff) : account_(account), staff_(staff) {}

  /// Binds the installation, under the company name that the license is registered to.
  void bind();
  /// Tries to activate the pending license. Resolves what blocks it and tries again later, a few
  /// times per order.
  void visit();
  /// A new order allows further visits.
  void order_placed() { visits_left_ = 5; }
  /// From now on, users in excess on `from` are moved to `to` instead of losing their seat.
  void prefer_moving(std::string from, std::string to);

  /// Requests an activation from another installation.
  void activate_from(const std::string& cust_id);
  /// Requests the activation of a given license number.
  void activate_number(std::uint32_t number);

  enum class Damage : std::uint8_t { none, altered, of_another };
  /// Has support issue a license file, and loads it some days later with this damage.
  void load_from_file(Damage damage);
  /// Loads the last file again.
  void reload_last_file();

 private:
  void react_to(const commands::write::CommandOutcome& outcome);
  void resolve(const ledger::Reason& reason);
  void free_seats(const ledger::Reason& excess);
  void load(const std::string& file);
  void visit_again(std::int64_t from_days, std::int64_t to_days);

  Account& account_;
  Staff& staff_;
  int visits_left_ = 0;
  std::string moving_from_;
  std::string moving_to_;
  std::string last_file_;
};

}  // namespace tools::sample
