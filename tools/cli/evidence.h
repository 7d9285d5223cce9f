#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "tools/cli/sources/command_error.h"

namespace tools::cli {

/// What an evidence pack is made of, in addition to the log.
struct ExplainedAnswer {
  std::string serial_number;
  boost::json::object view;  // the license view that is explained, with its two instants
  std::string page;          // the explanation for people
};

/// Writes a directory that proves an answer to anyone with the log's public key: the answer, every
/// event of the license and every definition and policy known by then, each with its stored bytes
/// and a receipt, the checkpoint, the key, and how to check it all. `directory` must not exist yet;
/// it appears once it is complete.
sources::CommandResult<void> write_evidence(const std::string& data_directory,
                                            const std::string& directory,
                                            const ExplainedAnswer& answer);

}  // namespace tools::cli
