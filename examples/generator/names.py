"""Identifiers that look as AWS writes them and follow from their place in the story alone.

Access keys end in EXAMPLE, so that nobody, and no scanner, takes one for a working key.
"""

import base64
import hashlib


def digest(*parts):
    return hashlib.sha256("/".join(str(p) for p in parts).encode()).digest()


def letters(length, *parts):
    return base64.b32encode(digest(*parts)).decode()[:length]


def uuid(*parts):
    text = bytearray(digest(*parts)[:16])
    text[6] = text[6] & 0x0F | 0x40
    text[8] = text[8] & 0x3F | 0x80
    h = text.hex()
    return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))


def long_key(*parts):
    return "AKIA" + letters(9, "key", *parts) + "EXAMPLE"


def session_key(*parts):
    return "ASIA" + letters(9, "session", *parts) + "EXAMPLE"


def unique_id(prefix, arn):
    """AROA for roles, AIDA for users, ANPA for policies."""
    return prefix + letters(17, arn)


def sha256_text(text):
    return hashlib.sha256(text.encode()).hexdigest()


def split_arn(arn):
    """arn:aws:iam::ACCOUNT:role/PATH/NAME -> (ACCOUNT, /PATH/, NAME)"""
    account, resource = arn.split(":", 5)[4:]
    path, _, name = resource.partition("/")[2].rpartition("/")
    return account, "/" + path + "/" if path else "/", name


def role_arn(account, name):
    return f"arn:aws:iam::{account}:role/{name}"
