"""Every setting that comes from the environment: secrets, addresses and ids.

They are read once, at the start, by the composition root. Whatever is missing or wrong is told
in one line each, all at once, together with the faults of deskhand.toml. A line names the
variable, what is wrong with it and what to do; it never repeats what was given, because that may
be a token in the wrong place.
"""

import enum
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot import shapes
from bot.config import Config
from bot.errors import SettingsError


class Mode(enum.StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"


class Region(enum.StrEnum):
    """Where JumpCloud keeps the organisation."""

    US = "us"
    EU = "eu"
    IN = "in"


JUMPCLOUD_HOSTS: Final[Mapping[Region, tuple[str, str]]] = {
    Region.US: ("https://console.jumpcloud.com", "https://api.jumpcloud.com/insights"),
    Region.EU: ("https://console.eu.jumpcloud.com", "https://api.eu.jumpcloud.com/insights"),
    Region.IN: ("https://console.in.jumpcloud.com", "https://api.in.jumpcloud.com/insights"),
}
"""The console's API and Directory Insights, by region.

Source: the `servers` of JumpCloud's OpenAPI files.
"""

Token = Annotated[SecretStr, AfterValidator(shapes.token)]
Url = Annotated[str, AfterValidator(shapes.address)]
Channel = Annotated[str, AfterValidator(shapes.channel)]


def setting(says: str, remedy: str, default: Any = ..., *, unit: str = "", **limits: Any) -> Any:
    """Declare a setting: what it is, and what to do when it is missing or wrong."""
    extra: dict[str, Any] = {"remedy": remedy, "unit": unit}
    return Field(default, description=says, json_schema_extra=extra, **limits)


class Settings(BaseSettings):
    """The environment, checked; make one with `Settings.read`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    slack_bot_token: Annotated[SecretStr, AfterValidator(shapes.prefixed("xoxb-"))] = setting(
        "The bot's token in your workspace",
        "copy the Bot User OAuth Token (xoxb-...) from OAuth & Permissions of the Slack app",
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(shapes.prefixed("xapp-"))] | None = (
        setting(
            "Opens the socket; needed in mode socket",
            "make an app-level token (xapp-...) with connections:write under Basic Information",
            None,
        )
    )
    slack_signing_secret: Token | None = setting(
        "Proves that a request is Slack's; needed in mode http",
        "copy the Signing Secret from Basic Information of the Slack app",
        None,
    )
    slack_mode: Mode = setting(
        "How Slack reaches the bot", "choose socket, or http with a public address", Mode.SOCKET
    )
    slack_api_url: Annotated[str, AfterValidator(shapes.folder)] = setting(
        "Slack's Web API", "leave it unset, except for a sandbox", "https://slack.com/api/"
    )
    okta_org_url: Annotated[str, AfterValidator(shapes.okta_org)] = setting(
        "The Okta organisation", "give its plain address such as https://acme.okta.com"
    )
    okta_api_token: Token | None = setting(
        "Okta API token, in place of the service app",
        "make one under Security > API > Tokens, or use OKTA_CLIENT_ID and OKTA_PRIVATE_KEY",
        None,
    )
    okta_client_id: Annotated[str, AfterValidator(shapes.okta_app)] | None = setting(
        "Client id of an Okta service app, in place of a token",
        "copy it (0oa...) from the API Services app in Okta",
        None,
    )
    okta_private_key: Annotated[SecretStr, AfterValidator(shapes.private_key)] | None = setting(
        "Private key of the service app",
        "give a PEM, a JWK, or the path of a file with one of them; RSA or EC, without passphrase",
        None,
    )
    okta_jumpcloud_app_id: Annotated[str, AfterValidator(shapes.okta_app)] = setting(
        "The Okta app that provisions into JumpCloud",
        "copy the id (0oa...) from the app's address in the Okta console",
    )
    jumpcloud_api_key: Token | None = setting(
        "JumpCloud API key, in place of a service account",
        "copy it from the administrator's menu, or use JUMPCLOUD_CLIENT_ID and "
        "JUMPCLOUD_CLIENT_SECRET",
        None,
    )
    jumpcloud_client_id: str | None = setting(
        "Client id of a JumpCloud service account, in place of a key",
        "make a service account with a client secret in JumpCloud",
        None,
    )
    jumpcloud_client_secret: Token | None = setting(
        "Secret of the service account", "it is shown once, when it is made; make another", None
    )
    jumpcloud_org_id: Annotated[str, AfterValidator(shapes.hex_id)] | None = setting(
        "Needed by administrators of several organisations",
        "copy the 24 hexadecimal digits from JumpCloud's organisation settings",
        None,
    )
    jumpcloud_region: Region = setting(
        "Where JumpCloud keeps the organisation", "choose us, eu or in", Region.US
    )
    jumpcloud_api_url: Url | None = setting(
        "JumpCloud's API, in place of the region's", "leave it unset, except for a sandbox", None
    )
    jumpcloud_insights_url: Url | None = setting(
        "Directory Insights, in place of the region's",
        "leave it unset, except for a sandbox",
        None,
    )
    database_url: Annotated[SecretStr, AfterValidator(shapes.database)] = setting(
        "Where requests are kept; PostgreSQL for several replicas",
        "give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
        SecretStr("sqlite:///deskhand.db"),
    )
    requests_channel: Channel = setting(
        "Channel of the request cards",
        "copy the id (C... or G...) from the foot of the channel's details in Slack",
    )
    alerts_channel: Channel | None = setting(
        "Channel of the alerts; unset, it is that of the requests",
        "copy the id (C... or G...) from the foot of the channel's details in Slack",
        None,
    )
    http_host: str = setting("Address to listen on", "give an address of this machine", "127.0.0.1")
    http_port: int = setting(
        "Port to listen on", "give a number from 1 to 65535", 3000, unit="port", ge=1, le=65_535
    )
    deskhand_config: Path = setting(
        "Policy and everything that is no secret",
        "give the path of the file; docs/settings.md has an example",
        Path("deskhand.toml"),
    )
    sealing_key: Annotated[SecretStr, AfterValidator(shapes.sealing_keys)] | None = setting(
        "Fernet keys, comma separated, newest first; without one, no one-time passwords",
        "make one with `python -c 'from cryptography.fernet import Fernet; "
        "print(Fernet.generate_key().decode())'`",
        None,
    )

    clock_file: Path | None = setting(
        "For rehearsals: a file with the seconds by which the clock is set forward",
        "leave it unset, except for a sandbox",
        None,
    )

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Read and check an environment; the process's own is not looked at.

        A variable that is empty counts as unset.

        Raises:
            SettingsError: with every fault, those of deskhand.toml too.
        """
        given = Environment(cls, environ)
        values = given()
        faults = list(_combinations(given.names, values.get("slack_mode", Mode.SOCKET)))
        settings = None
        try:
            settings = cls(**values)
        except ValidationError as error:
            faults = [_told(fault) for fault in error.errors()] + faults
        try:
            Config.read(Path(values.get("deskhand_config", "deskhand.toml")))
        except SettingsError as error:
            faults += [f"DESKHAND_CONFIG: {fault}" for fault in error.faults]
        if settings is None or faults:
            raise SettingsError(faults)
        return settings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is handed in and nothing else: no variable slips in from the process."""
        return (init_settings,)

    @property
    def sealing_keys(self) -> list[SecretStr]:
        """The keys of `SEALING_KEY`, newest first; may be empty."""
        return shapes.split(self.sealing_key) if self.sealing_key else []

    @property
    def secrets(self) -> list[SecretStr]:
        """Every secret of the environment, each in one piece; of the database its password."""
        given = [value for _, value in self if isinstance(value, SecretStr)]
        whole = [each for each in given if each not in (self.database_url, self.sealing_key)]
        return [*whole, *self.sealing_keys, *shapes.password(self.database_url)]

    @property
    def jumpcloud_url(self) -> str:
        """Where JumpCloud's `/api` and `/api/v2` hang; without a slash at the end."""
        return self.jumpcloud_api_url or JUMPCLOUD_HOSTS[self.jumpcloud_region][0]

    @property
    def insights_url(self) -> str:
        """Where Directory Insights' `/directory/v1` hangs; without a slash at the end."""
        return self.jumpcloud_insights_url or JUMPCLOUD_HOSTS[self.jumpcloud_region][1]


class Environment(EnvSettingsSource):
    """An environment that is handed in, where pydantic-settings would read the process's own.

    Attributes:
        names: The variables that are set.
    """

    def __init__(self, settings: type[BaseSettings], environ: Mapping[str, str]) -> None:
        super().__init__(settings)
        stripped = {name.lower(): text.strip() for name, text in environ.items()}
        self.env_vars = {name: text for name, text in stripped.items() if text}
        self.names = {name.upper() for name in self.env_vars}


def _told(fault: ErrorDetails) -> str:
    name = str(fault["loc"][0])
    extra = Settings.model_fields[name].json_schema_extra
    remedy = extra["remedy"] if isinstance(extra, dict) else ""
    return f"{name.upper()} {_wrong(fault)}: {remedy}."


def _wrong(fault: ErrorDetails) -> str:
    match fault["type"]:
        case "missing":
            return "is missing"
        case "value_error":
            return str(fault["ctx"]["error"])
        case _:
            return fault["msg"].replace("Input should be", "must be").partition(", unable")[0]


def _combinations(names: set[str], mode: str) -> Iterator[str]:
    """Say which settings are wanted by others, and which exclude each other."""
    needed = {"socket": "SLACK_APP_TOKEN", "http": "SLACK_SIGNING_SECRET"}.get(mode)
    if needed and needed not in names:
        yield _absent(needed, f"SLACK_MODE is {mode}")
    yield from _one_way_in(names, "OKTA_API_TOKEN", "OKTA_CLIENT_ID", "OKTA_PRIVATE_KEY")
    yield from _one_way_in(
        names, "JUMPCLOUD_API_KEY", "JUMPCLOUD_CLIENT_ID", "JUMPCLOUD_CLIENT_SECRET"
    )


def _one_way_in(names: set[str], token: str, *pair: str) -> Iterator[str]:
    partly = [name for name in pair if name in names]
    if token in names and partly:
        yield f"{token} and {' and '.join(partly)} are both set: keep one way in, unset the other."
    elif token not in names and not partly:
        yield _absent(token, f"neither it nor {' and '.join(pair)} is set")
    elif len(partly) == 1:
        yield _absent(next(name for name in pair if name not in names), f"{partly[0]} is set")


def _absent(name: str, because: str) -> str:
    extra = Settings.model_fields[name.lower()].json_schema_extra
    remedy = extra["remedy"] if isinstance(extra, dict) else ""
    return f"{name} is missing ({because}): {remedy}."
