"""The command ``egdi``: keep the record, write briefs.

Each command is a function that adds its parser and sets ``run``; list it in :data:`COMMANDS`. The
library is imported when a command runs, so that help is quick.

Exit codes: 0 all is well; 1 a fault in the data, told in one sentence; 2 a wrong command line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def _add_edition(commands: Any) -> None:
    parser = commands.add_parser(
        "add-edition",
        help="take the UN's CSV of an edition into the record",
        description="Read the CSV of one edition as the UN Data Center gives it, check it, show "
        "what it brings, and write it into the record: the whole of it or nothing. Adding the same "
        "again changes nothing; a corrected file replaces the values it corrects.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="such as EGOV_DATA_2026.csv")
    parser.add_argument("--dry-run", action="store_true", help="show, and write nothing")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="allow an edition of record to change in more than a quarter of its states",
    )
    parser.add_argument(
        "--accept",
        default="",
        metavar="WORDS",
        help="take in what looks like a slip and is none: columns, moves, year, unranked, and "
        "outliers with each state's code (outliers:VNM), separated by commas",
    )
    parser.set_defaults(run=_run_add)


def _run_add(args: argparse.Namespace) -> int:
    from egdi import editions

    words = [word.strip() for word in args.accept.split(",") if word.strip()]
    proposal = editions.propose(args.file, replace=args.replace, accept=words)
    print(editions.summary(proposal))
    if args.dry_run:
        print("Dry run: nothing was written.")
        return 0
    changed = editions.write(proposal)
    print(
        f"Written: {', '.join(path.name for path in changed)}." if changed else "Nothing to write."
    )
    if proposal.is_new:
        print(
            "Next: complete the edition's row in editions.csv (published, components, breaks) as "
            "far as it is known, then `make book`."
        )
    return 0


def _remove_edition(commands: Any) -> None:
    parser = commands.add_parser(
        "remove-edition",
        help="take out again the edition that add-edition put in last",
        description="Take the latest edition out of the record, if add-edition put it in and "
        "nobody has completed its row since. Editions that came with the repository stay.",
    )
    parser.add_argument("edition", type=int, metavar="YEAR")
    parser.add_argument("--dry-run", action="store_true", help="only say whether it can be done")
    parser.set_defaults(run=_run_remove)


def _run_remove(args: argparse.Namespace) -> int:
    from egdi import editions

    changed = editions.remove(args.edition, dry_run=args.dry_run)
    if args.dry_run:
        print(f"Dry run: edition {args.edition} can be removed; nothing was written.")
    else:
        print(f"Removed edition {args.edition} from {', '.join(path.name for path in changed)}.")
    return 0


def _check(commands: Any) -> None:
    parser = commands.add_parser(
        "check",
        help="check every table and their agreement with each other",
        description="Check every table of record against its description and the tables against "
        "each other; one sentence a fault, exit code 1 if there is any.",
    )
    parser.set_defaults(run=_run_check)


def _run_check(args: argparse.Namespace) -> int:
    from egdi import check, panel, writing

    try:
        completed = writing.recover(panel.data_folder())
        found = check.faults()
    except panel.DataError as error:
        completed, found = [], list(dict.fromkeys([str(error), *check.faults()]))
    if completed:
        names = ", ".join(path.name for path in completed)
        print(f"Completed a writing that was interrupted: {names}.")
    for sentence in found:
        print(sentence)
    tables = "" if found else f" in {', '.join(panel.tables())}"
    count = "No fault" if not found else f"{len(found)} fault{'s' if len(found) > 1 else ''}"
    print(f"{count}{tables}.")
    return 1 if found else 0


def _brief(commands: Any) -> None:
    parser = commands.add_parser(
        "brief",
        help="write a two-page brief as Word and PDF",
        description="Write the brief on a country in a group: two pages, as Word file and PDF.",
    )
    parser.add_argument(
        "--country",
        default="VNM",
        metavar="CODE",
        help="ISO alpha-3 code, several separated by commas, or ALL (default VNM)",
    )
    parser.add_argument(
        "--group",
        metavar="GROUP",
        help="ASEAN, World, a region, an income group, or codes separated by commas (default: "
        "ASEAN for its members, the sub-region for others)",
    )
    parser.add_argument("--target-place", type=int, metavar="K", help="place to reach (default 4)")
    parser.add_argument("--edition", type=int, metavar="YEAR", help="default: the latest")
    parser.add_argument("--language", choices=["en", "vi"], default="en", help="default en")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="default: _build/briefs of the repository, for another language vi inside it; the "
        "working folder where the package was installed",
    )
    parser.add_argument(
        "--letterhead",
        type=Path,
        metavar="FILE",
        help="a .docx whose page, header, footer and styles the Word file takes over",
    )
    parser.set_defaults(run=_run_brief)


def _run_brief(args: argparse.Namespace) -> int:
    from egdi import brief, folders, lookup
    from egdi.words import speaking

    every = args.country.strip().upper() == "ALL"
    codes = sorted(lookup.short_names()) if every else args.country.split(",")
    top = folders.documents("briefs")
    apart = args.language != "en" and folders.checkout()
    folder = args.out or (top / args.language if apart else top)
    with speaking(args.language):
        paths = brief.write_many(
            [code for code in codes if code.strip()],
            args.group or None,
            args.target_place,
            args.edition,
            folder,
            letterhead=args.letterhead,
        )
    if len(paths) > 6:
        print(f"Written: {len(paths)} files in {folder}.")
    else:
        print("Written:", *paths, sep="\n")
    return 0


def _report(commands: Any) -> None:
    parser = commands.add_parser(
        "report",
        help="write the thematic report of a quarter or a year as Word and PDF",
        description="Write the thematic report on the index: a draft in the layout of Decree "
        "30/2020, in Vietnamese, or in English for partners.",
    )
    parser.add_argument("period", metavar="PERIOD", help="2026Q4 or 2026")
    parser.add_argument("--language", choices=["vi", "en"], default="vi", help="default vi")
    parser.add_argument("--country", default="VNM", metavar="CODE", help="in English only")
    parser.add_argument("--compare", metavar="PERIOD", help="default: the period before")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="default: _build/reports of the repository; the working folder where the package was "
        "installed",
    )
    parser.set_defaults(run=_run_report)


def _run_report(args: argparse.Namespace) -> int:
    from egdi import folders, report
    from egdi.words.language import speaking

    folder = args.out or folders.documents("reports")
    with speaking(args.language):
        made = report.build(args.period, args.country, compare=args.compare)
        print("Written:", *made.write(folder), sep="\n")
    return 0


class _Version(argparse.Action):
    """Print the versions and end; they are looked up only when asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:
        super().__init__(option_strings, dest=argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        from egdi import panel

        editions = panel.load("panel")["edition"]
        print(
            f"egdi {version('egdi')}, tables {panel.version()}: editions {editions.min()} to "
            f"{editions.max()}, {panel.describe('panel')['vintage']}"
        )
        parser.exit()


COMMANDS: list[Callable[[Any], None]] = [_add_edition, _remove_edition, _check, _brief, _report]
"""Functions that add a command: its parser, with ``run`` set to what it does."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="egdi",
        description="Keep the record of the UN E-Government Development Index, and write briefs.",
        epilog="The tables are those of the repository or of the installed package, or of the "
        "folder that EGDI_DATA names.",
    )
    parser.add_argument("--version", action=_Version, help="versions of package and tables")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    for stream in (sys.stdout, sys.stderr):
        # Names of countries must not fail on a console that lacks their letters.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        args = parser.parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    from egdi.panel import DataError

    try:
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except DataError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # The reader of our output has left; Python would complain again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"{error.filename or 'egdi'}: {error.strerror}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
