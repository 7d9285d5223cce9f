#pragma once

#include <string>
#include <string_view>

#include "tools/sample/staff.h"

namespace tools::sample {

/// Who looks after an installation: binds it, looks in on the license when something was ordered,
/// and does about what is in the way what the help pages say.
class Administrator {
 public:
  Administrator(Account& account, Staff& staff) : account_(account), staff_(staff) {}

  /// Under the name that the license is registered to.
  void bind();
  /// Activates what is pending. What blocks it is dealt with, and then the administrator looks in
  /// again, a few times for each order.
  void visit();
  /// Something was ordered.
  void expect_news() { patience_ = 5; }
  /// From now on people who are too many on `from` are moved to `to` instead of losing their seat.
  void prefer_moving(std::string from, std::string to);

  /// Somebody signs in to another installation and asks for an activation there.
  void ask_from(const std::string& cust_id);
  void ask_for(std::uint32_t number);

  /// Support sends a license file, which is loaded some days later; `spoil` says how it is
  /// damaged on the way.
  enum class Spoil : std::uint8_t { no, altered, of_another };
  void load_from_file(Spoil spoil);
  /// Loads the file that was loaded last once more.
  void load_old_file();

 private:
  void answer(const commands::write::CommandOutcome& outcome);
  void deal_with(const ledger::Reason& reason);
  void make_room(const ledger::Reason& excess);
  void load(const std::string& file);
  void look_in_again(std::int64_t from_days, std::int64_t to_days);

  Account& account_;
  Staff& staff_;
  int patience_ = 0;
  std::string moving_from_;
  std::string moving_to_;
  std::string last_file_;
};

}  // namespace tools::sample
