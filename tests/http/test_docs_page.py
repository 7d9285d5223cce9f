"""The reference page at /docs: complete, from this server alone, and cached while unchanged."""
import html.parser
import re
import urllib.parse

from harness import ROOT, ServerTest

ASSETS = {"start.js": "text/javascript; charset=utf-8",
          "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
          "swagger-ui-bundle.js.LICENSE.txt": "text/plain; charset=utf-8",
          "swagger-ui.css": "text/css; charset=utf-8",
          "favicon-32x32.png": "image/png"}
ALLOWED_SOURCES = {"'none'", "'self'", "'unsafe-inline'", "data:"}


class References(html.parser.HTMLParser):
    """The resources that a page loads, and its inline scripts and styles."""

    def __init__(self, page: str):
        super().__init__()
        self.found, self.inline = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.found += [attributes[name] for name in ("src", "href") if name in attributes]
        self.inline += [name for name in attributes if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in attributes):
            self.inline.append(tag)


def policy_of(answer) -> dict:
    policy = answer.headers["content-security-policy"]
    words = (directive.split() for directive in policy.split(";"))
    return {name: set(sources) for name, *sources in words}


class DocsPage(ServerTest):
    def setUp(self):
        self.nobody = self.server.client("")
        self.page = self.nobody.call("GET", "/docs")

    def asset(self, name: str):
        return self.nobody.call("GET", f"/docs/{name}")

    def test_is_public_and_loads_only_from_this_server(self):
        self.assert_status(200, self.page)
        self.assertEqual("text/html; charset=utf-8", self.page.headers["content-type"])
        references = References(self.page.body)
        self.assertEqual([], references.inline)
        self.assertGreaterEqual(len(references.found), 4)
        for reference in references.found:
            parts = urllib.parse.urlsplit(reference)
            self.assertEqual(("", ""), (parts.scheme, parts.netloc), reference)
            path = urllib.parse.urljoin("/docs", reference)
            self.assert_status(200, self.nobody.call("GET", path))

    def test_has_files_with_the_right_content_types(self):
        for name, content_type in ASSETS.items():
            with self.subTest(name):
                answer = self.asset(name)
                self.assert_status(200, answer)
                self.assertEqual(content_type, answer.headers["content-type"])
                self.assertGreater(len(answer.body), 100)
        self.assert_problem(self.asset("nothing.js"), 404, "not_found")

    def test_has_styles_that_embed_their_images(self):
        style = self.asset("swagger-ui.css").body
        self.assertNotIn("@import", style)
        self.assertNotIn("@font-face", style)
        for address in re.findall(r"url\(\s*[\"']?([^)]{1,40})", style):
            self.assertTrue(address.startswith("data:"), address)

    def test_loads_the_document_of_this_server_and_uses_no_validator(self):
        start = self.asset("start.js").body
        self.assertIn('url: "openapi.json"', start)
        self.assertIn("validatorUrl: null", start)
        self.assertNotIn("//", re.sub(r"^\s*//.*$", "", start, flags=re.MULTILINE))

    def test_forbids_the_browser_other_servers_and_inline_scripts(self):
        for answer in [self.page, *map(self.asset, ASSETS)]:
            policy = policy_of(answer)
            self.assertEqual({"'none'"}, policy["default-src"])
            self.assertEqual({"'self'"}, policy["script-src"])
            self.assertEqual({"'self'"}, policy["connect-src"])
            self.assertLessEqual(set().union(*policy.values()), ALLOWED_SOURCES)
            for name in ("base-uri", "form-action", "frame-ancestors"):
                self.assertEqual({"'none'"}, policy[name])
            self.assertEqual("nosniff", answer.headers["x-content-type-options"])

    def test_and_the_document_are_not_sent_again_while_unchanged(self):
        for path in ("/docs", "/docs/swagger-ui-bundle.js", "/openapi.json"):
            with self.subTest(path):
                first = self.nobody.call("GET", path)
                self.assertEqual("no-cache", first.headers["cache-control"])
                tag = first.headers["etag"]
                for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
                    again = self.nobody.call("GET", path, headers={"If-None-Match": known})
                    self.assertEqual((304, "", tag),
                                     (again.status, again.body, again.headers["etag"]))
                    self.assertNotIn("content-length", again.headers)
                other = self.nobody.call("GET", path, headers={"If-None-Match": '"other"'})
                self.assertEqual((200, first.body), (other.status, other.body))

    def test_shows_the_document_from_the_sources(self):
        served = self.nobody.call("GET", "/openapi.json").headers["content-length"]
        self.assertEqual(str((ROOT / "docs/openapi.json").stat().st_size), served)
