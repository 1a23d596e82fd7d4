"""An application as its developer would write it with Authlib: a line of JSON in, a line of JSON out."""

import json
import os
import sys
import time

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


class Application:
    def __init__(self, issuer, redirect, id, secret=None, key=None, **_):
        self.found = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
        assert self.found["issuer"] == issuer
        self.keys = KeySet.import_key_set(httpx.get(self.found["jwks_uri"]).json())
        self.proof = "private_key_jwt" if key else "client_secret_basic" if secret else "none"
        self.client = OAuth2Client(
            id,
            ECKey.import_key(key) if key else secret,
            redirect_uri=redirect,
            token_endpoint_auth_method=self.proof,
            revocation_endpoint_auth_method=self.proof,
            code_challenge_method="S256",
        )
        if key:
            signing = PrivateKeyJWT(headers={"kid": key["kid"]}, alg="ES256")
            self.client.register_client_auth_method(signing)
        self.verifier = os.urandom(32).hex()

    def begin(self, scope):
        address, self.state = self.client.create_authorization_url(
            self.found["authorization_endpoint"], scope=scope, code_verifier=self.verifier, nonce="n-0S6_WzA2Mj"
        )
        return {"address": address}

    def finish(self, address):
        tokens = self.client.fetch_token(
            self.found["token_endpoint"],
            authorization_response=address,
            state=self.state,
            code_verifier=self.verifier,
        )
        return self.told(tokens, "n-0S6_WzA2Mj")

    def told(self, tokens, nonce):
        claims = jwt.decode(tokens["id_token"], self.keys, algorithms=["ES256"]).claims
        assert claims.get("nonce") == nonce
        told = self.client.get(self.found["userinfo_endpoint"]).json()
        assert told["sub"] == claims["sub"]
        return {**tokens, "claims": {**told, **claims}}

    def refresh(self, token):
        return dict(self.client.refresh_token(self.found["token_endpoint"], refresh_token=token))

    def introspect(self, token):
        return self.client.introspect_token(self.found["introspection_endpoint"], token=token).json()

    def revoke(self, token):
        self.client.revoke_token(self.found["revocation_endpoint"], token=token).raise_for_status()
        return {}

    def machine(self):
        return dict(self.client.fetch_token(self.found["token_endpoint"], grant_type="client_credentials"))

    def device(self, scope):
        asked = {"scope": scope}
        proof = self.client.client_auth(self.proof)
        where = self.found["device_authorization_endpoint"]
        answer = self.client.request("POST", where, data=asked, auth=proof, withhold_token=True)
        return answer.raise_for_status().json()

    def poll(self, code, interval):
        while True:
            try:
                tokens = self.client.fetch_token(self.found["token_endpoint"], grant_type=DEVICE, device_code=code)
                return self.told(tokens, None)
            except OAuthError as wait:
                if wait.error not in ("authorization_pending", "slow_down"):
                    raise
                time.sleep(interval)


def main():
    application = Application(**json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(application, asked.pop("deed"))(**asked)
        except Exception as why:
            answer = {"refused": repr(why)}
        print(json.dumps(answer), flush=True)


main()
