#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Comma-separated values as RFC 4180 has them, in UTF-8 without a byte order mark, for
/// spreadsheets that somebody else's texts are opened in.
///
///     row  = cell *("," cell) CR LF
///     cell = plain / quoted
///     plain  = *(any character but "," DQUOTE CR LF)
///     quoted = DQUOTE *(any character, DQUOTE twice) DQUOTE
namespace tools::cli::pages {

/// The text as one cell. A spreadsheet takes a cell that begins with = + - @, a tab or a line break
/// for a formula, and runs it: such a text gets an apostrophe before it, and is a text again.
std::string csv_cell(std::string_view text);

/// The texts as one row, with its line end.
std::string csv_row(const std::vector<std::string>& texts);

}  // namespace tools::cli::pages
