#include "projections/words/language.h"

#include <array>
#include <gtest/gtest.h>
#include <limits>

#include "projections/words/money.h"

namespace projections::words::tests {
namespace {

TEST(LanguageFrom, is_swedish_where_swedish_is_preferred) {
  for (const auto* header :
       {"sv", "SV", "sv-SE", "sv-FI, en;q=0.9", "sv, en", "de, sv;q=0.5", "en;q=0.5, sv;q=0.6",
        "en;q=0.8,sv-SE;q=0.9,de", "sv;q=0.001, *;q=0", "en;q=0, *", " sv ; q=1.000 ", "sv, *",
        "sv;level=1;q=0.3", "fr,\tsv;Q=0.4", "en;q=0.1, sv-FI;q=0.1, sv;q=0.2", ",,sv"}) {
    EXPECT_EQ(language_from(header), Language::sv) << header;
  }
}

TEST(LanguageFrom, is_english_otherwise) {
  for (const auto* header : {"",
                             "en",
                             "de",
                             "*",
                             "en, sv",
                             "en-GB, sv;q=0.9",
                             "sv;q=0",
                             "sv;q=0.5, en;q=0.6",
                             "*, sv;q=0.5",
                             "svk",
                             "svenska",
                             "sv;q=0.4, *;q=0.5",
                             "sv;q=2",
                             "sv;q=0.1234",
                             "sv;q=x",
                             "sv;q=",
                             "sv;q=1.001",
                             ";",
                             ",",
                             "=;,-",
                             "sv_SE"}) {
    EXPECT_EQ(language_from(header), Language::en) << header;
  }
}

TEST(LanguageFrom, is_what_its_tag_names) {
  for (const auto language : ledger::every<Language>()) {
    EXPECT_EQ(language_from(ledger::name_of(language)), language);
  }
}

TEST(LanguageOfLocale, ignores_the_country_and_the_encoding) {
  for (const auto* locale : {"sv", "sv_SE", "sv_SE.UTF-8", "sv.UTF-8"}) {
    EXPECT_EQ(language_of_locale(locale), Language::sv) << locale;
  }
  for (const auto* locale : {"", "C", "en_US.UTF-8", "de_DE", "svenska", "SV"}) {
    EXPECT_EQ(language_of_locale(locale), Language::en) << locale;
  }
}

struct Written {
  std::int64_t amount;
  std::string_view currency;
  ByLanguage<std::string_view> text;
};

TEST(Money, is_written_with_the_decimals_of_its_currency) {
  constexpr std::array table{
      Written{12'000'000, "SEK", {"SEK 120,000.00", "120\u00A0000,00\u00A0SEK"}},
      Written{0, "SEK", {"SEK 0.00", "0,00\u00A0SEK"}},
      Written{1, "EUR", {"EUR 0.01", "0,01\u00A0EUR"}},
      Written{99'999, "EUR", {"EUR 999.99", "999,99\u00A0EUR"}},
      Written{100'000, "EUR", {"EUR 1,000.00", "1\u00A0000,00\u00A0EUR"}},
      Written{-123'456, "EUR", {"EUR -1,234.56", "-1\u00A0234,56\u00A0EUR"}},
      Written{1'234'567, "JPY", {"JPY 1,234,567", "1\u00A0234\u00A0567\u00A0JPY"}},
      Written{0, "JPY", {"JPY 0", "0\u00A0JPY"}},
      Written{5, "KWD", {"KWD 0.005", "0,005\u00A0KWD"}},
      Written{1'234'567, "BHD", {"BHD 1,234.567", "1\u00A0234,567\u00A0BHD"}},
      Written{9'007'199'254'740'991,
              "SEK",
              {"SEK 90,071,992,547,409.91", "90\u00A0071\u00A0992\u00A0547\u00A0409,91\u00A0SEK"}},
      Written{std::numeric_limits<std::int64_t>::min(),
              "SEK",
              {"SEK -92,233,720,368,547,758.08",
               "-92\u00A0233\u00A0720\u00A0368\u00A0547\u00A0758,08\u00A0SEK"}}};
  for (const auto& row : table) {
    for (const auto language : ledger::every<Language>()) {
      EXPECT_EQ(money(row.amount, row.currency, language), row.text[language]);
    }
  }
}

TEST(Money, has_the_decimals_of_ISO_4217) {
  for (const auto* currency : {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF",
                               "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}) {
    EXPECT_EQ(decimals_of(currency), 0) << currency;
  }
  for (const auto* currency : {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}) {
    EXPECT_EQ(decimals_of(currency), 3) << currency;
  }
  for (const auto* currency : {"SEK", "EUR", "USD", "NOK", "DKK"}) {
    EXPECT_EQ(decimals_of(currency), 2) << currency;
  }
}

}  // namespace
}  // namespace projections::words::tests
