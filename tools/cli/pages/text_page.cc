#include "tools/cli/pages/text_page.h"

#include <algorithm>

#include "tools/cli/pages/text.h"

namespace tools::cli::pages {
namespace {

std::string_view escape_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::strong:
      return "\x1b[1m";
    case Ink::good:
      return "\x1b[1;32m";
    case Ink::warning:
      return "\x1b[1;33m";
    case Ink::bad:
      return "\x1b[1;31m";
  }
  return "";
}

constexpr std::string_view escape_end = "\x1b[0m";

}  // namespace

void TextPage::blank() {
  if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
}

void TextPage::line(std::string_view text, Ink ink) {
  const bool marked = colored_ && ink != Ink::plain;
  if (marked) text_ += escape_of(ink);
  text_ += text;
  if (marked) text_ += escape_end;
  text_ += '\n';
}

void TextPage::paragraph(std::string_view text, std::size_t indent, Ink ink) {
  item("", text, indent, ink);
}

void TextPage::item(std::string_view lead, std::string_view text, std::size_t indent, Ink ink) {
  std::string before = std::string(indent, ' ').append(lead);
  const std::size_t taken = display_width(before);
  for (const auto& part : wrap(text, columns > taken ? columns - taken : 1)) {
    text_ += before;
    line(part, ink);
    before.assign(taken, ' ');
  }
}

void TextPage::fields(const std::vector<Field>& fields, std::size_t indent) {
  std::size_t width = 0;
  for (const auto& field : fields) {
    if (!field.values.empty()) width = std::max(width, display_width(field.label));
  }
  for (const auto& field : fields) {
    std::string_view label = field.label;
    for (const auto& value : field.values) {
      item(pad_right(label, width) + "  " + value.lead, value.text, indent);
      label = {};
    }
  }
}

std::string TextTable::line_of(const std::vector<std::string>& cells,
                               const std::vector<std::size_t>& widths) const {
  std::string line;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i != 0) line += "  ";
    line += columns_[i].side == Side::right ? pad_left(cells[i], widths[i])
                                            : pad_right(cells[i], widths[i]);
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

void TextTable::write_to(TextPage& page, std::size_t indent) const {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back(columns_[i].title);
    widths.push_back(display_width(columns_[i].title));
    for (const auto& row : rows_) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  const std::string before(indent, ' ');
  page.line(before + line_of(titles, widths), Ink::strong);
  for (const auto& row : rows_) page.line(before + line_of(row, widths));
}

}  // namespace tools::cli::pages
