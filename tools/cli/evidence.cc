#include "tools/cli/evidence.h"

#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "ledger/event_type.h"
#include "ledger/files.h"
#include "ledger/proof/readable_log.h"
#include "tools/cli/out_file.h"
#include "tools/cli/sources/feed.h"
#include "tools/cli/sources/retry_open.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* readme = R"(# Evidence for license {serial}

As of {as_of}, as it was known at {known_at}.

| file | what |
|---|---|
| explanation.md | the answer, for people |
| explanation.json | the same answer, for programs |
| events.ndjson | the {count} events that it follows from: those of the license, definitions and policies; each with its stored bytes (`record`) and a receipt that they are in the log |
| checkpoint | the signed checkpoint of the log that the receipts end in |
| log.vkey | the log's public key. Compare it with one that you have from elsewhere: it is all that you need to trust |

## To check it with License Ledger

No server and no data directory is needed.

    license-ledger verify --export events.ndjson --vkey log.vkey

says for each event that its text is what its stored bytes say, and that these bytes are in the log that the key signed.

## To check it with other software

The log is an RFC 6962 tree with C2SP checkpoints. With Go's golang.org/x/mod/sumdb: open `checkpoint` with `note.Open` and the key in log.vkey; its second and third line are the size and the root of the tree. For a line of events.ndjson decode `record` (base64) and call

    tlog.CheckRecord(proof, size, root, position, tlog.RecordHash(record))

where `proof` is the base64 hashes between the line `index …` and the empty line of `receipt`, and `position` the number after `index`. Each `receipt` is a file in the form of C2SP tlog-proof.

What this proves: the events were in the log, in these words, when the checkpoint was signed, and nobody has altered them since. It does not prove that no other event of the license was left out of this pack: for that, verify the whole log.
)";

std::string filled(std::string text, const std::string& mark, const std::string& value) {
  for (auto at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + value.size())) {
    text.replace(at, mark.size(), value);
  }
  return text;
}

sources::Answer<void> write(const fs::path& path, const std::string& text) {
  auto file = OutFile::to(path.string());
  if (!file) return file.error();
  file->write(text);
  return file->finish();
}

/// The events that the answer follows from; how many.
sources::Answer<std::uint64_t> write_events(const std::string& data_directory, const fs::path& path,
                                            const Case& what) {
  const auto known_at = ledger::parse_instant(wire::text_in(what.view, "known_at"));
  auto file = OutFile::to(path.string());
  if (!file) return file.error();
  std::uint64_t count = 0;
  std::uint64_t unproved = 0;
  const sources::ExportFilter everything{};
  const auto wanted = [&](const json::object& event) {
    const auto type = ledger::event_type_named(wire::text_in(event, "type"));
    return wire::text_in(event, "subject") == what.serial_number ||
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
            return file->write(json::serialize(event) + "\n");
          },
      .proved = wanted,
      .progress = [](std::uint64_t, std::uint64_t) {}};
  if (const auto read = sources::read_local_feed(data_directory, everything, reader); !read) {
    return read.error();
  }
  if (unproved > 0) {
    return sources::failed(ledger::fail(
        ledger::FailureKind::not_found,
        fmt::format("{} of the events are newer than the last checkpoint: ask for GET /checkpoint, "
                    "or wait for the server to sign one",
                    unproved)));
  }
  if (const auto finished = file->finish(); !finished) return finished.error();
  return {boost::system::in_place_value, count};
}

}  // namespace

sources::Answer<void> write_evidence(const std::string& data_directory,
                                     const std::string& directory, const Case& what) {
  std::error_code error;
  if (fs::exists(directory, error)) {
    return sources::bad_usage(fmt::format("--evidence: {} is there already", directory));
  }
  // Beside its place first: a pack that has its name is complete.
  const fs::path draft = directory + ".draft";
  fs::remove_all(draft, error);
  if (!fs::create_directories(draft, error)) {
    return sources::bad_usage(fmt::format("--evidence: {} cannot be made", directory));
  }
  const auto count = write_events(data_directory, draft / "events.ndjson", what);
  if (!count) {
    fs::remove_all(draft, error);
    return count.error();
  }
  const ledger::proof::LogFiles files{.directory = data_directory, .key_path = {}};
  std::string about = readme;
  about = filled(about, "{serial}", what.serial_number);
  about = filled(about, "{as_of}", wire::text_in(what.view, "as_of"));
  about = filled(about, "{known_at}", wire::text_in(what.view, "known_at"));
  about = filled(about, "{count}", fmt::format("{}", *count));
  const std::pair<const char*, std::string> texts[] = {
      {"README.md", about},
      {"explanation.md",
       fmt::format("# License {}\n\n```\n{}```\n", what.serial_number, what.page)},
      {"explanation.json", json::serialize(what.view) + "\n"},
      {"checkpoint", ledger::read_file(files.checkpoint()).value_or("")},
      {"log.vkey", ledger::read_file(files.vkey()).value_or("")}};
  for (const auto& [name, text] : texts) {
    if (const auto written = write(draft / name, text); !written) return written.error();
  }
  fs::rename(draft, directory, error);
  if (error)
    return sources::bad_usage(fmt::format("--evidence: {}: {}", directory, error.message()));
  return boost::system::in_place_value;
}

}  // namespace tools::cli
