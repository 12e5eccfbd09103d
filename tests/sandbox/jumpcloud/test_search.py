"""Finding users: pages, filters, searches."""

import pytest

from tests.sandbox.jumpcloud.api import check, usernames

LAGGING = {"x-eventually-consistent": "true"}


async def test_a_page_has_ten_users_unless_more_are_asked_for(api, jumpcloud):
    for number in range(30):
        jumpcloud.add_user(f"extra{number}", f"extra{number}@acme.example")

    ten = (await api.get("/api/systemusers")).json()
    hundred = (await api.get("/api/systemusers", params={"limit": 100})).json()

    assert len(ten["results"]) == 10
    assert len(hundred["results"]) == hundred["totalCount"] == ten["totalCount"] == 40
    check(hundred, "v1", "systemuserslist")


async def test_a_page_of_more_than_a_hundred_is_refused(api):
    for path in ("/api/systemusers", "/api/systems", "/api/v2/usergroups"):
        answer = await api.get(path, params={"limit": 101})

        message = 'Bad Request: request parameter "limit" exceeds maximum value of 100'
        assert answer.status_code == 400
        assert answer.json() == {"message": message}


@pytest.mark.parametrize("skip", ["-1", "two"])
async def test_a_window_that_is_no_number_is_refused(api, skip):
    assert (await api.get("/api/systemusers", params={"skip": skip})).status_code == 400


async def test_an_order_that_nobody_asked_for_is_not_that_of_the_ids(api, jumpcloud):
    for number in range(30):
        jumpcloud.add_user(f"extra{number}", f"extra{number}@acme.example")

    first, again = [
        [each["_id"] for each in (await api.get("/api/systemusers?limit=100")).json()["results"]]
        for _ in range(2)
    ]

    assert first == again
    assert first != sorted(first)


async def test_pages_sorted_by_id_hold_everybody_once(api):
    seen = []
    for skip in range(0, 12, 3):
        params = {"limit": 3, "skip": skip, "sort": "_id"}
        seen += [
            u["_id"] for u in (await api.get("/api/systemusers", params=params)).json()["results"]
        ]

    assert len(seen) == 10
    assert seen == sorted(set(seen))


async def test_users_are_sorted_by_any_field_in_either_direction(api):
    down = await api.get("/api/systemusers", params={"sort": "-username", "limit": 2})
    up = await api.get("/api/systemusers", params={"sort": "username", "limit": 2})

    assert usernames(down) == ["sam", "rosalind"]
    assert usernames(up) == ["alan", "charles"]


async def test_only_the_fields_asked_for_are_answered(api):
    body = {"filter": [{"username": "grace"}], "fields": "username , systemUsername"}

    user = (await api.post("/api/search/systemusers", json=body)).json()["results"][0]

    assert set(user) == {"_id", "id", "username", "systemUsername"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"filter": "username:$eq:grace"}, ["grace"]),
        ({"filter": "username:$eq:Grace"}, []),
        ({"filter": "username:$ne:grace", "limit": 100}, 9),
        ({"filter": "username:$sw:gr"}, ["grace"]),
        ({"filter": "username:$in:grace|alan"}, ["grace", "alan"]),
        ({"filter": "username:$nin:grace|alan", "limit": 100}, 8),
        ({"filter": "username:$ew:race"}, ["grace"]),
        ({"filter": "username:$co:ac"}, ["grace"]),
        ({"filter": "username:$co:xx|ura|ac"}, ["grace"]),
        ({"filter": "username:$sw:gr|al"}, ["grace", "alan"]),
        ({"filter": "badLoginAttempts:$lt:10", "limit": 100}, 10),
        ({"filter": "username:$nco:a", "limit": 100}, ["lee"]),
        ({"filter": "username:$gt:rosalind"}, ["sam"]),
        ({"filter": "username:$gte:rosalind"}, ["sam", "rosalind"]),
        ({"filter": "username:$lt:charles"}, ["alan"]),
        ({"filter": "username:$lte:charles"}, ["alan", "charles"]),
        ({"filter": "state:$eq:SUSPENDED"}, ["charles"]),
        ({"filter": "suspended:$eq:true"}, ["charles"]),
        ({"filter": "mfa.configured:$eq:true"}, []),
        ({"filter[0]": "username:$eq:grace", "filter[1]": "firstname:$eq:Alan"}, []),
        ({"filter[or][0]": "username:$eq:grace", "filter[or][1]": "username:$eq:lee"}, 2),
        ({"filter[or][0]": "username:$eq:grace", "filter[or][1]": "lastname:$eq:Tanaka"}, 2),
    ],
)
async def test_v1_filters_find_whom_they_mean(api, query, found):
    answer = await api.get("/api/systemusers", params=query, headers=LAGGING)

    assert (usernames(answer) if isinstance(found, list) else answer.json()["totalCount"]) == found


