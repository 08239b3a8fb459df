"""Two checkouts → what they make of the same documents, compared field by field: for changes that may change nothing.

python -m training.differential ../old                     # this checkout against another one
python -m training.differential --save /tmp/before.json    # the digests of this one, to be compared with later
python -m training.differential /tmp/before.json --every 10

Each document of the benchmark is cleaned as HTML and as every plain text made from it; so are the fixtures and the
seeds. Ends with exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner import Cleaner

ROOT = Path(__file__).parent.parent
DATA = "../shared/bench/data"
FIELDS = ("text", "metadata", "status", "warnings", "confidence", "removed")
MOST_SHOWN = 10
Digests = dict[str, dict[str, str]]


def documents(data: Path, every: int) -> Iterator[tuple[str, bytes | str, str | None]]:
    """The name, the source and the address of each document: fixtures, seeds, and every n-th page of the benchmark."""
    for path in sorted(path for folder in ("fixtures", "seeds") for path in (ROOT / folder).rglob("*.*")):
        if path.is_file():
            yield str(path.relative_to(ROOT)), path.read_bytes(), None
    with gzip.open(data / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every:
                continue
            page = json.loads(line)
            name = page["id"]
            yield f"{name} html", gzip.decompress((data / "html" / f"{name}.html.gz").read_bytes()), page["url"]
            texts = {**page["texts"], "clean": page["gold"]}
            yield from ((f"{name} {kind}", text, None) for kind, text in texts.items() if text)


def digests(data: Path, every: int) -> Digests:
    """For each document the digest of each field of its result."""
    cleaner = Cleaner()
    return {name: digest(cleaner.clean(source, url=url)) for name, source, url in documents(data, every)}


def digest(result: Any) -> dict[str, str]:
    """The digest of each field."""
    return {field: hashlib.sha256(repr(getattr(result, field)).encode()).hexdigest()[:16] for field in FIELDS}


def of_checkout(folder: Path, data: Path, every: int) -> Digests:
    """The digests that another checkout gives, in a process of its own, of the documents of this one."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "digests.json"
        search = os.pathsep.join([str(folder.resolve()), *filter(None, [os.environ.get("PYTHONPATH")])])
        environment = os.environ | {"PYTHONPATH": search, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-P", __file__, "--save", str(out), "--data", str(data.resolve())]
        subprocess.run([*command, "--every", str(every)], check=True, env=environment, cwd=folder)
        found: Digests = json.loads(out.read_text())
        return found


def differences(before: Digests, after: Digests) -> dict[str, list[str]]:
    """The fields that differ, by document.

    >>> differences({"a": {"text": "1"}, "b": {"text": "1"}}, {"a": {"text": "2"}, "b": {"text": "1"}})
    {'a': ['text']}
    """
    names = [name for name in after if name in before]
    found = {name: [field for field in after[name] if before[name][field] != after[name][field]] for name in names}
    return {name: fields for name, fields in found.items() if fields}


def main() -> int:
    """Compare, or save digests to compare with."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, nargs="?", help="another checkout, or a file of saved digests")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the digests of this checkout")
    parser.add_argument("--data", type=Path, default=Path(DATA))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every n-th page only")
    args = parser.parse_args()
    after = digests(args.data, args.every)
    if args.save:
        args.save.write_text(json.dumps(after))
    if args.before is None:
        return 0
    checkout = args.before.is_dir()
    before = of_checkout(args.before, args.data, args.every) if checkout else json.loads(args.before.read_text())
    found = differences(before, after)
    compared = sum(name in before for name in after)
    print(f"{compared:,} documents compared, {len(found):,} differ")
    for field, count in Counter(field for fields in found.values() for field in fields).most_common():
        print(f"{count:>8,} {field}")
    for name, fields in list(found.items())[:MOST_SHOWN]:
        print(f"  {name}: {', '.join(fields)}")
    return 1 if found or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
