#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/proof/checkpoint.h"

/// How a witness judges a submission, by C2SP tlog-witness. Pure functions; safe from any thread.
/// The refusals, in the order in which they are checked:
///
/// | status | when |
/// |---|---|
/// | 400 | the body is not a well-formed submission of a checkpoint |
/// | 404 | no log with this origin is followed |
/// | 403 | no key that is trusted for the origin signed it |
/// | 400 | the old size is larger than that of the checkpoint |
/// | 409 | the old size is not that of the latest cosigned checkpoint; the body states that size |
/// | 409 | the same size as the latest, but another root |
/// | 422 | the proof does not show that the log has only grown |
namespace tools::witness {

/// An HTTP response as plain data.
struct WitnessReply {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  bool operator==(const WitnessReply&) const = default;
};

WitnessReply plain_reply(int status, std::string_view sentence);

/// A checkpoint that a followed log has signed, and claims to have grown to.
struct Claim {
  std::uint64_t old_size = 0;
  ledger::proof::Proof proof;
  ledger::proof::SignedCheckpoint checkpoint;  // with the log's own signatures only
};

/// Parses a submission for one of these logs, or returns one of the first three refusals.
boost::system::result<Claim, WitnessReply> recognize(
    std::string_view body, const std::vector<ledger::proof::NoteKey>& logs);

/// What a witness knows of a log that it has not cosigned yet: the tree without leaves.
ledger::proof::TreeHead empty_tree_head();

/// The reason not to cosign the claim after `latest`; nullopt if it may be cosigned.
std::optional<WitnessReply> refusal(const Claim& claim, const ledger::proof::TreeHead& latest);

}  // namespace tools::witness
