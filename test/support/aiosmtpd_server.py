"""An SMTP server that demands a login, and prints each mail that it takes as one line of JSON.

Arguments: the port on the loopback interface, and the password that it takes. It ends with its standard input.
"""

import base64
import json
import logging
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

# It warns at each connection that a login without TLS is unsafe.
logging.disable(logging.WARNING)

PORT, PASSWORD = int(sys.argv[1]), sys.argv[2].encode()


def authenticate(server, session, envelope, mechanism, auth_data):
    is_right = isinstance(auth_data, LoginPassword) and auth_data.password == PASSWORD
    return AuthResult(success=is_right, handled=False)


class Printer:
    async def handle_DATA(self, server, session, envelope):
        mail = {"to": envelope.rcpt_tos, "source": base64.b64encode(envelope.content).decode()}
        print(json.dumps(mail), flush=True)
        return "250 OK"


controller = Controller(
    Printer(),
    hostname="127.0.0.1",
    port=PORT,
    authenticator=authenticate,
    auth_required=True,
    auth_require_tls=False,
)
controller.start()
print(json.dumps({"ready": True}), flush=True)
sys.stdin.read()
controller.stop()
