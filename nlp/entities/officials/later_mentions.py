"""Later mentions: short names get the full ones, titles without proof the people they belong to, names their repeats.

Invariant: only people who were found to be officials before lend their names here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from nlp.entities.lexicon import groups
from nlp.entities.officials.mentions import Mention, Mentions, Unproven, mention_titles, start_with_new
from nlp.entities.officials.people import People
from nlp.entities.organizations.text_view import TextView
from nlp.entities.phrases import Phrases

_NAMED_THINGS = groups("person_names")["named_thing"]
_QUOTES = ('"', "“", "'", "‘")
_APOSTROPHES = ("'", "’")
_INFORMAL = ("anh", "chị", "cô")


def complete_names(view: TextView, mentions: Mentions, unproven: Iterable[Unproven]) -> Mentions:
    """Give people their full names, and titles that need proof to people known to be officials.

    "Cựu bộ trưởng Kim Sen" of a headline is "Lê Thị Kim Sen" of the text; "Bí thư Việt" is "Mai Quốc Việt".
    """
    full_names = _full_names(mentions)
    grown: dict[Mention, Mention] = {}
    proven: list[Mention] = []
    for name, offices in unproven:
        full_name = full_names.get(view.text(*name).lower())
        if full_name is None:
            continue
        alone = mentions.covering(offices[0].start)
        if alone is not None and alone.name is None:
            grown[alone] = alone._replace(end=name[1], name=full_name)
        else:
            start = start_with_new(view, offices[0].start)
            proven.append(mention_titles(view, start, name[1], offices, None, full_name))
    completed = (grown.get(mention) or _with_full_name(mention, full_names) for mention in mentions.items)
    return Mentions(tuple(completed)).with_more(proven)


def _with_full_name(mention: Mention, full_names: Mapping[str, str]) -> Mention:
    if mention.name is None:
        return mention
    return mention._replace(name=full_names.get(mention.name.lower(), mention.name))


def _full_names(mentions: Mentions) -> dict[str, str]:
    """Return names, and what their last one and two syllables are short for, in lower case -> the full name.

    The first who bears a name keeps it: in "Bí thư Lê Văn Nam ... ông Hoàng Nam" a headline's "Nam" is the first.
    """
    full_names: dict[str, str] = {}
    for mention in mentions.named:
        parts = mention.name.split() if mention.name else []
        if mention.name and len(parts) > 2:
            for short in (parts, parts[-2:], parts[-1:]):
                full_names.setdefault(" ".join(short).lower(), mention.name)
    return full_names


def add_repeats(view: TextView, people: People, mentions: Mentions) -> Mentions:
    """Return the mentions with the later ones of people known as officials: by full name, or "ông" and given name."""
    if not mentions.named:
        return mentions
    return mentions.with_more(_repeats(view, people, mentions))


def _repeats(view: TextView, people: People, mentions: Mentions) -> Iterator[Mention]:
    introduced = sorted((mention.start, mention.name) for mention in mentions.named if mention.name is not None)
    names = {name.lower(): name for _, name in introduced}
    known = Phrases((_spaced(name), name) for name in names.values())
    given = _unambiguous(names)
    announced = {announcer.start: announcer.end for announcer in people.announcers}
    written = [word.lower() for word in view.words]  # view.lower may have accents that the names as written lack
    upcoming = 0
    for position in range(len(written)):
        # a given name is that of the official who was named last: "Bí thư Trần Văn Nam ... Bộ trưởng Lê Hải Nam ...
        # Ông Nam" is the minister
        while upcoming < len(introduced) and introduced[upcoming][0] <= position:
            name = introduced[upcoming][1]
            given[_called(name)] = name
            upcoming += 1
        if view.is_capitalized(position) and (match := known.match(written, position)):
            if not _names_thing(view, position):
                yield Mention(people.announced_start(position), match[0], match[1])
        elif position in announced and not _is_quoted_thing(view, position):
            name_start, name_end = people.name_after(announced[position])
            # "anh Việt" is rather somebody else of that name: officials are "ông", "bà" or a rank
            name = view.text(name_start, name_end) if name_end > name_start else ""
            is_short = name_end - name_start == 1 or name.lower() in given
            if is_short and view.lower[position] not in _INFORMAL:
                full = given.get(name.lower())
                if full is not None:
                    yield Mention(position, name_end, full)
            elif people.is_full_name(name_start, name_end) and known.end(written, name_start) < name_end:
                given[_called(name)] = None  # from here on the given name is somebody else's


def _is_quoted_thing(view: TextView, position: int) -> bool:
    """Say whether "ông" and a given name are in quotation marks what a thing is called: ``cầu “Ông Việt”``."""
    return view.token(position - 1) in _QUOTES and view.token(position - 2) in _NAMED_THINGS


def _unambiguous(names: Mapping[str, str]) -> dict[str, str | None]:
    """Return given names (in lower case) -> the full name, None where several people share one."""
    given: dict[str, str | None] = {}
    for name in names.values():
        short = _called(name)
        given[short] = None if short in given else name
    return given


def _spaced(name: str) -> str:
    """Return a name in lower case with its apostrophes apart, as they are tokens: ``h ' sen mlô``."""
    return re.sub(r"(['’])", r" \1 ", name.lower())


def _called(name: str) -> str:
    """Return, in lower case, the part of a full name that follows "ông" alone.

    It is the last syllable; the Ê Đê and the Cơ Ho have it in front, with its mark: "ông Y Thông" is Y Thông Niê,
    "bà H'Sen" is H'Sen Mlô.
    """
    parts = name.lower().split()
    if parts[0] == "y" and len(parts) > 2:
        return " ".join(parts[:2])
    return parts[0] if any(mark in parts[0] for mark in _APOSTROPHES) else parts[-1]


def _names_thing(view: TextView, position: int) -> bool:
    """Say whether the name at ``position`` is that of a street, a school, a prize or a city."""
    if view.lower[position : position + 3] == ["hồ", "chí", "minh"]:
        return True
    before = position - 1
    if view.token(before) in _QUOTES:  # 'cầu "Mai Quốc Việt"'
        before -= 1
    elif view.lower[max(0, before - 1) : position] == ["văn", "hóa"]:  # "công viên văn hóa Mai Quốc Việt"
        before -= 2
    in_park = view.token(before) == "viên" and view.token(before - 1) == "công"
    return in_park or view.token(before) in _NAMED_THINGS
