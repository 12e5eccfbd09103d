"""Okta's users: how they are created, found and changed."""

from datetime import timedelta

import pytest

from tests.sandbox.served import ADA, causes, code


@pytest.mark.parametrize(
    ("password", "query", "status"),
    [
        (None, {"activate": "false"}, "STAGED"),
        (None, {}, "PROVISIONED"),
        ("Sup3rsecret", {"activate": "false"}, "STAGED"),
        ("Sup3rsecret", {"activate": "true"}, "ACTIVE"),
        ("Sup3rsecret", {"nextLogin": "changePassword"}, "PASSWORD_EXPIRED"),
    ],
)
async def test_a_user_is_created_in_one_of_five_ways(org, password, query, status):
    answer = await org.create(password=password, **query)

    assert answer.status_code == 200
    assert answer.json()["status"] == status == org.okta.status(ADA)
    assert answer.json()["id"].startswith("00u")
    assert ("password" in answer.json()["credentials"]) is bool(password)
    mails = [mail.to for mail in org.okta.directory.mails]
    assert mails == ([ADA] if status == "PROVISIONED" else [])


async def test_a_password_to_be_changed_needs_a_password_and_activation(org):
    assert code(await org.create(nextLogin="changePassword")) == (400, "E0000124")
    expired = await org.create(password="Sup3rsecret", nextLogin="changePassword", activate="false")
    assert code(expired) == (400, "E0000125")
    assert org.okta.status(ADA) is None


@pytest.mark.parametrize("login", [ADA, ADA.upper(), "charles@acme.example"])
async def test_a_login_is_taken_also_by_a_deactivated_user(org, login):
    await org.create()

    answer = await org.create(login=login)

    assert code(answer) == (400, "E0000001")
    assert answer.json()["errorSummary"] == "Api validation failed: login"
    assert causes(answer) == [
        "login: An object with this field already exists in the current organization"
    ]


@pytest.mark.parametrize(
    ("field", "value", "cause"),
    [
        ("login", None, "login: The field cannot be left blank"),
        ("firstName", " ", "firstName: The field cannot be left blank"),
        ("lastName", "x" * 51, "lastName: The field is too long: at most 50 characters"),
        ("login", "ada", "login: The field is too short: at least 5 characters"),
        ("login", "adalovelace", "login: Username must be in the form of an email address"),
        ("email", "adalovelace", "email: Does not match required pattern"),
        (
            "email",
            "a" * 92 + "@acme.example",
            "email: The field is too long: at most 100 characters",
        ),
        ("shoeSize", "42", "Property name 'shoeSize' is not defined in profile"),
    ],
)
async def test_a_profile_that_does_not_fit_is_refused_with_the_cause(org, field, value, cause):
    profile = {"login": ADA, "email": ADA, "firstName": "Ada", "lastName": "Lovelace"}

    answer = await org.ask("POST", "/api/v1/users", json={"profile": profile | {field: value}})

    assert code(answer) == (400, "E0000001")
    assert causes(answer) == [cause]
    assert org.okta.status(ADA) is None


@pytest.mark.parametrize("password", ["Short1", "alllowercase1", "NoDigitsHere", "Ada-Secret-1"])
async def test_a_weak_password_is_refused(org, password):
    answer = await org.create(password=password)

    assert answer.json()["errorSummary"] == "Api validation failed: password"
    assert "Password requirements were not met" in causes(answer)[0]


async def test_groups_given_at_creation_bring_the_app(org):
    await org.create(groups=[org.group("Engineering"), org.group("Contractors")])

    assert org.okta.user(ADA)["groups"] == ["Everyone", "Engineering", "Contractors"]
    assert org.okta.app_user(ADA)["scope"] == "GROUP"


async def test_groups_given_at_creation_are_checked_first(org):
    assert code(await org.create(groups=["00gnowhere"])) == (404, "E0000007")
    assert code(await org.create(groups=[org.group("Everyone")])) == (403, "E0000006")
    assert code(await org.create(groups=[org.group("Sales")] * 21)) == (400, "E0000093")
    assert org.okta.status(ADA) is None


async def test_the_org_s_own_attribute_is_part_of_the_profile(org):
    profile = {"login": ADA, "email": ADA, "firstName": "Ada", "lastName": "L", "oktaRouting": "x"}
    answer = await org.ask("POST", "/api/v1/users", json={"profile": profile})

    schema = (await org.ask("GET", "/api/v1/meta/schemas/user/default")).json()
    assert answer.json()["profile"]["oktaRouting"] == "x"
    assert list(schema["definitions"]["custom"]["properties"]) == ["oktaRouting"]


