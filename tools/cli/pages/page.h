#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tools::cli::pages {

/// How a piece of text looks on a terminal; anywhere else all look alike.
enum class Ink : unsigned char { plain, strong, good, warning, bad };

/// A page of plain text, 88 columns wide, built from the top.
class Page {
 public:
  static constexpr std::size_t columns = 88;

  explicit Page(bool colored) : colored_(colored) {}

  /// An empty line, though never two, nor one at the top.
  void blank();
  /// Text over as many lines as it needs.
  void paragraph(std::string_view text, std::size_t indent = 0, Ink ink = Ink::plain);
  /// The same with `lead` before the first line, and the other lines as far in as the first.
  void item(std::string_view lead, std::string_view text, std::size_t indent = 0,
            Ink ink = Ink::plain);
  /// One line as it stands, however long.
  void line(std::string_view text, Ink ink = Ink::plain);

  struct Value {
    std::string text;
    std::string lead = {};  // set before it, such as a date
  };
  struct Field {
    std::string label;
    std::vector<Value> values;
  };
  /// Labels in a column, each with its values beside it; a field without values is left out.
  void fields(const std::vector<Field>& fields, std::size_t indent = 0);

  const std::string& text() const { return text_; }

 private:
  const bool colored_;
  std::string text_;
};

/// Rows under titles, as wide as their cells need.
class Table {
 public:
  enum class Side : unsigned char { left, right };
  struct Column {
    std::string title;
    Side side = Side::left;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  void write_to(Page& page, std::size_t indent = 0) const;

 private:
  std::string line_of(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tools::cli::pages
