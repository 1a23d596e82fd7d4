"""Opens a mailbox with an access token, as a mail program does: Python's imaplib."""

import imaplib
import os
import sys

user, token = os.environ["IMAP_USER"], os.environ["IMAP_TOKEN"]
port, mechanism = int(os.environ["IMAP_PORT"]), os.environ["IMAP_MECHANISM"]
words = {
    "XOAUTH2": f"user={user}\1auth=Bearer {token}\1\1",
    "OAUTHBEARER": f"n,a={user},\1host=127.0.0.1\1port={port}\1auth=Bearer {token}\1\1",
}[mechanism]

asked = 0


def answer(_challenge):
    """The proof first; what the server says against it is acknowledged with nothing."""
    global asked
    asked += 1
    return words.encode() if asked == 1 else b"\1"


box = imaplib.IMAP4("127.0.0.1", port, timeout=10)
try:
    box.authenticate(mechanism, answer)
except imaplib.IMAP4.error as refused:
    print(f"refused: {refused}")
    sys.exit(1)
box.select("INBOX")
box.append("INBOX", None, None, b"Subject: hello\r\n\r\nA letter.\r\n")
print("letters:", box.select("INBOX")[1][0].decode())
box.logout()
