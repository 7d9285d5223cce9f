"""The schemas of the document, as validators that are fast enough for every response.

They behave like jsonschema, with two differences. References are resolved when the document is
read, not at each response. A oneOf with a discriminator goes straight to the branch that the
discriminator selects: that is equivalent to trying all, because the values of the branches are
disjoint, which is checked when the document is read.
"""
from __future__ import annotations

import datetime
import re

import jsonschema
from jsonschema import validators

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
BRANCHES = "x-branches"  # in a oneOf: the branch for each value of the discriminator

formats = jsonschema.FormatChecker(formats=())


class WrongDocument(Exception):
    """The document is not well-defined."""


@formats.checks("date-time", raises=ValueError)
def _is_instant(text) -> bool:
    if not isinstance(text, str):
        return True
    datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    return INSTANT.fullmatch(text) is not None


@formats.checks("date", raises=ValueError)
def _is_date(text) -> bool:
    return not isinstance(text, str) or bool(datetime.datetime.strptime(text, "%Y-%m-%d"))


@formats.checks("uri")
def _is_uri(text) -> bool:
    return not isinstance(text, str) or URI.fullmatch(text) is not None


def _one_of(validator, branches, instance, schema):
    table = schema.get(BRANCHES)
    if table is None or not isinstance(instance, dict):
        yield from jsonschema.Draft202012Validator.VALIDATORS["oneOf"](
            validator, branches, instance, schema)
        return
    name = schema["discriminator"]["propertyName"]
    value = instance.get(name)
    if not isinstance(value, str) or value not in table:
        yield jsonschema.ValidationError(f"{name} is {value!r}, not one of {sorted(table)}")
        return
    yield from validator.descend(instance, table[value])


Validator = validators.extend(jsonschema.Draft202012Validator, {"oneOf": _one_of})


class Schemas:
    """All schemas of one document."""

    def __init__(self, document: dict):
        self.document = document
        self._resolved: dict[str, dict] = {}
        self._validators: dict[int, tuple] = {}

    def at(self, reference: str):
        """The target of a reference such as `#/components/schemas/License`."""
        found = self.document
        for segment in reference.removeprefix("#/").split("/"):
            segment = segment.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, dict) or segment not in found:
                raise WrongDocument(f"there is nothing at {reference}")
            found = found[segment]
        return found

    def resolved(self, schema, within: tuple = ()):
        """The schema with its references resolved; the same object for the same reference."""
        if isinstance(schema, list):
            return [self.resolved(one, within) for one in schema]
        if not isinstance(schema, dict):
            return schema
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            whole = {key: self.resolved(value, within) for key, value in schema.items()}
            if "discriminator" in whole and "oneOf" in whole:
                whole[BRANCHES] = self._branches(schema, within)
            return whole
        if reference in within:
            raise WrongDocument(f"{reference} refers to itself")
        if reference not in self._resolved:
            self._resolved[reference] = self.resolved(self.at(reference), (*within, reference))
        siblings = {key: value for key, value in schema.items()
                    if key not in ("$ref", "description", "summary")}
        if siblings:
            return {"allOf": [self._resolved[reference], self.resolved(siblings, within)]}
        return self._resolved[reference]

    def _branches(self, schema: dict, within: tuple) -> dict:
        name = schema["discriminator"]["propertyName"]
        mapping = schema["discriminator"]["mapping"]
        by_value = {}
        for branch in schema["oneOf"]:
            whole = self.resolved(branch, within)
            tag = whole.get("properties", {}).get(name, {})
            values = tag.get("enum", [tag["const"]] if "const" in tag else [])
            if not values or name not in whole.get("required", []):
                raise WrongDocument(f"{branch} does not specify its {name}")
            for value in values:
                if value in by_value or mapping.get(value) != branch.get("$ref"):
                    raise WrongDocument(f"{name} {value} is not mapped to one branch: {branch}")
                by_value[value] = whole
        if set(by_value) != set(mapping):
            raise WrongDocument(f"{name} maps {sorted(set(mapping) - set(by_value))} to no branch")
        return by_value

    def errors(self, schema: dict, instance) -> list[str]:
        """The errors of the instance, each with its location; empty if it is valid."""
        # The schema is kept with its validator, so that its id is not reused.
        if id(schema) not in self._validators:
            self._validators[id(schema)] = (
                schema, Validator(self.resolved(schema), format_checker=formats))
        validator = self._validators[id(schema)][1]
        return [f"{_pointer(error.absolute_path)}: {error.message[:500]}"
                for error in validator.iter_errors(instance)]


def _pointer(path) -> str:
    return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)
