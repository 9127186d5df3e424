#!/usr/bin/env python3
"""A client of Quartet in Python's standard library: no packages, and openssl for one signature.

It registers somebody at saas-api, signs in, asks both services who that is, by token and by cookie, and checks
the access token offline, as a service in any language would, against the published keys.

    python3 client.py [--api http://127.0.0.1:8000] [--nest http://127.0.0.1:8002] [--issuer …] [--audience quartet]
"""

import argparse
import base64
import json
import pathlib
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid

PASSWORD = "seven wooden elephants"


def main():
    options = parse_options()
    email = f"{uuid.uuid4()}@example.com"
    account = {"email": email, "password": PASSWORD}

    status, registered, _ = call("POST", f"{options.api}/api/auth/register", body=account)
    expect(status == 201, f"registering was answered {status}: {registered}")
    print(f"registered {email} as {registered['user']['id']}")

    status, signed_in, headers = call("POST", f"{options.api}/api/auth/login", body=account)
    expect(status == 200, f"signing in was answered {status}: {signed_in}")
    token = signed_in["access_token"]
    cookie = headers["set-cookie"].split(";")[0]
    print(f"signed in; the session is {signed_in['session_id']}")

    for name, url in (("saas-api", options.api), ("saas-nest", options.nest)):
        for kind, credential in (("token", {"authorization": f"Bearer {token}"}), ("cookie", {"cookie": cookie})):
            status, me, _ = call("GET", f"{url}/api/auth/me", headers=credential)
            expect(status == 200, f"{name} answered {status} to the {kind}: {me}")
            expect(me["user"]["id"] == signed_in["user"]["id"], f"{name} knows somebody else by the {kind}")
            print(f"{name} knows {me['user']['email']} by the {kind}")

    status, keys, _ = call("GET", f"{options.api}/.well-known/jwks.json")
    expect(status == 200, f"the key set was answered {status}")
    claims = verified_claims(token, keys, issuer=options.issuer or options.api, audience=options.audience)
    expect(claims["sub"] == signed_in["user"]["id"], "the token is somebody else's")
    expect(claims["sid"] == signed_in["session_id"], "the token is of another session")
    print(f"verified the access token offline: {claims['sub']}, for {round(claims['exp'] - time.time())} s more")

    try:
        verified_claims(with_another_subject(token), keys, issuer=options.issuer or options.api, audience=options.audience)
    except InvalidToken as refusal:
        print(f"refused a forged one: {refusal}")
    else:
        raise SystemExit("a forged token was taken for a good one")

    status, problem, headers = call("POST", f"{options.nest}/api/auth/login", body={**account, "password": "not it"})
    expect(status == 401, f"a wrong password was answered {status}")
    expect(headers["content-type"] == "application/problem+json", "an error is no problem document")
    print(f"a refusal is a problem: {problem['status']} {problem['code']}, request {problem['request_id']}")


def parse_options():
    parser = argparse.ArgumentParser(description="Calls saas-api and saas-nest, and checks a token offline.")
    parser.add_argument("--api", default="http://127.0.0.1:8000")
    parser.add_argument("--nest", default="http://127.0.0.1:8002")
    parser.add_argument("--issuer", help="iss of the access tokens (default: the address of saas-api)")
    parser.add_argument("--audience", default="quartet")
    return parser.parse_args()


def expect(holds, otherwise):
    if not holds:
        raise SystemExit(otherwise)


def call(method, url, body=None, headers=None):
    """Answers status, parsed body and headers, of a refusal as of a success."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=dict(headers or {}))
    if data is not None:
        request.add_header("content-type", "application/json")
    try:
        answer = urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        return answer.status, json.load(answer), answer.headers


# --- Access tokens, offline -----------------------------------------------------------------------------------


class InvalidToken(Exception):
    """Whoever presents this token is nobody."""


def verified_claims(token, key_set, issuer, audience):
    """The claims of an access token (RFC 9068) that one of these keys (RFC 7517) has signed.

    The algorithm is this service's own choice, and the key comes from the set alone: what a token says of
    algorithms and of places of keys (alg, jku, x5u, jwk) is the attacker's to write (RFC 8725, section 3.1).
    """
    try:
        header_part, claims_part, signature_part = token.split(".")
        header = json.loads(from_base64url(header_part))
        signature = from_base64url(signature_part)
    except ValueError as error:
        raise InvalidToken("it is no JWT") from error
    if header.get("alg") != "ES256" or header.get("typ") != "at+jwt":
        raise InvalidToken("it is no access token of this kind")
    key = next((key for key in key_set["keys"] if key["kid"] == header.get("kid")), None)
    if key is None or key["kty"] != "EC" or key["crv"] != "P-256":
        raise InvalidToken("its key is not known: fetch the key set again, once")
    if not is_signed(f"{header_part}.{claims_part}".encode(), signature, key):
        raise InvalidToken("its signature is wrong")
    claims = json.loads(from_base64url(claims_part))
    if claims["iss"] != issuer or claims["aud"] != audience:
        raise InvalidToken(f"it is of {claims['iss']}, for {claims['aud']}")
    if claims["exp"] <= time.time():
        raise InvalidToken("it has expired")
    return claims


def is_signed(message, signature, key):
    """Verifies an ES256 signature (RFC 7518, section 3.4) with openssl, which wants it and the key in DER."""
    if len(signature) != 64:
        return False
    with tempfile.TemporaryDirectory() as folder:
        files = {name: pathlib.Path(folder, name) for name in ("key.der", "signature.der", "message")}
        files["key.der"].write_bytes(public_key_info(key))
        files["signature.der"].write_bytes(sequence(integer(signature[:32]), integer(signature[32:])))
        files["message"].write_bytes(message)
        command = ["openssl", "dgst", "-sha256", "-keyform", "DER", "-verify", files["key.der"]]
        command += ["-signature", files["signature.der"], files["message"]]
        return subprocess.run(command, capture_output=True).returncode == 0


# id-ecPublicKey and prime256v1 (RFC 5480, section 2.1.1), as an AlgorithmIdentifier in DER.
EC_P256 = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")


def public_key_info(key):
    """A SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7) of an EC key of a key set: its point, uncompressed."""
    point = b"\x04" + from_base64url(key["x"]).rjust(32, b"\0") + from_base64url(key["y"]).rjust(32, b"\0")
    return sequence(EC_P256, tagged(0x03, b"\0" + point))


def sequence(*parts):
    return tagged(0x30, b"".join(parts))


def integer(magnitude):
    """A positive INTEGER: as short as can be, and with a zero in front where the first bit would make it negative."""
    digits = magnitude.lstrip(b"\0") or b"\0"
    return tagged(0x02, b"\0" + digits if digits[0] & 0x80 else digits)


def tagged(tag, content):
    """Tag, length and content in DER; nothing here is longer than the short form of a length can say."""
    assert len(content) < 128
    return bytes([tag, len(content)]) + content


def with_another_subject(token):
    """What an attacker does: the claims of somebody else, under the signature of a token of their own."""
    header, claims, signature = token.split(".")
    forged = {**json.loads(from_base64url(claims)), "sub": "user_01k00000000000000000000000"}
    return ".".join([header, to_base64url(json.dumps(forged).encode()), signature])


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


if __name__ == "__main__":
    main()
