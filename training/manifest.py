"""Weights → a manifest beside them: what they are, what they were made from and with, how good they were out of fold.

python -m training.manifest cleaner/text/judge.npz --by "python -m training.judge_train" --data ../shared/bench/data
    --figures "real-text F1 .986, residue words removed .683"

`tests/test_models.py` holds every manifest against its weights, so weights are not changed without one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

TOOLS = ("catboost", "scikit-learn", "numpy", "scipy")
# Of a folder of data, the files that its pages and labels are in.
DATA = ("*.jsonl.gz", "*.jsonl", "*.tsv")


def digest_of(path: Path) -> str:
    """The first 16 hexadecimal characters of the SHA-256 of a file, or of the data files of a folder."""
    digest = hashlib.sha256()
    files = [path] if path.is_file() else sorted(file for pattern in DATA for file in path.glob(pattern))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def version_of(tool: str) -> str | None:
    """The version of a package, None where it is not installed."""
    try:
        return metadata.version(tool)
    except metadata.PackageNotFoundError:
        return None


def manifest(weights: Path, *, by: str, data: Sequence[Path], figures: str) -> dict[str, Any]:
    """What there is to say of a file of weights."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "weights": weights.name,
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "bytes": weights.stat().st_size,
        "made_by": by,
        "made_after": commit or None,
        "data": {folder.name: digest_of(folder) for folder in data},
        "tools": {tool: found for tool in TOOLS if (found := version_of(tool))},
        "figures": figures,
    }


def main() -> None:
    """Write the manifest of one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--by", required=True, help="the command that makes the weights")
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="folders and files they are made from")
    parser.add_argument("--figures", required=True, help="how good they were on what they had not seen")
    args = parser.parse_args()
    found = manifest(args.weights, by=args.by, data=args.data, figures=args.figures)
    args.weights.with_suffix(".json").write_text(
        json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
