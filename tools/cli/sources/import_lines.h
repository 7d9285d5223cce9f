#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace tools::cli::sources {

struct ImportLine {
  std::uint64_t number = 0;  // from 1
  std::string text;
  bool too_long = false;  // `text` is only its beginning
};

/// Reads a file line by line, in pieces small enough to be posted in one request. Empty lines are
/// numbered but skipped. A line longer than any event can be is cut, and needs no more memory.
class ImportLines {
 public:
  static constexpr std::size_t max_line_bytes = 256 * 1024;
  static constexpr std::size_t max_piece_lines = 1000;
  static constexpr std::size_t max_piece_bytes = 4 * 1024 * 1024;

  explicit ImportLines(std::istream& stream) : stream_(stream) {}

  /// Empty at the end.
  std::vector<ImportLine> next_piece();
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  bool read_line(ImportLine& line);

  std::istream& stream_;
  std::uint64_t line_number_ = 0;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace tools::cli::sources
