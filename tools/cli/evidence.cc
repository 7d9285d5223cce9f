#include "tools/cli/evidence.h"

#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "ledger/event_type.h"
#include "ledger/files.h"
#include "ledger/proof/readable_log.h"
#include "tools/cli/out_file.h"
#include "tools/cli/sources/feed.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* readme = R"(# Evidence for license {serial}

As of {as_of}, as known at {known_at}.

| file | content |
|---|---|
| explanation.md | the answer, for people |
| explanation.json | the same answer, for programs |
| events.ndjson | the {count} events it follows from: those of the license, definitions and policies; each with its stored bytes (`record`) and a receipt that they are in the log |
| checkpoint | the signed checkpoint of the log that the receipts refer to |
| log.vkey | the log's public key. Compare it with a copy from another source: it is all that you need to trust |

## Check it with License Ledger

This needs no server and no data directory.

    license-ledger verify --export events.ndjson --vkey log.vkey

checks for each event that its text matches its stored bytes, and that these bytes are in the log that the key signed.

## Check it with other software

The log is an RFC 6962 tree with C2SP checkpoints. With Go's golang.org/x/mod/sumdb: open `checkpoint` with `note.Open` and the key in log.vkey; its second and third line are the size and the root of the tree. For a line of events.ndjson decode `record` (base64) and call

    tlog.CheckRecord(proof, size, root, position, tlog.RecordHash(record))

where `proof` is the base64 hashes between the line `index …` and the empty line of `receipt`, and `position` is the number after `index`. Each `receipt` is a file in the C2SP tlog-proof format.

What this proves: the events were in the log, with this content, when the checkpoint was signed, and have not been altered since. It does not prove that no other event of the license was left out of this pack: for that, verify the whole log.
)";

std::string replace_all(std::string text, const std::string& mark, const std::string& value) {
  for (auto at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + value.size())) {
    text.replace(at, mark.size(), value);
  }
  return text;
}

sources::CommandResult<void> write_file(const fs::path& path, const std::string& text) {
  LEDGER_ASSIGN_OR_RETURN(auto file, OutFile::to(path.string()));
  file.write(text);
  return file.finish();
}

/// Writes the events that the answer follows from, and returns their number.
sources::CommandResult<std::uint64_t> write_events(const std::string& data_directory,
                                                   const fs::path& path,
                                                   const ExplainedAnswer& answer) {
  const auto known_at = ledger::parse_instant(wire::text_in(answer.view, "known_at"));
  LEDGER_ASSIGN_OR_RETURN(auto file, OutFile::to(path.string()));
  std::uint64_t count = 0;
  std::uint64_t unproved = 0;
  const auto wanted = [&](const json::object& event) {
    const auto type = ledger::event_type_named(wire::text_in(event, "type"));
    return wire::text_in(event, "subject") == answer.serial_number ||
           (type && ledger::traits_of(*type).catalog);
  };
  const sources::FeedReader reader{
      .event =
          [&](const json::object& event) {
            const auto recorded_at = ledger::parse_instant(wire::text_in(event, "recordedtime"));
            if (known_at && recorded_at && *recorded_at > *known_at) return false;
            if (!wanted(event)) return true;
            if (!event.contains("receipt")) ++unproved;
            ++count;
            return file.write(json::serialize(event) + "\n");
          },
      .needs_proof = wanted,
      .progress = [](std::uint64_t, std::uint64_t) {}};
  LEDGER_RETURN_IF_FAILED(
      sources::read_local_feed(data_directory, sources::ExportFilter{}, reader));
  if (unproved > 0) {
    return ledger::fail(
        ledger::FailureKind::not_found,
        fmt::format("{} of the events are newer than the last checkpoint: request GET /checkpoint, "
                    "or wait until the server signs one",
                    unproved));
  }
  LEDGER_RETURN_IF_FAILED(file.finish());
  return count;
}

std::string readme_of(const ExplainedAnswer& answer, std::uint64_t events) {
  std::string text = readme;
  text = replace_all(text, "{serial}", answer.serial_number);
  text = replace_all(text, "{as_of}", wire::text_in(answer.view, "as_of"));
  text = replace_all(text, "{known_at}", wire::text_in(answer.view, "known_at"));
  return replace_all(text, "{count}", std::to_string(events));
}

}  // namespace

sources::CommandResult<void> write_evidence(const std::string& data_directory,
                                            const std::string& directory,
                                            const ExplainedAnswer& answer) {
  std::error_code error;
  if (fs::exists(directory, error)) {
    return sources::bad_usage(fmt::format("--evidence: {} already exists", directory));
  }
  // Under another name first: a pack with its own name is complete.
  const fs::path draft = directory + ".draft";
  fs::remove_all(draft, error);
  if (!fs::create_directories(draft, error)) {
    return sources::bad_usage(fmt::format("--evidence: cannot create {}", directory));
  }
  const auto count = write_events(data_directory, draft / "events.ndjson", answer);
  if (!count) {
    fs::remove_all(draft, error);
    return count.error();
  }
  const ledger::proof::LogFiles files{.directory = data_directory};
  const std::pair<const char*, std::string> texts[] = {
      {"README.md", readme_of(answer, *count)},
      {"explanation.md",
       fmt::format("# License {}\n\n```\n{}```\n", answer.serial_number, answer.page)},
      {"explanation.json", json::serialize(answer.view) + "\n"},
      {"checkpoint", ledger::read_file(files.checkpoint()).value_or("")},
      {"log.vkey", ledger::read_file(files.vkey()).value_or("")}};
  for (const auto& [name, text] : texts) {
    LEDGER_RETURN_IF_FAILED(write_file(draft / name, text));
  }
  fs::rename(draft, directory, error);
  if (error) {
    return sources::bad_usage(fmt::format("--evidence: {}: {}", directory, error.message()));
  }
  return ledger::ok;
}

}  // namespace tools::cli
