#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <string>

#include "tools/cli/pages/formatting.h"

namespace tools::cli::pages {

/// Describes events in one sentence each: `payment PAY-20 of SEK 300,000.00 for invoice INV-20`.
/// An event of an unknown type is described by the name of its type.
class EventSentences {
 public:
  /// `events`, in the form of the HTTP interface: credits and reversals take their currency from
  /// the invoices and payments among them.
  EventSentences(Language language, const boost::json::array& events);

  std::string of(const boost::json::value& event) const;

 private:
  friend struct SentenceWriter;
  Language language_;
  std::map<std::string, std::string> currency_of_invoice_;
  std::map<std::string, std::string> currency_of_payment_;
};

}  // namespace tools::cli::pages
