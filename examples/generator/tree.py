"""A folder of evidence in the making: paths and bytes, written when all of it is known."""

import json
import pathlib
import shutil
import struct
import zlib

STORED_MAX = 65535


def gzip_stored(data):
    """A gzip member of stored blocks, time 0: the same bytes whatever the version of zlib."""
    body = b""
    for start in range(0, max(len(data), 1), STORED_MAX):
        block = data[start : start + STORED_MAX]
        last = start + STORED_MAX >= len(data)
        body += struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + body + struct.pack("<II", zlib.crc32(data), len(data))


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class Tree:
    def __init__(self):
        self.files = {}

    def put(self, path, data):
        if path in self.files:
            raise ValueError(f"{path} is written twice")
        self.files[path] = data

    def put_text(self, path, text):
        self.put(path, text.encode())

    def put_answer(self, path, answer):
        """An API answer, laid out as the AWS CLI prints it."""
        self.put_text(path, json.dumps(answer, indent=4, ensure_ascii=False) + "\n")

    def put_gzip(self, path, data):
        self.put(path, gzip_stored(data))

    def only(self, fragment):
        """The one path with this fragment."""
        found = [p for p in self.files if fragment in p]
        if len(found) != 1:
            raise ValueError(f"expected one file with {fragment} in its path, got {len(found)}")
        return found[0]

    def deliver_again(self, fragment):
        """The same log file under another name, as a repeated delivery or a restored backup leaves it."""
        path = self.only(fragment)
        stem, ending = path.partition(".json")[::2]
        self.put(stem.rpartition("_")[0] + "_AGAINAGAINAGAIN2.json" + ending, self.files[path])

    def cut(self, fragment, share):
        """Only the first part of the file arrived."""
        path = self.only(fragment)
        self.files[path] = self.files[path][: int(len(self.files[path]) * share)]

    def write(self, folder):
        """Replaces the folder."""
        folder = pathlib.Path(folder)
        shutil.rmtree(folder, ignore_errors=True)
        for path, data in sorted(self.files.items()):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
