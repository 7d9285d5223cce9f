#include "tools/sample/names.h"

#include <array>
#include <fmt/format.h>
#include <span>

namespace tools::sample {
namespace {

using namespace std::string_view_literals;
using WordList = std::span<const std::string_view>;

constexpr std::array swedish_first{
    "Nord"sv,   "Fjäll"sv, "Havs"sv,   "Skogs"sv,  "Björk"sv,  "Gran"sv, "Lilje"sv, "Kvarn"sv,
    "Strand"sv, "Berg"sv,  "Sjö"sv,    "Sol"sv,    "Vinter"sv, "Eke"sv,  "Tall"sv,  "Sten"sv,
    "Älv"sv,    "Ås"sv,    "Ring"sv,   "Silver"sv, "Järn"sv,   "Kust"sv, "Holm"sv,  "Lind"sv,
    "Alm"sv,    "Rönn"sv,  "Hassel"sv, "Vind"sv,   "Dal"sv,    "Lövs"sv};
constexpr std::array swedish_second{"service"sv, "bris"sv,    "lund"sv,     "kraft"sv,  "data"sv,
                                    "teknik"sv,  "bygg"sv,    "logistik"sv, "frakt"sv,  "invest"sv,
                                    "konsult"sv, "media"sv,   "energi"sv,   "system"sv, "handel"sv,
                                    "verken"sv,  "gruppen"sv, "vård"sv,     "möbler"sv, "maskin"sv,
                                    "papper"sv,  "livs"sv,    "optik"sv,    "förlag"sv};
constexpr std::array norwegian_first{"Fjord"sv, "Nord"sv,  "Havn"sv,  "Vest"sv,   "Bre"sv,
                                     "Sjø"sv,   "Lofot"sv, "Bergs"sv, "Fjell"sv,  "Elve"sv,
                                     "Skog"sv,  "Østre"sv, "Midt"sv,  "Granli"sv, "Tinde"sv};
constexpr std::array norwegian_second{
    "kraft"sv,   "laks"sv,      "tekst"sv, "regnskap"sv, "bygg"sv,   "marine"sv,    "data"sv,
    "eiendom"sv, "transport"sv, "media"sv, "mat"sv,      "utstyr"sv, "rådgivning"sv};
constexpr std::array danish_first{"Øst"sv,  "Klit"sv,    "Bøge"sv,   "Møns"sv, "Sund"sv, "Jyd"sv,
                                  "Fyns"sv, "Strande"sv, "Vester"sv, "Kyst"sv, "Lyng"sv};
constexpr std::array danish_second{"mejeri"sv,    "møbler"sv, "vind"sv, "handel"sv,
                                   "revision"sv,  "pharma"sv, "byg"sv,  "software"sv,
                                   "transport"sv, "tryk"sv};
constexpr std::array finnish_first{"Järvi"sv, "Metsä"sv, "Pohja"sv, "Koivu"sv, "Saari"sv,
                                   "Kivi"sv,  "Ranta"sv, "Lumi"sv,  "Honka"sv, "Aalto"sv};
constexpr std::array finnish_second{"tekniikka"sv, "puu"sv,  "data"sv,    "rakennus"sv,
                                    "energia"sv,   "kone"sv, "palvelu"sv, "paperi"sv,
                                    "kala"sv,      "talo"sv};
constexpr std::array german_first{"Ost"sv, "Hanse"sv, "Förde"sv, "Elb"sv, "Küsten"sv, "Wald"sv};
constexpr std::array german_second{"technik"sv, "handel"sv, "logistik"sv, "werke"sv,
                                   "druck"sv,   "pumpen"sv, "medien"sv};
constexpr std::array japanese_first{"Hokusei "sv, "Aoba "sv, "Kitanami "sv, "Mizuho "sv,
                                    "Sakura "sv};
constexpr std::array japanese_second{"Shoji"sv, "Denki"sv, "Kaiun"sv, "Seimitsu"sv, "Shokuhin"sv};

constexpr std::array nordic_given{
    "anna"sv,    "erik"sv,    "maria"sv,  "lars"sv,    "karin"sv,  "johan"sv,  "ingrid"sv,
    "nils"sv,    "sofia"sv,   "anders"sv, "emma"sv,    "magnus"sv, "helena"sv, "oskar"sv,
    "linnea"sv,  "gustav"sv,  "astrid"sv, "henrik"sv,  "frida"sv,  "mikael"sv, "elin"sv,
    "fredrik"sv, "sara"sv,    "jonas"sv,  "camilla"sv, "tobias"sv, "hanna"sv,  "peter"sv,
    "malin"sv,   "viktor"sv,  "ida"sv,    "rasmus"sv,  "tove"sv,   "simon"sv,  "maja"sv,
    "daniel"sv,  "cecilia"sv, "axel"sv,   "klara"sv,   "leif"sv};
constexpr std::array swedish_family{
    "andersson"sv, "johansson"sv, "karlsson"sv, "nilsson"sv,   "lindberg"sv, "bergstrom"sv,
    "sandberg"sv,  "ekholm"sv,    "nyman"sv,    "wallin"sv,    "holmgren"sv, "sjoberg"sv,
    "akerlund"sv,  "dahl"sv,      "hedlund"sv,  "lundqvist"sv, "forsberg"sv, "nordin"sv};
constexpr std::array norwegian_family{"hansen"sv, "olsen"sv,   "larsen"sv,  "berg"sv,  "haugen"sv,
                                      "hagen"sv,  "bakken"sv,  "solberg"sv, "moen"sv,  "lie"sv,
                                      "strand"sv, "nygaard"sv, "eide"sv,    "fossum"sv};
constexpr std::array danish_family{"jensen"sv, "nielsen"sv, "pedersen"sv, "sorensen"sv,
                                   "madsen"sv, "kjaer"sv,   "lund"sv,     "holm"sv,
                                   "moller"sv, "bech"sv,    "dam"sv,      "toft"sv};
constexpr std::array finnish_given{"aino"sv, "eero"sv,  "matti"sv, "liisa"sv, "juha"sv,  "sanna"sv,
                                   "timo"sv, "elina"sv, "mika"sv,  "anni"sv,  "ville"sv, "tuuli"sv};
constexpr std::array finnish_family{"virtanen"sv, "korhonen"sv, "nieminen"sv,  "laine"sv,
                                    "koskinen"sv, "salo"sv,     "heikkinen"sv, "lehto"sv,
                                    "rantala"sv,  "saarinen"sv};
constexpr std::array german_given{"julia"sv,  "stefan"sv, "katrin"sv, "jens"sv,
                                  "birgit"sv, "uwe"sv,    "lena"sv,   "markus"sv};
constexpr std::array german_family{"petersen"sv, "schmidt"sv,  "koch"sv,   "brandt"sv,
                                   "vogel"sv,    "thiessen"sv, "lorenz"sv, "sommer"sv};
constexpr std::array japanese_given{"yuki"sv, "haruto"sv, "aiko"sv, "kenji"sv, "naoko"sv, "sora"sv};
constexpr std::array japanese_family{"tanaka"sv, "sato"sv, "mori"sv, "ito"sv, "kimura"sv, "abe"sv};

constexpr std::array offices{"goteborg"sv, "malmo"sv,  "bergen"sv,    "tromso"sv,
                             "aarhus"sv,   "odense"sv, "tampere"sv,   "turku"sv,
                             "hamburg"sv,  "kiel"sv,   "sundsvall"sv, "stavanger"sv};

struct Region {
  WordList first;
  WordList second;
  std::string_view form;  // legal form of the company
  WordList given;
  WordList family;
  std::string_view currency;
};

/// By Country.
constexpr std::array<Region, 6> regions{{
    {swedish_first, swedish_second, "AB", nordic_given, swedish_family, "SEK"},
    {norwegian_first, norwegian_second, "AS", nordic_given, norwegian_family, "NOK"},
    {danish_first, danish_second, "A/S", nordic_given, danish_family, "DKK"},
    {finnish_first, finnish_second, "Oy", finnish_given, finnish_family, "EUR"},
    {german_first, german_second, "GmbH", german_given, german_family, "EUR"},
    {japanese_first, japanese_second, "KK", japanese_given, japanese_family, "JPY"},
}};

const Region& region_of(Country country) { return regions[static_cast<std::size_t>(country)]; }

}  // namespace

std::string_view currency_of(Country country) { return region_of(country).currency; }

Company CompanyNames::company(Dice& dice) {
  while (true) {
    // Mostly Swedish, some from neighboring countries, a few from far away.
    const auto country = static_cast<Country>(dice.weighted({52, 19, 11, 10, 5, 3}));
    const Region& region = region_of(country);
    const auto first = dice.pick(region.first);
    const auto second = dice.pick(region.second);
    Company company{fmt::format("{}{} {}", first, second, region.form), country};
    if (taken_.insert(company.name).second) return company;
  }
}

std::string user_name(Dice& dice, Country country) {
  const Region& region = region_of(country);
  const auto given = dice.pick(region.given);
  const auto family = dice.pick(region.family);
  return fmt::format("{}.{}", given, family);
}

std::string database_name(Dice& dice) { return fmt::format("db-{}", dice.pick(offices)); }

}  // namespace tools::sample
