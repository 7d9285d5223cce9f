#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "tools/cli/sources/command_error.h"

namespace tools::cli {

/// What an evidence pack is made of besides the log.
struct Case {
  std::string serial_number;
  boost::json::object view;  // the answer that is explained, with its two instants
  std::string page;          // the same for people
};

/// Writes a directory that proves an answer to whoever has the log's public key: the answer, every
/// event of the license and every definition and policy that was known by then, each with its
/// stored bytes and a receipt, the checkpoint, the key, and how to check it all. `directory` must
/// not be there yet; it is there when it is complete.
sources::Answer<void> write_evidence(const std::string& data_directory,
                                     const std::string& directory, const Case& what);

}  // namespace tools::cli
