#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "projections/words/language.h"
#include "projections/words/remedies.h"

namespace tools {
namespace {

namespace json = boost::json;
using ledger::ReasonCode;
using ledger::ReasonGroup;
using Names = std::vector<std::string>;

const json::value& document() {
  static const json::value parsed = [] {
    std::ifstream file{PROJECT_SOURCE_DIR "/docs/openapi.json"};
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
  }();
  return parsed;
}

const json::value& at(std::string_view pointer) { return document().at_pointer(pointer); }

Names texts(const json::value& list) {
  Names names;
  for (const auto& text : list.as_array()) names.emplace_back(text.as_string());
  return names;
}

template <class Codes>
Names names_of(const Codes& codes) {
  Names names;
  for (const auto code : codes) names.emplace_back(ledger::name_of(code));
  return names;
}

/// The schema of the reasons of a group.
const json::object& reasons_in(const std::string& schema) {
  return at("/components/schemas/" + schema + "/discriminator/mapping").as_object();
}

void expect_group(const std::string& schema, const Names& codes) {
  Names found;
  for (const auto& [code, reference] : reasons_in(schema)) {
    found.emplace_back(code);
    // "#/components/schemas/…": a pointer into the document after the "#".
    const json::value& reason = at(std::string_view{reference.as_string()}.substr(1));
    const auto known = ledger::named<ReasonCode>(code);
    ASSERT_TRUE(known) << code;
    EXPECT_EQ(reason.at_pointer("/properties/code/const").as_string(), code);
    EXPECT_EQ(reason.at_pointer("/properties/resolver/const").as_string(),
              ledger::name_of(projections::words::resolver_of(*known)))
        << code;
    const Names required = texts(reason.at("required"));
    for (const auto member : ledger::traits_of(*known).members) {
      EXPECT_NE(std::ranges::find(required, member), required.end()) << code << ' ' << member;
    }
  }
  EXPECT_EQ(found, codes) << schema;
}

TEST(OpenApi, lists_every_reason_code) {
  EXPECT_EQ(texts(at("/components/schemas/ReasonCode/enum")),
            names_of(ledger::every<ReasonCode>()));
}

TEST(OpenApi, has_a_schema_for_each_reason_of_a_group_in_the_order_in_which_they_are_reported) {
  expect_group("BlockingReason", names_of(ledger::codes_of(ReasonGroup::blocking)));
  expect_group("SeatReason", names_of(ledger::codes_of(ReasonGroup::seat)));
  expect_group("RemovalReason", names_of(ledger::codes_of(ReasonGroup::removal)));
  expect_group("Warning", names_of(ledger::codes_of(ReasonGroup::warning)));
  // An unknown serial number is answered as a problem.
  Names binding = names_of(ledger::codes_of(ReasonGroup::binding));
  std::erase(binding, ledger::name_of(ReasonCode::license_not_found));
  expect_group("BindingReason", binding);
}

TEST(OpenApi, searches_by_every_blocking_reason) {
  const Names blocking = names_of(ledger::codes_of(ReasonGroup::blocking));
  EXPECT_EQ(texts(at("/paths/~1v1~1licenses/get/parameters/0/schema/items/enum")), blocking);
  EXPECT_EQ(texts(at("/components/schemas/SearchRow/properties/blocked_by/items/enum")), blocking);
}

TEST(OpenApi, lists_every_language) {
  const Names languages = names_of(ledger::every<projections::words::Language>());
  std::size_t found = 0;
  for (const auto& [name, schema] : at("/components/schemas").as_object()) {
    const auto* properties = schema.as_object().if_contains("properties");
    const auto* language = properties ? properties->as_object().if_contains("language") : nullptr;
    if (language == nullptr) continue;
    EXPECT_EQ(texts(language->at("enum")), languages) << name;
    ++found;
  }
  EXPECT_GT(found, 0U);
}

}  // namespace
}  // namespace tools
