"""A mail server for tests: aiosmtpd, with a mailbox for everybody, and failures for those whose name asks for them.

It writes a line with its port, then a JSON object for each mail that it took, read by Python's own parser, and `null` for each line
that it is sent: whoever waits for that has seen all mails before it. The local part of an
address says what happens to mails to it: `later-...` is put off each time, `once-...` the first time, `nobody-...` is refused for
good, `policy-...` is refused for another reason than the mailbox, `spam-...` likewise, but only after the content and without an
enhanced code, `drop-...` loses the connection, `cut-...` loses it after the content, `slow-...` gets no answer, `tardy-...` gets it
after half a second, `pensive-...` likewise after the content.

    mailbox.py [--starttls CERTIFICATE KEY] [--tls CERTIFICATE KEY] [--login USER PASSWORD] [--closed]
"""

import argparse
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def written(part):
    """The content of a part: text as text, anything else as its number of bytes."""
    content = part.get_content()
    return content if isinstance(content, str) else len(content)


class Mailbox:
    def __init__(self, is_closed):
        self.is_closed = is_closed
        self.seen = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        kind = address.split("@")[0].split("-")[0]
        if kind == "later" or (kind == "once" and address not in self.seen):
            self.seen.add(address)
            return "450 4.2.0 Greylisted, try again later"
        if kind == "nobody":
            return "550 5.1.1 No such mailbox"
        if kind == "policy":
            return "554 5.7.1 Not wanted here"
        if kind == "drop":
            server.transport.abort()
            return "421 4.3.0 Gone"
        if kind == "slow":
            await asyncio.sleep(3600)
        if kind == "tardy":
            await asyncio.sleep(0.5)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if self.is_closed:
            return ["554 No mail is taken here"]
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):
        kinds = {address.split("-")[0] for address in envelope.rcpt_tos}
        if "spam" in kinds:
            return "550 This looks like spam"
        if "pensive" in kinds:
            await asyncio.sleep(0.5)
        if "cut" in kinds:
            server.transport.abort()
            return "421 4.3.0 Gone"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        print(
            json.dumps({
                "to": envelope.rcpt_tos,
                "from": envelope.mail_from,
                "connection": session.peer[1],
                "encrypted": session.ssl is not None,
                "signed_in": bool(session.authenticated),
                "headers": [[name, str(value)] for name, value in message.items()],
                "defects": [type(defect).__name__ for part in message.walk() for defect in part.defects],
                "parts": [
                    {"type": part.get_content_type(), "id": part.get("Content-ID"), "content": written(part)}
                    for part in parts
                ],
                "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
                "is_ascii": envelope.content.isascii(),
            }),
            flush=True,
        )
        return "250 OK"


def context(files):
    if files is None:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


async def serve(arguments):
    def authenticator(server, session, envelope, mechanism, data):
        is_right = [data.login.decode(), data.password.decode()] == arguments.login
        return AuthResult(success=is_right, handled=False)

    handler = Mailbox(arguments.closed)
    starttls = context(arguments.starttls)

    def connection():
        return SMTP(
            handler,
            hostname="mail.example",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticator if arguments.login else None,
            auth_required=arguments.login is not None,
            auth_require_tls=False,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0, ssl=context(arguments.tls))
    print(server.sockets[0].getsockname()[1], flush=True)
    # Until whoever started it is gone.
    while await loop.run_in_executor(None, sys.stdin.readline):
        print("null", flush=True)


parser = argparse.ArgumentParser()
parser.add_argument("--starttls", nargs=2)
parser.add_argument("--tls", nargs=2)
parser.add_argument("--login", nargs=2)
parser.add_argument("--closed", action="store_true")
asyncio.run(serve(parser.parse_args()))
