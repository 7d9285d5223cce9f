#include "tools/cli/pages/csv.h"

namespace tools::cli::pages {
namespace {

constexpr std::string_view formula_starts = "=+-@\t\r\n";
constexpr std::string_view needs_quotes = ",\"\r\n";

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell;
  cell.reserve(text.size() + 2);
  if (!text.empty() && formula_starts.find(text.front()) != std::string_view::npos) cell += '\'';
  if (text.find_first_of(needs_quotes) == std::string_view::npos) return cell.append(text);
  cell.insert(cell.begin(), '"');
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell += '"';
}

std::string csv_row(const std::vector<std::string>& texts) {
  std::string row;
  for (const auto& text : texts) {
    if (&text != &texts.front()) row += ',';
    row += csv_cell(text);
  }
  return row += "\r\n";
}

}  // namespace tools::cli::pages
