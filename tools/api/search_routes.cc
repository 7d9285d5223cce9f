#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <sstream>

#include "projections/search/folded_text.h"
#include "tools/api/routes.h"
#include "tools/wire/page_json.h"
#include "tools/wire/search_json.h"
#include "tools/wire/to_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;

using projections::search::SearchFilter;

/// Each comes with a list of rows, so that a page stays small.
constexpr std::size_t most_terms = 8;

/// The elements of a list: the member may be repeated, and each may hold several between commas.
std::vector<std::string> query_list(const Context& context, std::string_view name) {
  std::vector<std::string> elements;
  for (const auto& [key, value] : context.request().query) {
    if (key != name) continue;
    std::istringstream all{value};
    for (std::string one; std::getline(all, one, ',');) elements.push_back(one);
    if (value.empty()) elements.emplace_back();
  }
  return elements;
}

/// Those that `named` knows; `allowed` lists them for the error.
template <class T>
std::vector<T> query_names(Context& context, std::string_view name, std::string_view allowed,
                           std::optional<T> (*named)(std::string_view)) {
  std::vector<T> found;
  for (const auto& element : query_list(context, name)) {
    if (const auto one = named(element)) {
      found.push_back(*one);
    } else {
      context.errors().push_back(
          {fmt::format("?{}", name), "not_in_list", fmt::format("{} must be {}.", name, allowed)});
    }
  }
  return found;
}

std::optional<ledger::ReasonCode> blocking_code(std::string_view name) {
  const auto code = ledger::named<ledger::ReasonCode>(name);
  return code && ledger::is_in(*code, ledger::ReasonGroup::blocking) ? code : std::nullopt;
}

std::vector<std::string> query_terms(Context& context) {
  std::vector<std::string> terms;
  std::istringstream words{projections::search::folded(context.query("q").value_or(""))};
  for (std::string word; words >> word;) terms.push_back(word);
  if (terms.size() > most_terms) {
    context.errors().push_back(
        {"?q", "too_long", fmt::format("q may have at most {} words.", most_terms)});
  }
  return terms;
}

SearchFilter query_filter(Context& context) {
  using projections::words::Resolver;
  SearchFilter filter;
  filter.terms = query_terms(context);
  filter.blocked_by = query_names<ledger::ReasonCode>(
      context, "blocked_by", "the code of a blocking reason", blocking_code);
  filter.stages = query_names<projections::state::Stage>(context, "stage",
                                                         "none, valid, warning, grace or read_only",
                                                         projections::state::stage_named);
  filter.resolvers =
      query_names<Resolver>(context, "resolver", "administrator, vendor_support or customer",
                            [](std::string_view name) { return ledger::named<Resolver>(name); });
  const auto kinds = query_names<ledger::InstallationKind>(
      context, "kind", "production, trial, demo or test",
      [](std::string_view name) { return ledger::named<ledger::InstallationKind>(name); });
  if (!kinds.empty()) filter.kind = kinds.front();
  if (const auto text = context.query("expires_before")) {
    filter.expires_before = ledger::parse_date(*text);
    if (!filter.expires_before) {
      context.errors().push_back(
          {"?expires_before", "not_a_date", "expires_before must be a date."});
    }
  }
  if (context.query("pending")) filter.pending = context.query_flag("pending");
  filter.company_name = context.query("company_name");
  return filter;
}

replay::Sort query_sort(Context& context) {
  const auto name = context.query("sort");
  if (!name || *name == "serial_number") return replay::Sort::serial_number;
  if (*name == "company_name") return replay::Sort::company_name;
  if (*name == "expires_on") return replay::Sort::expires_on;
  if (*name == "first_due") return replay::Sort::first_due;
  context.errors().push_back(
      {"?sort", "not_in_list",
       "sort must be serial_number, company_name, expires_on or first_due."});
  return replay::Sort::serial_number;
}

/// By serial number, a cursor is the last one shown. Else the key stands before it in hexadecimal,
/// which holds no colon.
std::string to_text(const replay::Cursor& cursor, replay::Sort sort) {
  if (sort == replay::Sort::serial_number) return cursor.serial_number;
  std::string text;
  for (const char byte : cursor.key) {
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return text + ":" + cursor.serial_number;
}

std::optional<std::string> from_hexadecimal(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    const auto* const first = text.data() + i;
    const auto [end, error] = std::from_chars(first, first + 2, byte, 16);
    if (error != std::errc{} || end != first + 2) return std::nullopt;
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

replay::Cursor query_cursor(Context& context, replay::Sort sort) {
  const auto text = context.query("cursor").value_or("");
  if (text.empty() || sort == replay::Sort::serial_number)
    return {.key = "", .serial_number = text};
  const auto colon = text.find(':');
  const auto key = from_hexadecimal(text.substr(0, std::min(colon, text.size())));
  if (colon == std::string::npos || !key) {
    context.errors().push_back(
        {"?cursor", "not_a_cursor", "cursor must be the next_cursor of a page with this sort."});
    return {};
  }
  return {.key = *key, .serial_number = text.substr(colon + 1)};
}

}  // namespace

http::Reply search_licenses(Context& context) {
  replay::SearchQuestion question{.filter = query_filter(context),
                                  .sort = query_sort(context),
                                  .after = {},
                                  .limit = context.query_limit()};
  question.after = query_cursor(context, question.sort);
  const bool facets = context.query_flag("facets");
  if (auto refused = context.refusal()) return std::move(*refused);
  return context.apart([context, question = std::move(question), facets]() -> http::Reply {
    const auto& search = context.service().search;
    const auto now = context.now();
    const auto page = search.find(question, now);
    if (!page) return context.failed(page.error());
    json::array data;
    for (const auto& hit : page->hits) data.push_back(wire::search_hit_json(hit, page->at));
    std::optional<std::string> next;
    if (page->next) next = to_text(*page->next, question.sort);
    json::object body = wire::page_json(std::move(data), next);
    body["complete"] = page->complete;
    if (facets) {
      const auto counted = search.facets(question.filter, now);
      if (!counted) return context.failed(counted.error());
      json::object counts = wire::summary_json(counted->summary);
      counts["at_least"] = counted->at_least;
      body["facets"] = std::move(counts);
    }
    return Context::json(200, body);
  });
}

http::Reply get_summary(Context& context) {
  if (auto refused = context.refusal()) return std::move(*refused);
  return context.apart([context]() -> http::Reply {
    const auto now = context.now();
    const auto summary = context.service().search.summary(now);
    json::object body = wire::summary_json(summary.summary);
    body["at"] = wire::to_json(now);
    body["complete"] = summary.complete;
    return Context::json(200, body);
  });
}

}  // namespace tools::api
