"""A CAS server on a free port of loopback, with GenAuth's paths, by `django-cas-server`.

The argument is JSON: `user`, `password`, `attributes`, and `services`, a list of regular expressions.
The first line written is `{"id": 0, "ok": {"host": ...}}`.
"""

import secrets
import sys
import tempfile
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

sys.path.insert(0, str(Path(__file__).parent.parent))

from lines import config, serve  # noqa: E402

# The database ends with the program.
folder = tempfile.TemporaryDirectory()
options = config()

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    CAS_AUTH_CLASS="cas_server.auth.TestAuthUser",
    CAS_INFO_MESSAGES={},
    CAS_NEW_VERSION_EMAIL_WARNING=False,
    CAS_NEW_VERSION_HTML_WARNING=False,
    CAS_TEST_ATTRIBUTES=options["attributes"],
    CAS_TEST_PASSWORD=options["password"],
    CAS_TEST_USER=options["user"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(folder.name, "cas.sqlite3")),
            "OPTIONS": {"timeout": 60},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "cas_server",
    ],
    # Refused tickets are warnings.
    LOGGING={
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"errors": {"class": "logging.StreamHandler", "level": "ERROR"}},
        "root": {"handlers": ["errors"]},
    },
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY=secrets.token_hex(32),
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()
urlpatterns = [path("cas-idp/TEST_APP/", include("cas_server.urls", namespace="cas_server"))]
call_command("migrate", verbosity=0)

from cas_server.models import ReplaceAttributName, ServicePattern  # noqa: E402

for position, pattern in enumerate(options["services"]):
    service = ServicePattern.objects.create(pos=position, name=pattern, pattern=pattern, single_log_out=True)
    ReplaceAttributName.objects.create(name="*", replace="", service_pattern=service)


class Server(ThreadingMixIn, WSGIServer):
    """Answers requests in threads of their own."""

    daemon_threads = True


class Handler(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_arguments):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
serve({"host": f"http://127.0.0.1:{server.server_port}"}, {})
