#include "tools/http/http.h"

namespace tools::http {

std::vector<std::string> take_lines(std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    std::string line = text.substr(start, end - start);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
    start = end + 1;
  }
  text.erase(0, start);
  return lines;
}

}  // namespace tools::http