@pytest.mark.parametrize("operator", ["$ew", "$co", "$nco", "$like"])
async def test_an_operator_for_answers_that_lag_finds_everybody_without_its_header(api, operator):
    answer = await api.get("/api/systemusers", params={"filter": f"username:{operator}:race"})

    assert answer.json()["totalCount"] == 10


@pytest.mark.parametrize(
    ("given", "headers", "found"),
    [
        ("costCenter:$sw:East\\|West", {}, ["one"]),
        ("costCenter:$in:East\\|West|South", {}, ["one", "two"]),
        ("costCenter:$sw:East|So", {}, []),
        ("costCenter:$sw:East|So", {"x-eventually-consistent": "true"}, ["one", "two"]),
        ("costCenter:$nin:South|", {}, ["one"]),
    ],
)
async def test_a_bar_parts_terms_unless_it_is_escaped(api, jumpcloud, given, headers, found):
    jumpcloud.add_user("one", "one@acme.example", costCenter="East|West")
    jumpcloud.add_user("two", "two@acme.example", costCenter="South")

    answer = await api.get("/api/systemusers", params={"filter": given}, headers=headers)

    assert usernames(answer) == found


async def test_an_operator_without_its_dollar_finds_everybody(api):
    answer = await api.get("/api/systemusers", params={"filter": "email:eq:nobody@acme.example"})

    assert answer.json()["totalCount"] == 10


async def test_a_filter_without_a_value_is_refused(api):
    assert (await api.get("/api/systemusers", params={"filter": "email"})).status_code == 400


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"filter": {"and": [{"email": "grace@acme.example"}]}}, ["grace"]),
        ({"filter": {"or": [{"username": "grace"}, {"username": "alan"}]}}, ["grace", "alan"]),
        ({"filter": [{"username": "grace"}, {"firstname": "Grace"}]}, ["grace"]),
        ({"filter": ["username:$eq:alan"]}, ["alan"]),
        ({"filter": {"and": [{"username": ["grace", "lee"]}]}}, ["grace", "lee"]),
        ({"filter": {"and": [{"email": {"$regex": "(?i)(^GRACE@acme\\.example$)"}}]}}, ["grace"]),
        ({"filter": {"and": [{"username": {"$regex": "(?i)^GR.CE$"}}]}}, ["grace"]),
        ({"filter": {"and": [{"suspended": True}]}}, ["charles"]),
        ({"searchFilter": {"searchTerm": "HOPP", "fields": ["lastname"]}}, ["grace"]),
        ({"searchFilter": {"searchTerm": "hopp", "fields": ["username"]}}, []),
        ({"searchFilter": {"searchTerm": ["hopp", "turing"]}}, ["grace", "alan"]),
        ({"searchFilter": {"searchTerm": "api", "fields": ["creationSource"]}}, ["rosalind"]),
        (
            {"searchFilter": {"searchTerm": "a"}, "filter": [{"username": "alan"}], "limit": 1},
            ["alan"],
        ),
    ],
)
async def test_a_search_finds_whom_it_means(api, body, found):
    answer = await api.post("/api/search/systemusers", json=body)

    assert usernames(answer) == found
    check(answer.json(), "v1", "systemUsersSearchlist")


async def test_an_empty_search_finds_everybody(api):
    assert (await api.post("/api/search/systemusers")).json()["totalCount"] == 10


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"filter": {"and": 3}}',
        b'{"filter": [3]}',
        b'{"filter": {"and": [], "or": []}}',
        b'{"filter": {"email": "x"}}',
        b'{"searchFilter": "x"}',
        b'{"sort": 3}',
        b'{"filter": [{"username": {"$regex": "("}}]}',
    ],
)
async def test_a_search_that_cannot_be_read_is_refused(api, body):
    assert (await api.post("/api/search/systemusers", content=body)).status_code == 400


async def test_an_id_that_nothing_has_is_not_found(api):
    for path in (
        "/api/systemusers/f",
        "/api/systems/f",
        "/api/organizations/f",
        "/api/v2/usergroups/f",
        "/api/v2/users/f/systems",
    ):
        assert (await api.get(path)).status_code == 404
