"""A group of people or devices, and the rule by which a dynamic one fills itself.

JumpCloud checks no rule: one that cannot be understood means nobody.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.jumpcloud.filters import V1, V1_SEARCH, Condition, Filter, Operator, terms, text
from bot.sandbox.jumpcloud.grammar import v1_body
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.records import ORGANIZATION
from bot.sandbox.jumpcloud.table import Row

METHODS: Final = ("NOTSET", "STATIC", "DYNAMIC_REVIEW_REQUIRED", "DYNAMIC_AUTOMATED")
QUERY_TYPES: Final = ("FilterQuery", "Filter", "Search")
ALL: Final = V1 | V1_SEARCH
WORDS: Final[dict[str, Operator]] = {
    **{name.removeprefix("$"): test for name, test in ALL.items()},
    "contains": ALL["$co"],
    "notContains": ALL["$nco"],
    "startsWith": ALL["$sw"],
    "endsWith": ALL["$ew"],
    "not_in": ALL["$nin"],
}


def _never(have: str, want: Any) -> bool:
    return False


@dataclass
class Group:
    """A group.

    Attributes:
        row: As the API answers it.
        members: Their ids, in the order in which they came; the graph's own.
        rule: Whom the query means.
    """

    row: Row
    members: dict[str, Any] = field(default_factory=dict)
    rule: Filter = field(default_factory=Filter)

    def __post_init__(self) -> None:
        if self.dynamic:
            self.rule = read_rule(self.row["memberQuery"])

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row["id"])

    @property
    def kind(self) -> str:
        """`user_group` or `system_group`."""
        return str(self.row["type"])

    @property
    def dynamic(self) -> bool:
        """Whether the members come from a query."""
        return str(self.row["membershipMethod"]).startswith("DYNAMIC")

    @property
    def reviewed(self) -> bool:
        """Whether the query only suggests."""
        return bool(self.row["membershipMethod"] == "DYNAMIC_REVIEW_REQUIRED")

    @property
    def exempt(self) -> set[str]:
        """The ids that the query does not touch."""
        return {str(each["id"]) for each in self.row["memberQueryExemptions"]}

    def wants(self, row: Row) -> bool:
        """Say whether the query means this user, or device."""
        return bool(self.rule.conditions) and self.rule.holds(row)


def group_row(group_id: str, kind: str, given: Row, *, dsl: str = "v1") -> Row:
    """Make a group out of what was sent; what is left out is empty.

    Args:
        dsl: In which of the two languages the query is written.

    Raises:
        Problem: 400, something has not its shape.
    """
    name = given.get("name")
    if not isinstance(name, str) or not name:
        raise Problem(400, "Bad Request: name is required")
    query = given.get("memberQuery")
    method = given.get("membershipMethod") or ("DYNAMIC_AUTOMATED" if query else "STATIC")
    if method not in METHODS:
        raise Problem(400, f"Bad Request: membershipMethod must be one of {', '.join(METHODS)}")
    if query is not None:
        _check_query(query, dsl)
    elif str(method).startswith("DYNAMIC"):
        raise Problem(400, "Bad Request: memberQuery is required")
    exemptions = given.get("memberQueryExemptions") or []
    if not all(isinstance(each, dict) and each.get("id") for each in exemptions):
        raise Problem(400, "Bad Request: memberQueryExemptions must hold id and type")
    row = {
        "id": group_id,
        "type": kind,
        "name": name,
        "description": str(given.get("description") or ""),
        "email": str(given.get("email") or ""),
        "attributes": given.get("attributes"),
        "organizationObjectId": ORGANIZATION,
        "membershipMethod": method,
        "memberQuery": query,
        "memberQueryExemptions": exemptions,
        "memberQueryErrorFlags": [],
        "memberSuggestionsNotify": bool(given.get("memberSuggestionsNotify")),
    }
    return row | ({"suggestionCounts": _NO_COUNTS} if kind == "user_group" else {})


_NO_COUNTS: Final = {"add": 0, "remove": 0, "total": 0}


def _check_query(query: Any, dsl: str) -> None:
    if not isinstance(query, dict) or not isinstance(query.get("filters"), list):
        raise Problem(400, "Bad Request: memberQuery must hold filters")
    if dsl == "v2" and "queryType" in query:
        raise Problem(400, "Bad Request: queryType has no place in a v2 query")
    if dsl != "v2" and query.get("queryType") not in QUERY_TYPES:
        raise Problem(400, f"Bad Request: queryType must be one of {', '.join(QUERY_TYPES)}")


def read_rule(query: Row) -> Filter:
    """Read a query in any of its four forms; terms without sense mean nobody."""
    if query.get("queryType") in ("Filter", "Search"):
        try:
            found = v1_body(query["filters"], consistent=False)
        except Problem:
            return Filter((_nobody(),))
        return Filter(tuple(_sane(each) for each in found.conditions), found.either)
    return Filter(tuple(_term(each) for each in query["filters"]))


def _term(given: Any) -> Condition:
    if not isinstance(given, dict) or "field" not in given:
        return _nobody()
    operator = str(given.get("operator", given.get("operation", ""))).removeprefix("$")
    value = given.get("value")
    wanted = terms(value) if isinstance(value, list) else text(value)
    return Condition(str(given["field"]), operator, wanted, WORDS.get(operator, _never))


def _sane(each: Condition) -> Condition:
    return each if each.test else _nobody()


def _nobody() -> Condition:
    return Condition("_id", "", "", _never)
