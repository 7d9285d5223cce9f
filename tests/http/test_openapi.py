"""docs/openapi.json lists exactly the routes of the server, and detects wrong responses."""
import copy
import json
import re
import unittest

import documented
from documented import METHODS, Document, WrongAnswer
from harness import ROOT, ServerTest
from test_roles import MATRIX

ROUTES = ROOT / "tools/api/routes.cc"
ROLES = {"billing", "admin", "support", "auditor", "operator"}


def listed_routes() -> dict:
    """The roles of each (method, path) of routes.cc; None if it is public."""
    source = ROUTES.read_text(encoding="utf-8")
    named = dict(re.findall(r"const Access (\w+) = (Access::\w+\([^)]*\));", source))
    routes = {}
    for method, path, access in re.findall(
            r'\{"([A-Z]+)",\s*"(/[^"]*)",\s*(\w+(?:::\w+\([^)]*\))?),\s*\w+\}', source):
        access = named.get(access, access)
        if access == "Access::everybody()":
            routes[method, path] = None
        else:
            kind, listed = re.fullmatch(r"Access::(\w+)\((.*)\)", access).groups()
            roles = set(re.findall(r"[a-z]\w*", listed))
            if kind == "of_license":
                roles.add("admin")  # for the licenses of its token
            routes[method, path] = {role.rstrip("_") for role in roles} | {"operator"}
    return routes


def operations(document: dict) -> dict:
    """Each operation by (method, path), with the path as routes.cc writes it."""
    found = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                for parameter in item[method].get("parameters", []):
                    if "x-segments" in parameter:
                        path = path.replace("{%s}" % parameter["name"], "{path*}")
                found[method.upper(), path] = item[method]
    return found


