"""A new blocking reason and a new language, begun where a contributor would begin: until each
further place is filled, the compiler or a unit test fails and names it. See docs/contributing.md.

    python3 tests/growth/run.py --compiler g++
"""
import argparse
import json
import pathlib
import re
import sys
import tempfile
import unittest

from overlay import Overlay

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILER = "c++"

TABLE = "ledger/reason_code.h"
RULES = "projections/reasons/blocking_reasons"
WORDS = "projections/words/"
LANGUAGE = WORDS + "language.h"
PHRASES = ["tools/cli/pages/phrases.h", "tools/cli/pages/event_phrases.h"]
PAGE = "docs/reasons.md"
OPENAPI = "docs/openapi.json"
TESTS = "tests/projections/"
LIBRARIES = ["-lgtest_main", "-lgtest", "-lfmt", "-lboost_json", "-lpthread"]


class Growth(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.tree = Overlay(ROOT, pathlib.Path(directory.name), COMPILER)
        for document in (PAGE, OPENAPI):
            self.tree.write(document, self.tree.read(document))

    def stops_at(self, path: str, message: str):
        self.assertIn(message, self.tree.check(path), path)

    def compiles(self, *paths: str):
        for path in paths:
            self.assertEqual("", self.tree.check(path), path)

    def failing_tests(self, tests: list[str], words: list[str]) -> set[str]:
        sources = ["ledger/time.cc", *(WORDS + word for word in words), *tests]
        return self.tree.failing_tests(sources, LIBRARIES)


class BlockingReason(Growth):
    """`suspended` is reported after `held`, though its number is the last."""

    def test_leads_from_the_table_to_every_other_place(self):
        add = self.tree.add
        add(TABLE, r"enum class ReasonCode[^}]*,\n", "  suspended,\n")
        self.stops_at(TABLE, "needs a row for each ReasonCode")
        add(TABLE, r"rows = [^;]*\n(?=  \}\);)", '      {suspended, "suspended", {"number"}},\n')
        self.stops_at(TABLE, "belongs to a group")
        add(TABLE, r"array blocking\{[^}]*held,", " suspended,")
        self.compiles(TABLE)

        remedies = WORDS + "remedies.cc"
        self.stops_at(remedies, "remedies need a row for each ReasonCode")
        add(remedies, r"remedy_rows = .*?\n(?=\}\);)",
            "    {suspended, customer, [](const Reason&) { return Remedies{to(renew_license)}; }},\n")
        for language, file in (("English", "wording_en.cc"), ("Swedish", "wording_sv.cc")):
            self.stops_at(WORDS + file, f"{language} needs a row for each ReasonCode")
            add(WORDS + file, r"to_array<ReasonWords>.*?\n(?=\}\);)",
                f'    {{suspended, "Suspended in {language}", '
                f'"License {{number}} is suspended ({language}).|It is suspended ({language})."}},\n')

        self.stops_at(RULES + ".cc", "each blocking ReasonCode needs a rule")
        add(RULES + ".h", r"struct Held .*?\};\n",
            "struct Suspended : Timeless {\n"
            "  static std::optional<Reason> judge(const Question& question);\n};\n")
        in_its_place = self.tree.read(RULES + ".cc")
        add(RULES + ".cc", r"together\[\] = \{\s*", "single<Suspended>({ReasonCode::suspended}), ")
        self.stops_at(RULES + ".cc", "in the order of the blocking ReasonCodes")
        self.tree.write(RULES + ".cc", in_its_place)
        add(RULES + ".cc", r"single<Held>\(\{ReasonCode::held\}\),",
            " single<Suspended>({ReasonCode::suspended}),")
        self.compiles(remedies, WORDS + "wording_en.cc", WORDS + "wording_sv.cc", RULES + ".cc",
                      "projections/search/search_counts.cc", "projections/search/search_row.cc")

        tests = [TESTS + "words/messages_test.cc", TESTS + "words/remedies_test.cc",
                 TESTS + "reasons_page_test.cc", TESTS + "state/archive_version_test.cc",
                 "tests/tools/wire/reason_schema_test.cc"]
        words = ["language.cc", "messages.cc", "money.cc", "remedies.cc", "wording.cc",
                 "wording_en.cc", "wording_sv.cc"]
        self.assertEqual({
            "Message.names_everything_that_the_reason_knows",
            "ReasonsPage.describes_every_reason_in_order",
            "ArchiveVersion.is_raised_when_another_reason_can_block",
            "OpenApi.lists_every_reason_code",
            "OpenApi.has_a_schema_for_each_reason_of_a_group_in_the_order_in_which_they_are_reported",
            "OpenApi.searches_by_every_blocking_reason",
        }, self.failing_tests(tests, words))

        add("tests/support/known_reasons.h", r"currency_mismatch,.*?\}\),\n",
            "      about(suspended, [](Reason& r) { r.number = ledger::LicenseNumber{41}; }, {\"41\"}),\n")
        # Which has an entry more than the rows of texts.
        add(TESTS + "words/remedies_test.cc", r"of payment P-1, and .*?\n(?=  \};)",
            '      {Texts{"Renew the license."}, Texts{"Förnya licensen."}},\n')
        add(PAGE, r"\n\| `held`[^\n]*",
            "\n| `suspended` | suspended | `number` | | `customer` | `renew_license` |")
        self.tree.write(TESTS + "state/archive_version_test.cc", re.sub(
            r"held(?=[,\"])", "held, suspended", self.tree.read(TESTS + "state/archive_version_test.cc")))
        self.describe_in_openapi()
        self.assertEqual(set(), self.failing_tests(tests, words))

    def describe_in_openapi(self):
        document = json.loads(self.tree.read(OPENAPI))
        schemas = document["components"]["schemas"]
        schemas["ReasonCode"]["enum"].append("suspended")
        schemas["SuspendedReason"] = {
            "properties": {"code": {"const": "suspended"}, "resolver": {"const": "customer"}},
            "required": ["code", "number"]}
        mapping = schemas["BlockingReason"]["discriminator"]
        codes = list(mapping["mapping"])
        codes.insert(codes.index("held") + 1, "suspended")
        mapping["mapping"] = {code: mapping["mapping"].get(
            code, "#/components/schemas/SuspendedReason") for code in codes}
        search = document["paths"]["/v1/licenses"]["get"]["parameters"][0]["schema"]["items"]
        for listed in (search, schemas["SearchRow"]["properties"]["blocked_by"]["items"]):
            listed["enum"] = codes
        self.tree.write(OPENAPI, json.dumps(document))


class Language(Growth):
    def test_leads_from_the_enum_to_every_other_place(self):
        add = self.tree.add
        add(LANGUAGE, r"enum class Language : std::uint8_t \{ en, sv", ", nb")
        self.stops_at(LANGUAGE, "a name for each enumerator")
        add(LANGUAGE, r'"en", "sv"', ', "nb"')
        self.compiles(LANGUAGE)

        self.stops_at(WORDS + "wording.cc", "one for each Language")
        add(WORDS + "wording.cc", "&english, &swedish", ", &norwegian")
        add(WORDS + "wording.h", r"extern const Wording swedish;\n",
            "extern const Wording norwegian;\n")
        norwegian = self.tree.read(WORDS + "wording_sv.cc").replace("swedish", "norwegian")
        norwegian = norwegian.replace("Swedish", "Norwegian")
        self.tree.write(WORDS + "wording_nb.cc", norwegian.replace("{renew_license,", "{remove_seats,"))
        self.stops_at(WORDS + "wording_nb.cc", "Norwegian needs a row for each Action")
        self.tree.write(WORDS + "wording_nb.cc", re.sub(r"    \.today = .*\n", "", norwegian))
        self.assertNotEqual("", self.tree.check(WORDS + "wording_nb.cc"), "a text is left out")
        self.tree.write(WORDS + "wording_nb.cc", norwegian)
        for header in PHRASES:
            self.stops_at(header, "one for each Language")
            add(header, r"&swedish_\w+", ", &norwegian_phrases")
            kind = "EventPhrases" if "event" in header else "Phrases"
            add(header, rf"extern const {kind} swedish_\w+;\n",
                f"extern const {kind} norwegian_phrases;\n")
        self.compiles(WORDS + "wording.cc", WORDS + "wording_nb.cc", WORDS + "messages.cc", *PHRASES)

        for test in ("language_test.cc", "remedies_test.cc"):
            self.stops_at(TESTS + "words/" + test, "one for each Language")
        # As long as the new words are those of another language.
        self.assertEqual({
            "Message.names_everything_that_the_reason_knows",
            "Title.has_two_to_five_words",
            "OpenApi.lists_every_language",
        }, self.failing_tests(
            [TESTS + "words/messages_test.cc", "tests/tools/wire/reason_schema_test.cc"],
            ["language.cc", "messages.cc", "money.cc", "remedies.cc", "wording.cc", "wording_en.cc",
             "wording_sv.cc", "wording_nb.cc"]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", default=COMPILER)
    arguments, rest = parser.parse_known_args()
    COMPILER = arguments.compiler
    unittest.main(argv=[sys.argv[0], *rest])
