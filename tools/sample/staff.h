#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/sample/account.h"

namespace tools::sample {

/// The people of one customer and the seats they hold, as its administrator knows them from the
/// ledger's answers.
class Staff {
 public:
  explicit Staff(Account& account)
      : account_(account), usual_percent_(account.dice.between(75, 100)) {}

  /// Gives seats to as many people as usually have one, over the days to come.
  void fill();
  /// Hires or dismisses at once, until so many have the module.
  void bring_to(const std::string& module_name, std::int64_t count);
  /// One of the small things that happen in an office; answers about how many events it makes.
  int everyday();
  bool empty() const { return people_.empty(); }

  /// A user name that nobody has.
  std::string newcomer();
  std::vector<std::string> users_of(std::string_view module_name) const;
  std::int64_t seats(std::string_view module_name) const;
  /// Someone with a plan; empty where there is nobody.
  std::string anyone();
  /// The plan that the user has; empty: none.
  std::string plan_of(const std::string& user) const;

  void assign(const std::string& user, const std::string& module_name,
              ledger::UserType user_type = ledger::UserType::associate);
  /// A removal that is refused for open requests is tried again when they are closed.
  void remove(const std::string& user, const std::string& module_name, bool cascade);
  void leave(const std::string& user);
  void reassign(const std::string& user, const std::string& from, const std::string& to);
  void open_request(const std::string& user);
  /// A request that stays open.
  std::string open_lasting_request(const std::string& user);
  void close_requests(const std::string& user);

  /// Everyone comes over with their seats.
  void take_over(Staff& others);
  void moved(const std::string& user, const std::string& from, const std::string& to);

 private:
  struct Person {
    ledger::UserType user_type = ledger::UserType::associate;
    std::set<std::string> modules;
  };

  void hire(const std::string& module_name);
  void hand_out(const std::string& module_name, const std::string& to_holders_of);
  void take_away(const std::string& user, const std::string& module_name);
  int overreach();
  std::int64_t quantity(std::string_view module_name) const;

  Account& account_;
  std::int64_t usual_percent_;
  std::map<std::string, Person> people_;
  std::map<std::string, std::int64_t> hiring_;   // by module, seats still to be given
  std::map<std::string, std::string> requests_;  // open ones: their users
};

}  // namespace tools::sample
