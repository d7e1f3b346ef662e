"""An SMTP server that demands a login, and prints each mail that it takes as one line of JSON.

Arguments: the port on the loopback interface, and the password that it takes.
"""

import email
import email.policy
import json
import logging
import signal
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

# It warns at each connection that a login without TLS is unsafe.
logging.disable(logging.WARNING)

PORT, PASSWORD = int(sys.argv[1]), sys.argv[2].encode()


def authenticate(server, session, envelope, mechanism, auth_data):
    is_right = isinstance(auth_data, LoginPassword) and auth_data.password == PASSWORD
    return AuthResult(success=is_right, handled=False)


def body(mail, kind):
    part = mail.get_body((kind,))
    return part.get_content() if part else ""


class Printer:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        received = {
            "to": envelope.rcpt_tos,
            "from": mail.get("From", ""),
            "replyTo": mail.get("Reply-To", ""),
            "subject": mail.get("Subject", ""),
            "text": body(mail, "plain").replace("\r\n", "\n"),
            "html": body(mail, "html").replace("\r\n", "\n"),
        }
        print(json.dumps(received), flush=True)
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
print("ready", flush=True)
signal.pause()
