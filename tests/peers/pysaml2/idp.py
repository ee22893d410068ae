"""A SAML identity provider on a free port of loopback, with GenAuth's paths, by `pysaml2`.

`xmlsec1` signs. The first line written is `{"id": 0, "ok": {"host": ...}}`. The provider knows
applications only by the metadata that the command `register` hands over.
"""

import html
import logging
import secrets
import subprocess
import sys
import tempfile
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent))

from lines import serve  # noqa: E402
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT  # noqa: E402
from saml2.config import IdPConfig  # noqa: E402
from saml2.metadata import entity_descriptor  # noqa: E402
from saml2.saml import NAME_FORMAT_BASIC, NAMEID_FORMAT_PERSISTENT, NameID  # noqa: E402
from saml2.server import Server  # noqa: E402

PATH = "/api/v2/saml-idp/TEST_APP"
AUTHENTICATION = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"}

# Errors are shown on the page.
logging.getLogger("saml2").setLevel(logging.CRITICAL)

# Holds keys, and ends with the program.
folder = tempfile.TemporaryDirectory()


def new_key():
    """Creates a key with a certificate, and returns the paths of both."""
    key, certificate = (str(Path(folder.name, f"{secrets.token_hex(4)}.{end}")) for end in ("key", "pem"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=idp.example"]
        + ["-keyout", key, "-out", certificate],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return key, certificate


class Provider:
    """The provider, as it is configured now."""

    def __init__(self, host):
        self.host = host
        self.keys = [new_key()]
        self.applications = []
        self.options = {}
        self.users = {}
        # `pysaml2` promises nothing about threads.
        self.lock = threading.Lock()
        self.build()

    def build(self):
        """Reads the keys and the metadata of the applications."""
        key, certificate = self.keys[0]
        endpoint = (self.host + PATH, BINDING_HTTP_REDIRECT)
        self.config = IdPConfig().load(
            {
                "entityid": f"{self.host}{PATH}/metadata",
                "service": {
                    "idp": {
                        "endpoints": {"single_sign_on_service": [endpoint]},
                        "policy": {"default": {"lifetime": {"minutes": 15}, "name_form": NAME_FORMAT_BASIC}},
                    }
                },
                "key_file": key,
                "cert_file": certificate,
                "additional_cert_files": [certificate for _, certificate in self.keys[1:]],
                "metadata": {"inline": self.applications} if self.applications else {},
            }
        )
        self.server = Server(config=self.config)

    def metadata(self):
        """Returns the metadata of the provider."""
        return str(entity_descriptor(self.config))

    def answer(self, query, user):
        """Returns a page that posts the response for a signed-in user."""
        options = dict(self.options)
        attributes = options.pop("attributes", {})
        application = options.pop("application", None)
        status = options.pop("status", None)
        if "SAMLRequest" in query:
            request = self.server.parse_authn_request(query["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
            arguments = self.server.response_args(request.message, [BINDING_HTTP_POST])
        else:
            acs = self.server.metadata.assertion_consumer_service(application, BINDING_HTTP_POST)
            arguments = {"in_response_to": None, "destination": acs[0]["location"], "sp_entity_id": application}
        arguments.pop("binding", None)
        arguments.pop("name_id_policy", None)
        arguments.update(options)
        if status:
            sign = options.get("sign_response")
            response = self.server.create_error_response(info=tuple(status), sign=sign, **arguments)
        else:
            response = self.server.create_authn_response(
                attributes,
                authn=AUTHENTICATION,
                name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=user),
                userid=user,
                **arguments,
            )
        relay_state = query.get("RelayState", [""])[0]
        binding = self.server.apply_binding(
            BINDING_HTTP_POST, str(response), arguments["destination"], relay_state, response=True
        )
        return binding["data"]

    def configure(self, options):
        """Sets arguments of `create_authn_response`, and `attributes`, `application` and `status`."""
        with self.lock:
            self.options = options

    def register(self, metadata):
        """Reads the metadata of an application."""
        with self.lock:
            self.applications.append(metadata)
            self.build()

    def rotate(self):
        """Adds a key that signs from now on."""
        with self.lock:
            self.keys.insert(0, new_key())
            self.build()

    def retire(self):
        """Removes all keys but the one that signs."""
        with self.lock:
            del self.keys[1:]
            self.build()

    def certificate(self):
        """Returns the certificate of the key that signs."""
        return Path(self.keys[0][1]).read_text()


class Handler(BaseHTTPRequestHandler):
    """Answers requests. `provider` is set below."""

    def do_GET(self):
        url = urlsplit(self.path)
        with provider.lock:
            try:
                if url.path == f"{PATH}/metadata":
                    self.reply(provider.metadata(), "application/samlmetadata+xml")
                elif url.path == PATH:
                    user = provider.users.get(self.session())
                    self.reply(provider.answer(parse_qs(url.query), user) if user else page(self.path))
                else:
                    self.send_error(404)
            except Exception as error:  # noqa: BLE001
                self.reply(html.escape(f"{type(error).__name__}: {error}"), status=400)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        session = secrets.token_hex(16)
        provider.users[session] = form["login"]
        self.send_response(303)
        self.send_header("Set-Cookie", f"session={session}; Path=/; HttpOnly")
        self.send_header("Location", form["next"])
        self.end_headers()

    def session(self):
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        return cookie.value if cookie else None

    def reply(self, text, kind="text/html; charset=utf-8", status=200):
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments):
        pass


def page(path):
    """Returns the page that asks for a user."""
    return (
        '<!doctype html><title>Sign in</title><form method="post" action="/login">'
        f'<input type="hidden" name="next" value="{html.escape(path)}">'
        '<input type="text" name="login"><input type="password" name="password"><button>Sign in</button></form>'
    )


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
threading.Thread(target=server.serve_forever, daemon=True).start()
serve(
    {"host": provider.host},
    {
        "configure": provider.configure,
        "register": provider.register,
        "rotate": provider.rotate,
        "retire": provider.retire,
        "certificate": provider.certificate,
    },
)
