"""`--only`: which cases of a plan to run.

An expression is conditions joined by `,` or `and`: `key op value`, op being = != < <= > >=, where = and != take
the wildcards * and ? and a size may have a unit (`memory_limit<=2GB`); or bare words, which must occur in the case's
label: together where some case has them so (`2 workers`), else each by itself (`text loky`). Quotes keep a value with
spaces or commas together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from workbench.errors import Complaint, ConfigurationError, NothingToDecide
from workbench.model.case import Case, Scalar
from workbench.model.plan import Plan
from workbench.model.units import parse_bytes
from workbench.planning.complaints import Complaints, listed, shown

_TOKEN = re.compile(r"""\s*(?:(,)|(!=|<=|>=|=|<|>)|"([^"]*)"|'([^']*)'|([^\s,=<>!"']+))""")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True)
class Condition:
    """`key operator value`; without a key, `value` must occur in the label (`in`), or each of its words (`words`)."""

    key: str | None
    operator: str
    value: str

    def holds(self, case: Case) -> bool:
        """Whether a case meets it. A case without the key meets only `!=`."""
        if self.key is None:
            label, wanted = case.label().lower(), self.value.lower()
            return all(word in label for word in (wanted.split() if self.operator == "words" else [wanted]))
        found = case.fields().get(self.key)
        if self.operator in _COMPARE:
            number = _number(found)
            asked = _quantity(self.value)
            return number is not None and asked is not None and _COMPARE[self.operator](number, asked)
        return (found is not None and _matches(found, self.value)) == (self.operator == "=")


def select(plan: Plan, expression: str) -> Plan:
    """The plan with only the cases that meet every condition, and a note of it.

    Raises ConfigurationError for an expression that can't be read or names an unknown key, NothingToDecide
    where no case is left.
    """
    conditions = tuple(_found(one, plan) for one in parse_conditions(expression))
    _check_keys(conditions, {key for planned in plan.cases for key in planned.case.fields()})
    kept = tuple(planned for planned in plan.cases if all(one.holds(planned.case) for one in conditions))
    if not kept:
        raise NothingToDecide(
            "--only %s selects none of the %d cases" % (shown(expression), len(plan.cases)),
            "see them with --dry-run and no --only",
        )
    note = "--only %s keeps %d of %d cases" % (shown(expression), len(kept), len(plan.cases))
    return replace(plan, cases=kept, notes=(*plan.notes, note))


def parse_conditions(expression: str) -> tuple[Condition, ...]:
    """The conditions of an expression. Raises ConfigurationError, quoting what can't be read."""
    return tuple(_condition(words) for words in _split(_tokens(expression), expression))


_Token = tuple[str, str]
"""("," | "op" | "text" | "quoted", its text)"""


def _tokens(expression: str) -> Iterable[_Token]:
    end, stripped = 0, expression.rstrip()
    while end < len(stripped):
        match = _TOKEN.match(stripped, end)
        if match is None:
            raise _unreadable(stripped[end:].strip())
        comma, operator, double, single, word = match.groups()
        if comma:
            yield ",", comma
        elif operator:
            yield "op", operator
        elif word is not None:
            yield ("," if word == "and" else "text"), word
        else:
            yield "quoted", double if double is not None else single
        end = match.end()


def _split(tokens: Iterable[_Token], expression: str) -> list[list[_Token]]:
    groups: list[list[_Token]] = [[]]
    for token in tokens:
        if token[0] == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    if not all(groups):
        raise _unreadable(expression)
    return groups


def _condition(tokens: list[_Token]) -> Condition:
    kinds = [kind for kind, _ in tokens]
    words = [text for _, text in tokens]
    if ("text", "or") in tokens:
        raise _unreadable(" ".join(words), "there is no `or`")
    if tokens[0] == ("text", "not"):
        raise _unreadable(" ".join(words), "there is no `not`", "write conditions such as backend!=loky")
    if "op" not in kinds:
        return Condition(None, "words" if kinds == ["text"] * len(tokens) else "in", " ".join(words))
    if kinds.count("op") != 1 or kinds[1:2] != ["op"] or len(tokens) != 3:
        raise _unreadable(" ".join(words))
    condition = Condition(*words)
    if condition.operator in _COMPARE and _quantity(condition.value) is None:
        raise _unreadable(" ".join(words), "`%s` compares numbers, and %s is none" % (words[1], shown(words[2])))
    return condition


def _found(condition: Condition, plan: Plan) -> Condition:
    """Words that stand together in some case's label are looked for together."""
    together = replace(condition, operator="in")
    if condition.operator == "words" and any(together.holds(planned.case) for planned in plan.cases):
        return together
    return condition


def _check_keys(conditions: Iterable[Condition], known: set[str]) -> None:
    complaints = Complaints()
    for condition in conditions:
        if condition.key is not None and condition.key not in known:
            remedy = "keys of these cases: " + listed(sorted(known))
            complaints.unknown((), "key in --only", condition.key, known, remedy)
    complaints.raise_if_any()


def _matches(found: Scalar, pattern: str) -> bool:
    left, right = _number(found), _quantity(pattern)
    if left is not None and right is not None:
        return left == right
    text = str(found).lower() if isinstance(found, bool) else str(found)
    # Brackets are part of a solver's name, so only * and ? are wildcards.
    expression = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _number(value: Scalar | None) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _quantity(text: str) -> float | None:
    """A number, or a size such as `2GB` in bytes."""
    number = _number(text)
    if number is not None:
        return number
    try:
        return float(parse_bytes(text))
    except ValueError:
        return None


def _unreadable(
    what: str, why: str | None = None, remedy: str = "write conditions such as solver=sklearn.Ridge*, workers>=2"
) -> ConfigurationError:
    message = "--only can't read %s%s" % (shown(what), "" if why is None else ": " + why)
    return ConfigurationError([Complaint(message, remedy=remedy)])
