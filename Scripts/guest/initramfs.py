#!/usr/bin/env python3
"""initramfs.py OUT PATH=FILE...: an initial file system ("newc" cpio) that holds each FILE, executable, at PATH."""
import os
import sys


def member(number, path, mode, data=b"", device=(0, 0)):
    name = path.encode() + b"\0"
    numbers = [number, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name), 0]
    header = b"070701" + b"".join(b"%08x" % n for n in numbers) + name
    return b"".join(part + bytes(-len(part) % 4) for part in (header, data))


def write(out, files):
    """Writes the archive of `files`, a dictionary of paths and the files to hold there."""
    folders = {"dev", "proc", "sys", "tmp"}
    for path in files:
        while path := os.path.dirname(path):
            folders.add(path)
    members = [(folder, 0o040755, b"", (0, 0)) for folder in sorted(folders)]
    members.append(("dev/console", 0o020600, b"", (5, 1)))
    for path, file in files.items():
        with open(file, "rb") as opened:
            members.append((path, 0o100755, opened.read(), (0, 0)))
    members.append(("TRAILER!!!", 0, b"", (0, 0)))
    with open(out, "wb") as archive:
        for number, fields in enumerate(members, 1):
            archive.write(member(number, *fields))


if __name__ == "__main__":
    write(sys.argv[1], dict(pair.split("=", 1) for pair in sys.argv[2:]))
