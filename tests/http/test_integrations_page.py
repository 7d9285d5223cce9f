"""docs/integrations.md, followed step by step: every command is run, every response compared."""
import json
import os
import re
import subprocess

from harness import ROOT, Server, ServerTest

PAGE = ROOT / "docs/integrations.md"
MARK = "--- the next block ---"


def blocks() -> list[tuple[str, str]]:
    """The fenced blocks, in order: language and text."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.S | re.M)


def values_in(text: str) -> list:
    """The JSON values in a text, in order."""
    decoder, values, at = json.JSONDecoder(), [], 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        values.append(value)
    return values


class IntegrationsPage(ServerTest):
    now = None
    options = ("--stripe-config", str(ROOT / "docs/examples/stripe.toml"))

    @classmethod
    def setUpClass(cls):
        os.environ["STRIPE_WEBHOOK_SECRET"] = "whsec_of_the_integrations_page"
        cls.addClassCleanup(os.environ.pop, "STRIPE_WEBHOOK_SECRET")
        super().setUpClass()

    def assert_shown(self, wanted, answered, where: str) -> None:
        """Everything that the page shows is in the response; the response may have more."""
        if isinstance(wanted, dict):
            self.assertIsInstance(answered, dict, where)
            for name, value in wanted.items():
                self.assertIn(name, answered, where)
                self.assert_shown(value, answered[name], f"{where}/{name}")
        elif isinstance(wanted, list):
            self.assertEqual(len(wanted), len(answered), f"{where}: {answered}")
            for i, value in enumerate(wanted):
                self.assert_shown(value, answered[i], f"{where}/{i}")
        else:
            self.assertEqual(wanted, answered, where)

    def test_works_as_written(self):
        script = [block for language, block in blocks() if language == "sh"]
        self.assertGreater(len(script), 8, "the page has lost its commands")
        environment = {**os.environ, "URL": f"http://127.0.0.1:{self.server.port}",
                       "TOKEN": self.server.token}
        ran = subprocess.run(["bash", "-euo", "pipefail"],
                             input=f"\necho '{MARK}'\n".join(script), text=True, timeout=120,
                             capture_output=True, env=environment, check=False)
        self.assertEqual((0, ""), (ran.returncode, ran.stderr), ran.stdout)
        answers = ran.stdout.split(MARK)
        self.assertEqual(len(script), len(answers))
        number = -1
        for language, block in blocks():
            if language == "sh":
                number += 1
            elif language == "json":
                self.assert_shown(values_in(block), values_in(answers[number]),
                                 f"after command {number + 1}")