@pytest.mark.parametrize("key", ["grace@acme.example", "GRACE@acme.example", "grace"])
async def test_a_user_is_got_by_id_login_or_short_name(org, key):
    by_key = await org.ask("GET", f"/api/v1/users/{key}")
    by_id = await org.ask("GET", f"/api/v1/users/{by_key.json()['id']}")

    assert by_id.json()["profile"]["login"] == "grace@acme.example"
    assert by_id.headers["etag"].startswith('W/"')


async def test_a_short_name_of_two_finds_neither(org):
    org.okta.add_user("grace@other.example", first_name="Grace", last_name="Kelly")

    assert code(await org.ask("GET", "/api/v1/users/grace")) == (404, "E0000007")


async def listed(org, **query):
    answer = await org.ask("GET", "/api/v1/users", params=query)
    assert answer.status_code == 200, answer.text
    return [each["profile"]["login"].partition("@")[0] for each in answer.json()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": 'profile.email eq "GRACE@acme.example"'}, ["grace"]),
        ({"search": 'status eq "DEPROVISIONED"'}, ["charles"]),
        ({"search": 'profile.department eq "Sales" and status eq "ACTIVE"'}, ["katherine"]),
        ({"search": 'profile.lastName co "opp" or profile.login sw "alan"'}, ["grace", "alan"]),
        ({"search": 'profile.title sw "Head" and not (profile.department eq "Sales")'},
         ["grace", "alan"]),
        ({"search": 'profile.title sw "Head"', "sortBy": "profile.lastName", "sortOrder": "desc"},
         ["alan", "katherine", "grace"]),
        ({"filter": 'profile.login eq "hedy@acme.example"'}, ["hedy"]),
        ({"filter": 'profile.login eq "HEDY@acme.example"'}, []),
        ({"filter": 'status eq "SUSPENDED" or status eq "STAGED"'}, ["howard", "hedy"]),
        ({"q": "gra"}, ["grace"]),
        ({"q": "babbage"}, []),
    ],
)  # fmt: skip
async def test_a_list_is_asked_for_by_search_filter_or_start(org, query, found):
    assert await listed(org, **query) == found


async def test_a_list_without_a_question_leaves_the_deactivated_out(org):
    assert "charles" not in await listed(org)
    assert "charles" in await listed(org, search="status pr")


@pytest.mark.parametrize(
    "query",
    [
        {"search": "profile.email"},
        {"search": 'profile.department co "Sa"'},
        {"search": 'profile.email ne "x"'},
        {"search": '(status eq "ACTIVE"'},
        {"filter": 'profile.title eq "x"'},
        {"filter": 'profile.login sw "x"'},
        {"after": "garbage"},
    ],
)
async def test_a_question_that_okta_does_not_understand_is_refused(org, query):
    assert code(await org.ask("GET", "/api/v1/users", params=query)) == (400, "E0000031")


async def test_pages_are_followed_by_the_link_header(org):
    seen, url = [], "/api/v1/users?limit=4&search=status%20pr"
    while url:
        answer = await org.ask("GET", url)
        assert len(answer.headers.get_list("link")) == len(answer.links)
        seen.append(len(answer.json()))
        url = answer.links.get("next", {}).get("url")

    assert seen == [4, 4, 2]


async def test_q_has_no_pages(org):
    answer = await org.ask("GET", "/api/v1/users", params={"q": "h", "limit": "1"})

    assert len(answer.json()) == 1
    assert "next" not in answer.links


async def test_the_index_of_search_lags_behind(org):
    org.okta.directory.search_lag = timedelta(seconds=10)
    await org.create()
    question = f'profile.email eq "{ADA}"'
    assert await listed(org, search=question) == []
    assert await listed(org, filter=question) == ["ada"]

    org.world.move(timedelta(seconds=11))

    assert await listed(org, search=question) == ["ada"]


async def test_a_list_shows_only_the_fields_asked_for_and_the_id(org):
    asked = {"limit": 1, "fields": "status,profile:(login, email)"}

    (user,) = (await org.ask("GET", "/api/v1/users", params=asked)).json()

    assert user.keys() == {"id", "status", "profile"}
    assert user["profile"].keys() == {"login", "email"}


async def test_fields_that_cannot_be_read_are_refused(org):
    asked = {"fields": "status,profile:(login"}
    assert code(await org.ask("GET", "/api/v1/users", params=asked)) == (400, "E0000001")
