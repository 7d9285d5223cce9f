"""Checks responses of the server against docs/openapi.json: every response in a test passes here.

A response is correct if its path and method are in the document, its status and its content type
are documented, it has all required headers and no undocumented ones, and its body matches its
schema. Two rules for what the document cannot list: without such a path, the response is a
problem; with the path but not the method, it is a 405 with `Allow`. A request that is refused
before it was read (400, 408, 413, 431) may be refused that way anywhere.
"""
from __future__ import annotations

import functools
import json
import pathlib
import re
import urllib.parse

from schemas import Schemas, WrongDocument

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/openapi.json"
METHODS = ("get", "put", "post", "delete", "patch")
UNREAD = (400, 408, 413, 431)
# Headers of the message, not of the response.
FRAMING = {"content-type", "content-length", "transfer-encoding", "connection", "date"}
PROBLEM = {"$ref": "#/components/schemas/Problem"}


class WrongAnswer(AssertionError):
    """The response is not in the document."""


class Document:
    def __init__(self, document: dict):
        self.document = document
        self.schemas = Schemas(document)
        self.seen: set[tuple[str, str, str]] = set()  # operation and status
        self._templates = sorted(
            ((_pattern(path, item), path) for path, item in document["paths"].items()),
            key=lambda template: _looseness(template[1]))

    def template_of(self, target: str) -> str | None:
        """The documented path that a target such as `/v1/licenses/1801?as_of=…` belongs to."""
        whole = target.startswith(("/", "http://", "https://"))
        path = urllib.parse.urlsplit(target if whole else "/" + target).path
        return next((path_template for pattern, path_template in self._templates
                     if pattern.fullmatch(path)), None)

    def check(self, method: str, target: str, status: int, headers: dict, body: bytes) -> None:
        """Raises WrongAnswer with all differences. Header names are in lower case."""
        wrong = self.wrong(method, target, status, headers, body)
        if wrong:
            raise WrongAnswer(f"{method} {target} answered {status}, which docs/openapi.json does "
                              "not describe:\n  " + "\n  ".join(wrong))

    def check_problem(self, status: int, headers: dict, body: bytes) -> None:
        """For a response to bytes that are not HTTP, which have no path and no method."""
        wrong = self._wrong_problem(headers, body, status, status)
        if wrong:
            raise WrongAnswer(f"{status} is not a documented problem:\n  " + "\n  ".join(wrong))

    def wrong(self, method: str, target: str, status: int, headers: dict,
              body: bytes) -> list[str]:
        template = self.template_of(target)
        if template is None:
            return self._wrong_problem(headers, body, 404, status)
        item = self.document["paths"][template]
        name = "get" if method == "HEAD" else method.lower()
        if name not in item or not method.isupper():
            allowed = [] if status in UNREAD or "allow" in headers else ["Allow is missing"]
            return allowed + self._wrong_problem(headers, body, 405, status)
        self.seen.add((name, template, str(status)))
        response = item[name]["responses"].get(str(status))
        if response is None:
            return [f"{name} {template} has no answer {status}: {body[:500]!r}"]
        response = self._followed(response)
        return (self._wrong_headers(response, headers) +
                self._wrong_content(response, headers, body, method == "HEAD"))

    def _wrong_problem(self, headers: dict, body: bytes, wanted: int, status: int) -> list[str]:
        if status != wanted and status not in UNREAD:
            return [f"status {status} instead of {wanted}"]
        response = {"content": {"application/problem+json": {"schema": PROBLEM}}}
        return self._wrong_content(response, headers, body, not body)

    def _wrong_headers(self, response: dict, headers: dict) -> list[str]:
        allowed = response.get("headers", {})
        wrong = [f"header {name} is not documented"
                 for name in headers.keys() - FRAMING - {name.lower() for name in allowed}]
        for name, header in allowed.items():
            header = self._followed(header)
            value = headers.get(name.lower())
            if value is None:
                wrong += [f"header {name} is missing"] if header.get("required") else []
                continue
            number = header["schema"].get("type") == "integer" and value.isdigit()
            wrong += [f"header {name}: {error}" for error in
                      self.schemas.errors(header["schema"], int(value) if number else value)]
        return wrong

    def _wrong_content(self, response: dict, headers: dict, body: bytes,
                       without_body: bool) -> list[str]:
        content = response.get("content", {})
        kind = headers.get("content-type", "").split(";")[0]
        if not content:
            return [f"an unexpected body: {body[:100]!r}"] if body else []
        if kind not in content:
            return [f"content of the type {kind!r} instead of {list(content)}"]
        return [] if without_body else self._wrong_body(content[kind], kind, body)

    def _wrong_body(self, media: dict, kind: str, body: bytes) -> list[str]:
        if kind == "application/json" or kind.endswith("+json"):
            try:
                return self.schemas.errors(media["schema"], json.loads(body))
            except ValueError as error:
                return [f"not JSON: {error}"]
        if "x-line" in media:
            return [f"line {number}{error}" for number, line in enumerate(body.splitlines(), 1)
                    for error in self.schemas.errors(media["x-line"], json.loads(line))]
        return []  # text and bytes, which have no schema

    def _followed(self, part: dict) -> dict:
        return self.schemas.at(part["$ref"]) if "$ref" in part else part


def _pattern(path: str, item: dict) -> re.Pattern:
    """A parameter with `x-segments` matches all remaining segments, others match one."""
    rest = {parameter["name"] for name in METHODS
            for parameter in item.get(name, {}).get("parameters", []) if "x-segments" in parameter}
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile("".join(
        re.escape(part) if index % 2 == 0 else (".+" if part in rest else "[^/]+")
        for index, part in enumerate(parts)))


def _looseness(path: str) -> tuple:
    """Of two matching paths, the one with a name instead of a parameter comes first."""
    return tuple(segment.startswith("{") for segment in path.split("/"))


@functools.lru_cache(maxsize=None)
def documented() -> Document:
    """The document from the sources, read once."""
    return Document(json.loads(DOCUMENT.read_text(encoding="utf-8")))
