#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/proof/checkpoint.h"

/// What a witness makes of a submission: C2SP tlog-witness. Pure functions; safe from any thread.
/// The refusals, in the order in which they are judged:
///
/// | status | when |
/// |---|---|
/// | 400 | the body is not written as a submission, or what it submits is no checkpoint |
/// | 404 | no log is followed under this origin |
/// | 403 | none of the keys that are trusted for the origin signed it |
/// | 400 | the old size is larger than that of the checkpoint |
/// | 409 | the old size is not that of the latest cosigned checkpoint: the body says which is |
/// | 409 | as large as the latest, but with another root |
/// | 422 | the proof does not show that the log has only grown |
namespace tools::witness {

/// An answer over HTTP, as plain data.
struct Reply {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  bool operator==(const Reply&) const = default;
};

Reply plain_reply(int status, std::string_view sentence);

/// A checkpoint that a followed log did sign, and says to have grown to.
struct Claim {
  std::uint64_t old_size = 0;
  ledger::proof::Proof proof;
  ledger::proof::SignedCheckpoint checkpoint;  // with the log's own signatures only
};

/// Reads a submission, for one of these logs. The first three refusals.
boost::system::result<Claim, Reply> recognize(std::string_view body,
                                              const std::vector<ledger::proof::NoteKey>& logs);

/// What a witness knows of a log before it first cosigned for it: the tree without leaves.
ledger::proof::TreeHead nothing_known();

/// What speaks against cosigning the claim after `latest`; nothing when it is to be cosigned.
std::optional<Reply> refusal(const Claim& claim, const ledger::proof::TreeHead& latest);

}  // namespace tools::witness
