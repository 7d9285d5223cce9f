"""Small pools of values, so that steps of a history collide often."""
from __future__ import annotations

import random

from times import DAY, date_of

SERIALS = ("1801000001", "1801000002", "1801000003", "1801000004")
UNKNOWN_SERIAL = "1809999999"
COMPANIES = ("Nordvik AB", "Fjällservice AB", "nordvik AB")
INSTALLATIONS = ("Cust21001", "Cust21002", "Cust21003", "Cust21004", "Cust21005")
KINDS = ("production", "trial", "demo", "test")
USERS = ("u1", "u2", "u3", "u4", "u5", "Åsa B/C")
DATABASES = ("db1", "db2", "db3")
INVOICES = ("I-1", "I-2", "I-3", "I-4")
PAYMENTS = ("P-1", "P-2", "P-3", "P-4", "P-5", "P-6")
CURRENCIES = ("SEK", "SEK", "SEK", "EUR")
VERSIONS = ("8", "8.5", "8.5.1", "9", "9.1", "10", "10.0.2", "11.5")
HIDDEN = ("user", "web", "ej-client")
PLANS = {"ten-sales": ["user", "web"], "ten-service": ["user", "web", "ej-client"],
         "ssm": ["user", "ej-client"]}
ADD_ONS = ("pocket", "windows", "travel", "free", "flip", "extra")
SITE = "intel"
SATELLITE = "sat"
# `extra` is never defined; visible modules may have lines and seats.
SOLD = tuple(PLANS) + ADD_ONS + (SITE, SATELLITE)
DEFINED = HIDDEN + tuple(PLANS) + tuple(m for m in ADD_ONS if m != "extra") + (SITE, SATELLITE)
HUGE = 2**53 - 1


def first_definition(module: str) -> dict:
    if module in HIDDEN:
        return {"type": "user", "hidden": True, "service_access": module == "ej-client"}
    if module in PLANS:
        return {"type": "user", "user_plan": True, "includes": PLANS[module],
                "display_name": {"en": module, "sv": module}}
    return {"windows": {"type": "user", "prerequisite": "user"},
            "travel": {"type": "user", "prerequisite": "windows"},
            "free": {"type": "user", "unrestricted": True},
            SITE: {"type": "site"},
            SATELLITE: {"type": "satellite"}}.get(module, {"type": "user"})


def definition_of(rng: random.Random, module: str) -> dict:
    """A permitted change of a definition. Included modules stay hidden, site modules stay site, and
    prerequisites form no cycle: the rules do not cover those."""
    data = first_definition(module)
    if module in HIDDEN:
        data["service_access"] = rng.random() < 0.3
        data["unrestricted"] = rng.random() < 0.1
    elif module in PLANS:
        if rng.random() < 0.07:
            return {"type": "user"}
        data["includes"] = [hidden for hidden in HIDDEN if rng.random() < 0.6]
        data["unrestricted"] = rng.random() < 0.15
    elif module == "windows":
        data["prerequisite"] = rng.choice(["user", "pocket", "ten-service"])
        data["unrestricted"] = rng.random() < 0.3
    elif module == "travel":
        data["prerequisite"] = rng.choice(["windows", "web", "pocket"])
    elif module == "pocket":
        data["service_access"] = rng.random() < 0.4
    elif module == "free":
        data["unrestricted"] = rng.random() < 0.7
    elif module == "flip":
        data["hidden"] = rng.random() < 0.4
    return data


def date_near(rng: random.Random, now: int, *offsets: int) -> str:
    return date_of(now + rng.choice(offsets) * DAY)


def weighted(rng: random.Random, choices: dict):
    """A random key, chosen by weight."""
    return rng.choices(list(choices), list(choices.values()))[0]
