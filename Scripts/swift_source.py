"""Swift source as far as the style checks need it: code without its comments and strings, and what it declares."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

OPENING = re.compile(r'//|/\*|(#*)("""|")|[()]')
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
DECLARATION = re.compile(
    r"\b(?P<kind>func|var|let|class|struct|enum|protocol|actor|extension|typealias|associatedtype|init|subscript|case"
    r"|operator|macro)\b(?P<suffix>[?!]?)\s*(?P<name>`?[\w.]+`?)?")
TYPES = {"class", "struct", "enum", "protocol", "actor", "extension"}


def listed(*patterns):
    """The files that git knows or would add."""
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
                         check=True, capture_output=True, text=True).stdout
    return [Path(line) for line in sorted(set(out.splitlines())) if os.path.exists(line)]


def code_of(text):
    """The text with comments and the letters of strings as blanks, of the same length and lines. Quotes stay, and so
    does the code of an interpolation."""
    out, at = [], 0
    blank = lambda piece: re.sub(r"[^\n]", " ", piece)
    # What ends what we are in: a number of open parentheses in code, a delimiter in a string.
    within = [0]
    while at < len(text):
        if isinstance(within[-1], int):
            found = OPENING.search(text, at)
            if not found:
                break
            out.append(text[at:found.start()])
            at, token = found.end(), found.group()
            if token == "//":
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                out.append(blank(text[at - 2:end]))
                at = end
            elif token == "/*":
                depth = 1
                for mark in re.finditer(r"/\*|\*/", text[at:]):
                    depth += 1 if mark.group() == "/*" else -1
                    if depth == 0:
                        break
                out.append(blank(text[at - 2:at + mark.end()]))
                at += mark.end()
            elif token in "()":
                within[-1] += 1 if token == "(" else -1
                out.append(token)
                if within[-1] == 0 and token == ")" and len(within) > 1:
                    within.pop()
            else:
                hashes, quotes = found.group(1), found.group(2)
                out.append(token)
                within.append((quotes + hashes, "\\" + hashes))
        else:
            closing, escape = within[-1]
            found = re.compile(re.escape(escape) + r"(?:\(|.|\n)|" + re.escape(closing), re.S).search(text, at)
            if not found:
                break
            out.append(blank(text[at:found.start()]))
            at = found.end()
            if found.group() == closing:
                out.append(closing)
                within.pop()
            elif found.group().endswith("("):
                out.append(" " * len(escape) + "(")
                within.append(1)
            else:
                out.append(blank(found.group()))
    out.append(text[at:])
    return "".join(out)


@dataclass
class Declaration:
    """What a file or a type declares: locals of functions are none."""
    kind: str
    names: list
    line: int
    # Seen from other modules: by a word of its own, or by its protocol's, its enum's or its extension's.
    is_visible: bool
    is_nested: bool


def declarations(code):
    """What the code of a file declares, from top to bottom."""
    found, scopes, pending, depth, last = [], [], None, 0, 0
    for mark in re.finditer(r"[{}]|" + DECLARATION.pattern, code):
        # What stands in parentheses declares nothing.
        depth += code.count("(", last, mark.start()) - code.count(")", last, mark.start())
        last = mark.start()
        if mark.group() == "{":
            scopes.append(pending if depth == 0 else None)
            pending = None
        elif mark.group() == "}":
            if scopes:
                scopes.pop()
        elif depth == 0 and None not in scopes and code[last - 1:last] != ".":
            found.append(declared(code, mark, scopes))
            if mark["kind"] in TYPES:
                pending = found[-1]
    return found


def declared(code, mark, scopes):
    """One declaration, in the types that are open around it."""
    kind, outer = mark["kind"], scopes[-1] if scopes else None
    modifiers = code[code.rfind("\n", 0, mark.start()) + 1:mark.start()]
    is_visible = bool(re.search(r"\b(public|package|open)\b(?!\()", modifiers))
    if outer and outer.is_visible and not re.search(r"\b(private|fileprivate|internal)\b(?!\()", modifiers):
        is_visible |= outer.kind in ("protocol", "extension") or outer.kind == "enum" and kind == "case"
    names = [mark["name"].strip("`")] if mark["name"] else []
    if kind in ("case", "let", "var"):
        # Several may share a keyword: `case one(Int), two = 2`, `let a, b: Int`.
        rest = re.match(r"(?:[^\n]|(?<=,)\n)*", code[mark.end("kind"):]).group()
        rest = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", rest)
        names = re.findall(r"(?:^|,)\s*`?([A-Za-z_]\w*)`?(?=\s*(?:[:=,{]|$))", re.split(r"[:{}]", rest)[0].rstrip())
    elif kind in ("init", "subscript"):
        names = [kind]
    return Declaration(kind, names, code.count("\n", 0, mark.start()) + 1, is_visible, len(scopes) > 0)
