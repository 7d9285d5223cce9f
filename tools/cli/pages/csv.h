#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Comma-separated values by RFC 4180, in UTF-8 without a byte order mark, safe to open in a
/// spreadsheet whoever wrote the texts.
///
///     row  = cell *("," cell) CR LF
///     cell = plain / quoted
///     plain  = *(any character but "," DQUOTE CR LF)
///     quoted = DQUOTE *(any character, DQUOTE twice) DQUOTE
namespace tools::cli::pages {

/// The text as one cell. A spreadsheet runs a cell that starts with = + - @, a tab or a line break
/// as a formula, so such a text is prefixed with an apostrophe.
std::string csv_cell(std::string_view text);

/// The texts as one row, with its line end.
std::string csv_row(const std::vector<std::string>& texts);

}  // namespace tools::cli::pages
