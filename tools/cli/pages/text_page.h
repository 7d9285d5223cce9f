#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tools::cli::pages {

/// How a text looks on a terminal. Without color all look alike.
enum class Ink : unsigned char { plain, strong, good, warning, bad };

/// A page of plain text, 88 columns wide, written from the top.
class TextPage {
 public:
  static constexpr std::size_t columns = 88;

  explicit TextPage(bool colored) : colored_(colored) {}

  /// An empty line, but never two in a row and never one at the top.
  void blank();
  /// Wrapped text.
  void paragraph(std::string_view text, std::size_t indent = 0, Ink ink = Ink::plain);
  /// Wrapped text with `lead` before the first line; the other lines are aligned with its text.
  void item(std::string_view lead, std::string_view text, std::size_t indent = 0,
            Ink ink = Ink::plain);
  /// One line, not wrapped.
  void line(std::string_view text, Ink ink = Ink::plain);

  struct Value {
    std::string text;
    std::string lead = {};  // before the text, such as a date
  };
  struct Field {
    std::string label;
    std::vector<Value> values;
  };
  /// A column of labels and a column of values; fields without values are skipped.
  void fields(const std::vector<Field>& fields, std::size_t indent = 0);

  const std::string& text() const { return text_; }

 private:
  const bool colored_;
  std::string text_;
};

/// Rows under column titles; each column is as wide as its widest cell.
class TextTable {
 public:
  enum class Side : unsigned char { left, right };
  struct Column {
    std::string title;
    Side side = Side::left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  void write_to(TextPage& page, std::size_t indent = 0) const;

 private:
  std::string line_of(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tools::cli::pages
