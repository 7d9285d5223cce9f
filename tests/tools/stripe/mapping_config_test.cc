#include "tools/stripe/mapping_config.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"
#include "tools/stripe/currency.h"

namespace tests {
namespace {

using tools::stripe::load_mapping_config;
using tools::stripe::minor_units;
using tools::stripe::Mode;

class StripeConfig : public ::testing::Test {
 protected:
  auto load(const std::string& text) {
    const auto path = directory_.path() + "/stripe.toml";
    std::ofstream{path} << text;
    return load_mapping_config(path);
  }
  /// What is wrong with `text`, without the name of the file.
  std::string trouble(const std::string& text) {
    const auto loaded = load(text);
    if (loaded) return "nothing";
    const auto& detail = loaded.error().detail;
    EXPECT_TRUE(detail.find("/stripe.toml") != detail.npos) << detail;
    return detail.substr(detail.find("stripe.toml") + 11);
  }

  TemporaryDirectory directory_;
};

TEST_F(StripeConfig, in_the_documentation_loads) {
  setenv("STRIPE_WEBHOOK_SECRET", "whsec_of_the_environment", 1);
  const auto config = load_mapping_config(PROJECT_SOURCE_DIR "/docs/examples/stripe.toml");
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->secrets, std::vector<std::string>{"whsec_of_the_environment"});
  EXPECT_EQ(config->mode, Mode::live);
  EXPECT_EQ(config->serial_number_key, "serial_number");
  EXPECT_FALSE(config->prices.empty());
  EXPECT_FALSE(config->products.empty());
  EXPECT_FALSE(config->customers.empty());
}

TEST_F(StripeConfig, accepts_secrets_inline_from_files_and_from_the_environment) {
  std::ofstream{directory_.path() + "/secret"} << "whsec_file\n";
  setenv("LEDGER_TEST_STRIPE_SECRET", "whsec_env", 1);
  const auto config = load(
      "secrets = [\"whsec_here\"]\nsecret_files = [\"secret\"]\n"
      "secret_env = [\"LEDGER_TEST_STRIPE_SECRET\"]\n");
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->secrets, (std::vector<std::string>{"whsec_env", "whsec_file", "whsec_here"}));
}

TEST_F(StripeConfig, looks_up_the_price_before_the_product) {
  const auto config = load(
      "secrets = [\"x\"]\n[prices]\nprice_1 = {module = \"sales\", units = 5}\n"
      "price_2 = {no_module = true}\n[products]\nprod_1 = {module = \"service\"}\n");
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->sold("price_1", "prod_1")->module_name, "sales");
  EXPECT_EQ(config->sold("price_1", "prod_1")->units, 5);
  EXPECT_EQ(config->sold("price_2", "prod_1")->module_name, "");
  EXPECT_EQ(config->sold("price_3", "prod_1")->module_name, "service");
  EXPECT_EQ(config->sold("price_3", "prod_3"), nullptr);
}

TEST_F(StripeConfig, reports_a_mistake_with_line_and_key) {
  const std::string secret = "secrets = [\"x\"]\n";
  EXPECT_EQ(trouble("mode = \"live\"\n"),
            ": no secret is given: set secrets, secret_files or secret_env");
  EXPECT_EQ(trouble(secret + "mode = \"dry\"\n"),
            ", line 2: mode must be \"live\", \"test\" or \"any\"");
  EXPECT_EQ(trouble(secret + "tolerance_s = 0\n"),
            ", line 2: tolerance_s must be a number from 1 to 86400");
  EXPECT_EQ(trouble(secret + "tolerance = 3\n"), ", line 2: tolerance is not a known key");
  EXPECT_EQ(trouble("secrets = [1]\n"), ", line 1: secrets must be a string");
  EXPECT_EQ(trouble("secrets = \"x\"\n"), ", line 1: secrets must be a list of strings");
  EXPECT_EQ(trouble(secret + "[prices]\nprice_1 = {units = 3}\n"),
            ", line 3: prices.price_1 must name a module, or have no_module = true");
  EXPECT_EQ(trouble(secret + "[prices]\nprice_1 = {module = \"a\", unit = 3}\n"),
            ", line 3: prices.price_1.unit is not a known key");
  EXPECT_EQ(trouble(secret + "[prices]\nprice_1 = \"a\"\n"),
            ", line 3: prices.price_1 must be a table");
  EXPECT_EQ(trouble(secret + "[subscriptions]\nuntil = \"never\"\n"),
            ", line 3: subscriptions.until must be \"period_end\" or \"none\"");
  EXPECT_EQ(trouble(secret + "[customers]\ncus_1 = 7\n"),
            ", line 3: customers.cus_1 must be a string");
  EXPECT_EQ(trouble("secret_env = [\"LEDGER_TEST_NOT_SET\"]\n"),
            ", line 1: secret_env names LEDGER_TEST_NOT_SET, which is not set");
  EXPECT_NE(trouble("secret_files = [\"none\"]\n").find("cannot be read or is empty"),
            std::string::npos);
  EXPECT_EQ(trouble("mode = \n").substr(0, 9), ", line 1:");
  EXPECT_FALSE(load_mapping_config(directory_.path() + "/not-there.toml"));
}

TEST(StripeAmounts, are_converted_to_iso_4217_minor_units) {
  EXPECT_EQ(minor_units(12'500, "SEK"), 12'500);
  EXPECT_EQ(minor_units(500, "JPY"), 500);
  EXPECT_EQ(minor_units(5'120, "KWD"), 5'120);
  EXPECT_EQ(minor_units(1'045, "HUF"), 1'045);
  EXPECT_EQ(minor_units(4'000, "ISK"), 40);
  EXPECT_EQ(minor_units(4'000, "UGX"), 40);
  EXPECT_EQ(minor_units(40, "MGA"), 4'000);
  EXPECT_EQ(minor_units(0, "ISK"), 0);
}

TEST(StripeAmounts, are_never_rounded_or_truncated) {
  EXPECT_FALSE(minor_units(4'010, "ISK"));
  EXPECT_FALSE(minor_units(1, "UGX"));
  EXPECT_FALSE(minor_units(-1, "SEK"));
  EXPECT_FALSE(minor_units((std::int64_t{1} << 53), "SEK"));
  EXPECT_EQ(minor_units((std::int64_t{1} << 53) - 1, "SEK"), (std::int64_t{1} << 53) - 1);
  EXPECT_FALSE(minor_units((std::int64_t{1} << 53) - 1, "MGA"));
}

}  // namespace
}  // namespace tests
