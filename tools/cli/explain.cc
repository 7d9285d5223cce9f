#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/event_filter.h"
#include "tools/cli/evidence.h"
#include "tools/cli/pages/explain_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

sources::CommandResult<pages::Explanation> collect_explanation(sources::Source& source,
                                                               const QuestionOptions& options,
                                                               json::object license) {
  LEDGER_ASSIGN_OR_RETURN(auto events, source.events(options.serial_number, sources::no_limit));
  pages::Explanation explanation{.license = std::move(license)};
  explanation.other_as_of = options.at.as_of.has_value();
  // The view's own instants exclude an event that was appended between the two queries.
  const sources::Instants at{.as_of = wire::instant_in(explanation.license, "as_of"),
                             .known_at = wire::instant_in(explanation.license, "known_at")};
  const json::array all = std::move(events["data"].as_array());
  explanation.events = recorded_by(all, at.known_at);
  if (options.at.known_at) {
    LEDGER_ASSIGN_OR_RETURN(
        auto known_now, source.license(options.serial_number, {.as_of = at.as_of, .known_at = {}}));
    explanation.learned = pages::Explanation::Learned{
        .events = effective_by(recorded_after(all, at.known_at), at.as_of),
        .license = std::move(known_now)};
  }
  return explanation;
}

sources::CommandResult<void> write_evidence_pack(const QuestionOptions& options,
                                                 const pages::Explanation& explanation,
                                                 const std::string& directory) {
  LEDGER_ASSIGN_OR_RETURN(const auto location, find_ledger(options.location, "data"));
  if (location.server) {
    return sources::bad_usage("--evidence needs --data: the proofs come from its log");
  }
  return write_evidence(location.directory, directory,
                        {.serial_number = options.serial_number,
                         .view = explanation.license,
                         .page = pages::explain_page(explanation, options.language(), false)});
}

sources::CommandResult<int> explain(const QuestionOptions& options, const std::string& evidence) {
  LEDGER_ASSIGN_OR_RETURN(const auto source, open_source(options));
  LEDGER_ASSIGN_OR_RETURN(auto license, source->license(options.serial_number, options.at));
  if (options.json && evidence.empty()) {
    print_json(license);
    return sources::exit_done;
  }
  LEDGER_ASSIGN_OR_RETURN(const auto explanation,
                          collect_explanation(*source, options, std::move(license)));
  if (!evidence.empty()) {
    LEDGER_RETURN_IF_FAILED(write_evidence_pack(options, explanation, evidence));
  }
  if (options.json) {
    print_json(explanation.license);
  } else {
    fmt::print("{}", pages::explain_page(explanation, options.language(), stdout_is_colored()));
  }
  return sources::exit_done;
}

}  // namespace

void add_explain(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<QuestionOptions>();
  add_question_options(command, *options);
  auto evidence = std::make_shared<std::string>();
  command
      .add_option("--evidence", *evidence,
                  "Also write this directory: the explanation, the events behind it, their proofs, "
                  "and how to check them")
      ->type_name("DIR");
  command.callback([options, evidence, &exit_code] {
    exit_code = exit_code_of(explain(*options, *evidence), *options);
  });
}

}  // namespace tools::cli
