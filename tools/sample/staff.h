#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/sample/account.h"

namespace tools::sample {

/// The users of one customer and the seats they hold, as far as the administrator knows them from
/// the ledger's responses.
class Staff {
 public:
  explicit Staff(Account& account)
      : account_(account), usual_percent_(account.dice.between(75, 100)) {}

  /// Assigns seats over the coming days, up to the usual share of those bought.
  void fill();
  /// Hires or dismisses immediately until `count` users have the module.
  void set_headcount(const std::string& module_name, std::int64_t count);
  /// One of the small things that happen in an office: about two events on average.
  void do_everyday_task();
  bool empty() const { return people_.empty(); }

  /// A user name that is not in use.
  std::string new_user_name();
  std::vector<std::string> users_of(std::string_view module_name) const;
  std::int64_t seats(std::string_view module_name) const;
  /// A user with a plan; empty if there is none.
  std::string random_user();
  /// The user's plan; empty if they have none.
  std::string plan_of(const std::string& user) const;

  void assign(const std::string& user, const std::string& module_name,
              ledger::UserType user_type = ledger::UserType::associate);
  /// If refused because of open requests, closes them and tries again, as `dismiss` does.
  void remove(const std::string& user, const std::string& module_name, bool cascade);
  void dismiss(const std::string& user);
  void reassign(const std::string& user, const std::string& from, const std::string& to);
  void open_request(const std::string& user);
  /// Opens a request that stays open. Returns its request_id.
  std::string open_lasting_request(const std::string& user);
  void close_requests(const std::string& user);

  /// Moves all users here, with their seats.
  void take_over(Staff& others);
  void note_move(const std::string& user, const std::string& from, const std::string& to);

 private:
  struct Person {
    ledger::UserType user_type = ledger::UserType::associate;
    std::set<std::string> modules;
  };

  void hire(const std::string& module_name);
  void distribute(const std::string& module_name, const std::string& to_holders_of);
  void forget_seat(const std::string& user, const std::string& module_name);
  void change_plan(const std::string& user, const std::string& plan);
  void toggle_extra(const std::string& user);
  void try_refused_change();
  std::int64_t quantity(std::string_view module_name) const;

  Account& account_;
  std::int64_t usual_percent_;
  std::map<std::string, Person> people_;
  std::map<std::string, std::int64_t> hiring_;   // by module, seats not yet assigned
  std::map<std::string, std::string> requests_;  // user by open request_id
};

}  // namespace tools::sample
