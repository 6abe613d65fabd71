"""A small OpenID Connect provider on the loopback.

The protocol (codes, PKCE, renewal, client credentials, ID tokens) is Authlib's. `/control` changes what it is about to do, and
`/control/token` signs whatever a test wants signed, also what no provider should. Prints its address when it answers.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import threading
import time
from types import SimpleNamespace

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc6749.errors import AccessDeniedError, InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from authlib.oidc.core.grants.code import OpenIDToken
from joserfc import jwk, jwt
from werkzeug.serving import make_server

app = flask.Flask(__name__)
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


def new_keys(generation):
    made = {}
    for algorithm, (kind, size) in {
        "RS256": ("RSA", 2048),
        "PS256": ("RSA", 2048),
        "ES256": ("EC", "P-256"),
        "EdDSA": ("OKP", "Ed25519"),
    }.items():
        kid = f"{algorithm}-{generation}"
        made[algorithm] = jwk.generate_key(
            kind, size, {"kid": kid, "use": "sig", "alg": algorithm}
        )
    return made


class State:
    """What `/control` may change, by name."""

    def __init__(self):
        self.user = "alice"
        self.users = {}
        self.disabled = []
        # Users for whom a renewal ends in an error that is no refusal.
        self.odd = []
        # So many renewals are refused next, whoever comes.
        self.refusals = 0
        self.algorithm = "RS256"
        # Claims that replace those of the next ID tokens; null takes one away.
        self.changes = {}
        self.refresh_tokens = True
        self.names_issuer = True
        self.issuer = None
        self.generation = 1
        self.requests = {}
        # Answers instead of the usual ones, by path: [status, headers, text].
        self.answers = {}


state = State()
keys = new_keys(1)
foreign = new_keys(1)
codes = {}
refresh_tokens = {}


class User:
    def __init__(self, name):
        self.name = name

    def get_user_id(self):
        return self.name

    @property
    def claims(self):
        return {"sub": f"subject-of-{self.name}", "preferred_username": self.name, **state.users.get(self.name, {})}


class Client(ClientMixin):
    """`sluice` has a secret, `public` has none, and `robot` comes for itself."""

    secrets = {"sluice": "the client's secret / with ü", "public": None, "robot": "the robot's secret"}

    def __init__(self, client_id):
        self.client_id = client_id

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope or ""

    def check_redirect_uri(self, uri):
        return uri.startswith(("http://127.0.0.1:", "http://localhost:"))

    def check_client_secret(self, secret):
        return self.secrets[self.client_id] == secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == ("none" if self.secrets[self.client_id] is None else "client_secret_basic")

    def check_response_type(self, kind):
        return kind == "code"

    def check_grant_type(self, kind):
        return kind == "client_credentials" or self.client_id != "robot"


class Code(SimpleNamespace, AuthorizationCodeMixin):
    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.auth_time

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class RefreshToken(SimpleNamespace, TokenMixin):
    def get_scope(self):
        return self.scope

    def check_client(self, client):
        return self.client == client.client_id


class Tokens(OpenIDToken):
    def resolve_client_private_key(self, client):
        return keys[state.algorithm]

    def get_client_algorithm(self, client):
        return state.algorithm

    def get_encode_header(self, client):
        return {"alg": state.algorithm, "kid": keys[state.algorithm].kid, "typ": "JWT"}

    def get_client_claims(self, client):
        return {"iss": issuer(), "aud": client.client_id, "exp": int(time.time()) + 300}

    def generate_user_info(self, user, scope):
        return user.claims

    def encode_id_token(self, token, request):
        text = super().encode_id_token(token, request)
        if not state.changes:
            return text
        claims = jwt.decode(text, keys[state.algorithm], ALGORITHMS).claims
        for name, value in state.changes.items():
            claims.pop(name, None)
            if value is not None:
                claims[name] = value
        header = self.get_encode_header(request.client)
        return jwt.encode(header, claims, keys[state.algorithm], ALGORITHMS)


class CodeTokens(Tokens, OpenIDCode):
    def exists_nonce(self, nonce, request):
        return any(code.nonce == nonce for code in codes.values())


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "none"]

    def save_authorization_code(self, code, request):
        data = request.payload.data
        codes[code] = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            scope=request.payload.scope,
            nonce=data.get("nonce"),
            user=request.user,
            auth_time=int(time.time()),
            code_challenge=data.get("code_challenge"),
            code_challenge_method=data.get("code_challenge_method"),
        )
        return code

    def query_authorization_code(self, code, client):
        found = codes.get(code)
        return found if found and found.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code):
        codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class RefreshGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "none"]
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        return refresh_tokens.get(refresh_token)

    def authenticate_user(self, refresh_token):
        if state.refusals > 0:
            state.refusals -= 1
            raise InvalidGrantError("the login is over")
        if refresh_token.user.name in state.odd:
            raise InvalidRequestError("not now")
        if refresh_token.user.name in state.disabled:
            raise InvalidGrantError("the user is disabled")
        return refresh_token.user

    def revoke_old_credential(self, refresh_token):
        refresh_tokens.pop(refresh_token.text, None)


def save_token(token, request):
    text = token.get("refresh_token")
    if text:
        refresh_tokens[text] = RefreshToken(
            text=text, client=request.client.client_id, user=request.user, scope=token.get("scope", "")
        )


def access_token(client, grant_type, user, scope):
    if user is not None:
        return secrets.token_urlsafe(32)
    now = int(time.time())
    claims = {"iss": issuer(), "sub": f"client-{client.client_id}", "client_id": client.client_id}
    claims |= {"aud": "https://sluice.test", "iat": now, "exp": now + 300, "groups": ["robots"]}
    header = {"alg": state.algorithm, "kid": keys[state.algorithm].kid, "typ": "at+jwt"}
    return jwt.encode(header, claims, keys[state.algorithm], ALGORITHMS)


def refresh_token(*_arguments, **_named):
    return secrets.token_urlsafe(32) if state.refresh_tokens else ""


app.config["OAUTH2_ACCESS_TOKEN_GENERATOR"] = access_token
app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = refresh_token
app.config["OAUTH2_TOKEN_EXPIRES_IN"] = dict.fromkeys(["authorization_code", "refresh_token", "client_credentials"], 300)
server = AuthorizationServer(app, lambda name: Client(name) if name in Client.secrets else None, save_token)
server.register_grant(CodeGrant, [CodeTokens(require_nonce=True), CodeChallenge(required=True)])
server.register_grant(RefreshGrant, [Tokens()])
server.register_grant(grants.ClientCredentialsGrant)


def issuer():
    return state.issuer or flask.request.host_url.rstrip("/")


@app.before_request
def prepared_answers():
    path = flask.request.path
    state.requests[path] = state.requests.get(path, 0) + 1
    if path in state.answers:
        status, headers, text = state.answers[path]
        return text, status, headers


@app.get("/.well-known/openid-configuration")
def discovery():
    base = flask.request.host_url.rstrip("/")
    return {
        "issuer": issuer(),
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "jwks_uri": f"{base}/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ALGORITHMS,
        "authorization_response_iss_parameter_supported": state.names_issuer,
    }


@app.get("/keys")
def published_keys():
    shown = [key.as_dict(private=False) for key in keys.values()]
    # What a set may also have, and what must not be used or get in the way.
    shown += [{"kty": "oct", "kid": "RS256-oct", "k": "c2VjcmV0"}, {"kty": "new", "kid": "n"}, 7]
    return {"keys": shown}


@app.get("/authorize")
def authorize():
    user = User(state.user)
    if user.name in state.disabled:
        user = None
    grant = server.get_consent_grant(end_user=user)
    if user is None:
        redirect = flask.request.args["redirect_uri"]
        error = AccessDeniedError(redirect_uri=redirect, description="<script>alert(1)</script>")
        error.state = flask.request.args.get("state")
        return server.handle_error_response(None, error)
    answer = server.create_authorization_response(grant=grant, grant_user=user)
    if state.names_issuer:
        answer.headers["Location"] += f"&iss={issuer()}"
    return answer


@app.post("/token")
def token():
    return server.create_token_response()


@app.post("/control")
def control():
    """Sets what the body names, and gives what was asked how often."""
    global keys
    for name, value in flask.request.json.items():
        if not hasattr(state, name):
            flask.abort(400)
        if name == "generation" and value != state.generation:
            keys = new_keys(value)
        setattr(state, name, value)
    return state.requests


@app.post("/control/token")
def signed_token():
    """A token with just this header and these claims. `key` says whose it is: `own`, `foreign`, or `public-as-secret`."""
    body = flask.request.json
    header, claims = body["header"], body["claims"]
    head, payload = (encoded(json.dumps(part).encode()) for part in (header, claims))
    text = f"{head}.{payload}"
    kind = body.get("key", "own")
    if kind == "none":
        return {"token": f"{text}."}
    if kind == "public-as-secret":
        pem = keys["RS256"].as_pem(private=False)
        return {"token": f"{text}.{encoded(hmac.digest(pem, text.encode(), hashlib.sha256))}"}
    key = (foreign if kind == "foreign" else keys)[body.get("with", header.get("alg"))]
    signature = signed(text.encode(), key, body.get("with", header["alg"]))
    return {"token": f"{text}.{encoded(signature)}"}


def signed(data, key, algorithm):
    """Signs bytes as they are; joserfc would refuse some of the headers."""
    from joserfc.jws import JWSRegistry

    return JWSRegistry(algorithms=ALGORITHMS).get_alg(algorithm).sign(data, key)


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def end_with(parent):
    """Ends with the tests, also where they are killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    listening = make_server("127.0.0.1", port, app, threaded=True)
    print(f"http://127.0.0.1:{listening.port}", flush=True)
    listening.serve_forever()
