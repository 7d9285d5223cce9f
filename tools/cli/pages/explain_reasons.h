#pragma once

#include <boost/json/fwd.hpp>
#include <map>

#include "tools/cli/pages/event_sentences.h"
#include "tools/cli/pages/text_page.h"

namespace tools::cli::pages {

/// Writes the reasons against an activation, and the events they are based on.
class ReasonWriter {
 public:
  /// `events`, of the license, must outlive this.
  ReasonWriter(TextPage& page, Language language, const boost::json::array& events,
               ledger::Instant as_of);

  void write(std::size_t number, const boost::json::object& reason);
  /// Without evidence and remedies: a warning blocks nothing.
  void write_warning(const boost::json::object& warning);
  /// `and 3 more events`
  std::string and_others(std::size_t count) const;
  enum class DateStyle : unsigned char { day, minute };
  /// `2026-01-02  invoice INV-20: SEK 300,000.00, due 2026-02-01 (event 54, e15)`
  TextPage::Value event_value(const boost::json::value& event,
                              DateStyle style = DateStyle::day) const;

 private:
  std::string since(const boost::json::object& reason) const;
  std::vector<TextPage::Value> remedies(const boost::json::object& reason) const;
  std::string users(const boost::json::object& reason) const;
  std::vector<TextPage::Value> evidence(const boost::json::object& reason) const;
  std::string cited(const boost::json::object& event) const;

  TextPage& page_;
  Language language_;
  const Phrases& phrases_;
  EventSentences sentences_;
  std::map<std::int64_t, const boost::json::value*> by_position_;
  ledger::Instant as_of_;
};

}  // namespace tools::cli::pages