class TheDocument(unittest.TestCase):
    document = documented.documented().document

    def test_has_every_route_and_no_other(self):
        routes = listed_routes()
        rows = re.findall(r'^ +\{"', ROUTES.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(len(rows), len(routes))
        self.assertEqual(sorted(routes), sorted(operations(self.document)))

    def test_states_who_may_call_each_operation(self):
        self.assertEqual([{"token": []}], self.document["security"])
        for name, roles in listed_routes().items():
            with self.subTest(name):
                operation = operations(self.document)[name]
                if roles is None:
                    self.assertEqual([], operation.get("security"))
                    self.assertNotIn("x-roles", operation)
                else:
                    self.assertNotIn("security", operation)
                    self.assertEqual(roles, set(operation["x-roles"]))
                    self.assertLessEqual(roles, ROLES)
                refusals = {"401", "403"} & set(operation["responses"])
                self.assertEqual(set() if roles is None else {"401", "403"}, refusals)

    def test_agrees_with_the_roles_that_the_server_admits(self):
        for method, path, _, allowed in MATRIX:
            with self.subTest(f"{method} {path}"):
                operation = operations(self.document)[method, path]
                documented_roles = set(operation.get("x-roles", ROLES))
                admitted = {role.split()[0] for role in allowed} - {"nobody"}
                # One type of event is tried there; test_roles.PostedEvents tries all.
                if path == "/v1/events" and method == "POST":
                    admitted.add("admin")
                self.assertEqual("security" in operation, "nobody" in allowed)
                self.assertEqual(documented_roles, admitted)

    def test_names_each_parameter_of_a_path_once(self):
        for (method, path), operation in operations(self.document).items():
            with self.subTest(f"{method} {path}"):
                parameters = [self.followed(p) for p in operation.get("parameters", [])]
                in_path = [p["name"] for p in parameters if p["in"] == "path"]
                in_template = [name for name in re.findall(r"\{(\w+)", path) if name != "path"]
                in_template += ["tile"] if "{path*}" in path else []
                self.assertEqual(sorted(in_template), sorted(in_path))
                self.assertTrue(all(p.get("description") for p in parameters))

    def test_has_the_common_headers_in_every_response(self):
        for name, operation in operations(self.document).items():
            self.assertLessEqual({"400", "408", "413", "431"}, set(operation["responses"]), name)
            for status, response in operation["responses"].items():
                headers = self.followed(response).get("headers", {})
                self.assertLessEqual({"X-Request-Id", "Cache-Control"}, set(headers),
                                     f"{name} {status}")

    def test_closes_the_objects_of_responses(self):
        """A misspelled member is detected only if no other members are allowed."""
        for name, operation in operations(self.document).items():
            for status, response in operation["responses"].items():
                for kind, media in self.followed(response).get("content", {}).items():
                    if kind.endswith("json") and name[1] != "/openapi.json":
                        schema = documented.documented().schemas.resolved(media["schema"])
                        self.assertEqual([], list(open_objects(schema)), f"{name} {status}")

    def followed(self, part: dict) -> dict:
        return documented.documented().schemas.at(part["$ref"]) if "$ref" in part else part


def open_objects(schema: dict, where: str = ""):
    """The places where objects of a schema allow members that it does not name."""
    closed = schema.get("additionalProperties") is False
    if "properties" in schema and not closed:
        yield where
    for name, member in schema.get("properties", {}).items():
        yield from open_objects(member, f"{where}/{name}")
    for index, branch in enumerate(schema.get("oneOf", [])):
        if closed:  # the branch refines some members of an object that is already closed
            branch = dict(branch, additionalProperties=False)
        yield from open_objects(branch, f"{where}/{index}")
    if isinstance(schema.get("items"), dict):
        yield from open_objects(schema["items"], f"{where}/items")


class AResponse(ServerTest):
    """Correct responses are altered, and each alteration is detected."""

    def setUp(self):
        self.target = "/v1/licenses?limit=5"
        self.serial = self.new_serial()
        self.server.post({"specversion": "1.0", "id": self.serial, "source": "/test",
                          "type": "license.registered.v1", "subject": self.serial,
                          "data": {"company_name": "Nordvik AB"}})

    def assert_wrong(self, expected: str, method: str, target: str, status: int, headers: dict,
                     body) -> None:
        with self.assertRaises(WrongAnswer) as raised:
            documented.documented().check(method, target, status, headers,
                                          body if isinstance(body, bytes) else
                                          json.dumps(body).encode())
        message = str(raised.exception)
        for part in (expected, method, target, str(status)):
            self.assertIn(part, message)

    def test_with_a_member_misspelled_or_missing_or_of_another_type_is_detected(self):
        path = f"/v1/licenses/{self.serial}"
        answer = self.server.call("GET", path)
        view = answer.body
        not_bound = view["blocking_reasons"][0]
        self.assertEqual("not_bound", not_bound["code"])
        with_reason = lambda **members: dict(view, blocking_reasons=[dict(not_bound, **members)])
        without = {name: value for name, value in view.items() if name != "stage"}
        for expected, body in (
                ("'stages' was unexpected", dict(view, stages="valid")),
                ("'stage' is a required property", without),
                ("/stage: 'sometime' is not one of", dict(view, stage="sometime")),
                ("/position: '1' is not of type 'integer'", dict(view, position="1")),
                ("/as_of: '2026-03-01' is not a 'date-time'", dict(view, as_of="2026-03-01")),
                ("/blocking_reasons/0: code is 'unbound'", with_reason(code="unbound")),
                ("/blocking_reasons/0: 'module' is a required", with_reason(code="excess")),
                ("/blocking_reasons/0: Additional", with_reason(invoice_id="INV-1")),
                ("not JSON", json.dumps(view).encode()[:-1])):
            with self.subTest(expected):
                self.assert_wrong(expected, "GET", path, 200, answer.headers, body)

    def test_with_an_undocumented_status_type_or_header_is_detected(self):
        answer = self.server.call("GET", self.target)
        headers, body = answer.headers, answer.body
        without_id = {name: value for name, value in headers.items() if name != "x-request-id"}
        self.assert_wrong("has no answer 202", "GET", self.target, 202, headers, body)
        self.assert_wrong("content of the type 'text/html'", "GET", self.target, 200,
                          dict(headers, **{"content-type": "text/html"}), body)
        self.assert_wrong("header X-Request-Id is missing", "GET", self.target, 200, without_id,
                          body)
        self.assert_wrong("header etag is not documented", "GET", self.target, 200,
                          dict(headers, etag='"1"'), body)
        path = f"/v1/licenses/{self.serial}"
        view = self.server.call("GET", path)
        self.assert_wrong("header ETag: /: 'W/5' does not match", "GET", path, 200,
                          dict(view.headers, etag="W/5"), view.body)
        self.assert_wrong("an unexpected body", "GET", "/docs", 304,
                          dict(view.headers, etag='"x"'), b"<html>")

    def test_for_an_undocumented_path_or_method_is_a_problem_or_detected(self):
        nowhere = self.server.call("GET", "/v1/nowhere")
        self.assert_problem(nowhere, 404, "not_found")
        self.assert_wrong("status 200 instead of 404", "GET", "/v1/nowhere", 200, nowhere.headers,
                          {})
        self.assert_wrong("content of the type", "GET", "/v1/nowhere", 404,
                          dict(nowhere.headers, **{"content-type": "text/html"}), b"no")
        patched = self.server.call("PATCH", self.target)
        self.assert_problem(patched, 405, "method_not_allowed")
        without_allow = {n: v for n, v in patched.headers.items() if n != "allow"}
        self.assert_wrong("Allow is missing", "PATCH", self.target, 405, without_allow,
                          patched.body)

    def test_of_lines_is_checked_line_by_line(self):
        headers = {"content-type": "application/x-ndjson", "x-request-id": "x",
                   "cache-control": "no-store"}
        taken = json.dumps({"id": "1", "status": "appended", "position": 1}).encode()
        check = documented.documented().check
        check("POST", "/v1/events", 200, headers, taken + b"\n" + taken + b"\n")
        self.assert_wrong("line 2/: status is 'lost'", "POST", "/v1/events", 200, headers,
                          taken + b"\n" + taken.replace(b"appended", b"lost"))

    def test_is_checked_by_the_clients_of_the_tests(self):
        right = documented.documented().document
        wrong = copy.deepcopy(right)
        del wrong["paths"]["/healthz"]["get"]["responses"]["200"]
        with self.assertRaises(WrongAnswer):
            Document(wrong).check("GET", "/healthz", 200, {}, b"{}")
        client = self.server.client()
        self.addCleanup(setattr, documented, "DOCUMENT", documented.DOCUMENT)
        self.addCleanup(documented.documented.cache_clear)
        documented.DOCUMENT = self.server.directory / "openapi.json"
        documented.DOCUMENT.write_text(json.dumps(wrong), encoding="utf-8")
        documented.documented.cache_clear()
        with self.assertRaises(WrongAnswer):
            client.call("GET", "/healthz")


class ADiscriminator(unittest.TestCase):
    def test_that_does_not_distinguish_its_branches_is_refused(self):
        for name, spoil in (("missing", lambda d: d["mapping"].pop("held")),
                            ("swapped", lambda d: d["mapping"].update(held=d["mapping"]["unpaid"])),
                            ("more", lambda d: d["mapping"].update(other=d["mapping"]["held"]))):
            with self.subTest(name):
                document = copy.deepcopy(documented.documented().document)
                spoil(document["components"]["schemas"]["BlockingReason"]["discriminator"])
                schemas = Document(document).schemas
                with self.assertRaises(documented.WrongDocument):
                    schemas.resolved({"$ref": "#/components/schemas/License"})
