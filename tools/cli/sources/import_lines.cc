#include "tools/cli/sources/import_lines.h"

namespace tools::cli::sources {

bool ImportLines::read_line(ImportLine& line) {
  auto& buffer = *stream_.rdbuf();
  constexpr auto end = std::streambuf::traits_type::eof();
  int c = buffer.sbumpc();
  if (c == end) return false;
  line = {.number = ++line_number_};
  for (; c != end && c != '\n'; c = buffer.sbumpc()) {
    ++bytes_read_;
    if (line.text.size() < max_line_bytes) {
      line.text += static_cast<char>(c);
    } else {
      line.too_long = true;
    }
  }
  if (c == '\n') ++bytes_read_;
  if (line.text.ends_with('\r')) line.text.pop_back();
  return true;
}

std::vector<ImportLine> ImportLines::next_piece() {
  std::vector<ImportLine> piece;
  std::size_t bytes = 0;
  ImportLine line;
  while (piece.size() < max_piece_lines && bytes < max_piece_bytes && read_line(line)) {
    if (line.text.find_first_not_of(" \t") == std::string::npos) continue;
    bytes += line.text.size();
    piece.push_back(std::move(line));
  }
  return piece;
}

}  // namespace tools::cli::sources
