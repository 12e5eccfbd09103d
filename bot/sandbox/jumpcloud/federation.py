"""Where people sign in: the identity provider, and the routing policy that sends them there."""

from typing import Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.graph import Graph
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.web import Call, Endpoint

PROVIDER: Final = "65a11d9000000000000000a1"
ROUTING_POLICY: Final = "65a11d90000000000000d0c1"
SCOPES: Final = "authn authn.readonly"


class Federation:
    """One provider, Okta, and one routing policy; the graph knows whom it means.

    Attributes:
        policies: The routing policies by id.
    """

    def __init__(self, graph: Graph) -> None:
        self.policies: dict[str, Row] = {
            ROUTING_POLICY: {"id": ROUTING_POLICY, "name": "Okta", "identityProviderId": PROVIDER}
        }
        graph.register("idp_routing_policy", self.policies)

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints, which JumpCloud does not describe, but answers."""
        return [
            Endpoint("GET", "/identity-providers", self._providers, SCOPES),
            Endpoint("POST", "/identity-providers", self._create, "authn"),
        ]

    def _providers(self, call: Call) -> Response:
        oidc = {"clientId": "0oajumpcloud", "url": "https://acme.okta.example"}
        okta = {"id": PROVIDER, "name": "Okta", "type": "OKTA", "oidc": oidc}
        return JSONResponse({"identityProviders": [okta], "totalCount": 1})

    def _create(self, call: Call) -> Response:
        return JSONResponse({"message": "Conflict: there is an identity provider"}, 409)
