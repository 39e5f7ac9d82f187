"""Builds the tables of administrative units from the package ``vietnamadminunits`` (MIT): a tool, not imported.

Run ``pip install --no-deps vietnamadminunits==1.0.4``, then ``python -m nlp.entities.tables.build [FOLDER]``, where
FOLDER is the unpacked package when it is not installed. The output is the same, byte for byte, on every run:

``provinces.tsv``
    code, type, name of the 34 provinces of today.
``communes.tsv``
    code, type, name, province code of the 3,321 communes, wards and special zones of today.
``legacy_provinces.tsv``
    legacy code, type, name of the 63 provinces until June 2025, code of the province of today.
``legacy_districts.tsv``
    legacy code, type, name, legacy province code of the 696 districts, codes of today's communes on their land.
``legacy_communes.tsv``
    legacy code, type, name, legacy district code, codes of today's communes; the one that got most stands first.
``renamed_districts.tsv``
    the same for districts that were merged or renamed shortly before: the row of the district that took them in.

Codes are those of the General Statistics Office. Both systems share their range and not their meaning: no table holds
codes of one system in a column of the other.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from nlp.text.normalize import normalize

TYPES = {
    "Tỉnh": "province", "Xã": "commune", "Phường": "ward", "Đặc khu": "special_zone", "Thị trấn": "township",
    "Huyện": "district", "Quận": "urban_district", "Thị xã": "town", "Thành phố": "city",
}  # fmt: skip
# The source has these only as search keys without accents.
RENAMED = [
    ("district", "Thông Nông", "Hà Quảng"), ("district", "Phục Hòa", "Quảng Hòa"),
    ("district", "Quảng Uyên", "Quảng Hòa"), ("district", "Kỳ Sơn", "Hòa Bình"), ("district", "Hoành Bồ", "Hạ Long"),
    ("district", "Yên Dũng", "Bắc Giang"), ("district", "Mỹ Lộc", "Nam Định"), ("city", "Ninh Bình", "Hoa Lư"),
    ("district", "Đông Sơn", "Thanh Hóa"), ("district", "Tĩnh Gia", "Nghi Sơn"), ("town", "Cửa Lò", "Vinh"),
    ("district", "Nam Đông", "Phú Lộc"), ("district", "Nông Sơn", "Quế Sơn"), ("district", "Tây Trà", "Trà Bồng"),
    ("district", "Cát Tiên", "Đạ Huoai"), ("district", "Đạ Tẻh", "Đạ Huoai"), ("district", "Đất Đỏ", "Long Đất"),
    ("district", "Long Điền", "Long Đất"), ("district", "Tân Thành", "Phú Mỹ"),
    ("urban_district", "2", "Thủ Đức"), ("urban_district", "9", "Thủ Đức"), ("district", "Lộc Hà", "Thạch Hà"),
    ("district", "Trà Lĩnh", "Trùng Khánh"), ("district", "Yên Hưng", "Quảng Yên"),
    ("district", "Từ Liêm", "Bắc Từ Liêm"), ("district", "Từ Liêm", "Nam Từ Liêm"),
]  # fmt: skip

Row = tuple[str, ...]


def package_folder(argument: str | None) -> Path:
    """Return the folder of the installed package, or ``argument`` when given.

    :raises SystemExit: if there is no such package.
    """
    if argument:
        return Path(argument)
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        sys.exit(
            "vietnamadminunits is not installed: pip install --no-deps vietnamadminunits==1.0.4, or name its folder"
        )
    return Path(spec.submodule_search_locations[0])


def short_name(name: str) -> str:
    """Return a unit's name without its type and without what the source adds to tell two apart."""
    bare = re.sub(r" \((?:Thành phố|Thị trấn|Thị xã|Huyện|Phường|Xã)\)$", "", name)
    bare = re.sub(r"^(?:Quận|Phường) (?=\d+$)", "", bare)
    return normalize(re.sub(r"^0+(?=\d+$)", "", bare).replace("’", "'"))


def successors(converter: dict[str, dict[str, dict[str, list[object]]]]) -> dict[str, list[tuple[str, str]]]:
    """Return key of a legacy commune -> (province key, commune key) of today's, most important first."""
    became: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, olds in communes.items():
            for old in olds:
                became[str(old)].append((province, commune))
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            ranked = sorted(parts, key=lambda part: (not part["isDefaultNewWard"], part["newWardKey"]))  # type: ignore[index]
            became[old].extend((province, part["newWardKey"]) for part in ranked)  # type: ignore[index]
    return became


def tables(folder: Path) -> dict[str, set[Row]]:
    """Read the package's data and return the rows of every table."""
    database = sqlite3.connect(folder / "data" / "dataset.db")
    database.row_factory = sqlite3.Row
    today = database.execute("SELECT * FROM admin_units").fetchall()
    before = database.execute("SELECT * FROM admin_units_legacy").fetchall()
    database.close()
    converter = json.loads((folder / "data" / "converter_2025.json").read_text(encoding="utf-8"))
    province_codes = {row["provinceKey"]: row["provinceCode"] for row in today}
    merged = {old: province_codes[new] for new, olds in converter["DICT_PROVINCE"].items() for old in olds}
    commune_codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in today}
    became = successors(converter)
    rows: dict[str, set[Row]] = defaultdict(set)
    land_of: dict[str, set[str]] = defaultdict(set)
    districts: dict[str, Row] = {}
    for row in today:
        rows["provinces"].add((row["provinceCode"], province_type(row["province"]), short_name(row["provinceShort"])))
        rows["communes"].add(
            (row["wardCode"], TYPES[row["wardType"]], short_name(row["wardShort"]), row["provinceCode"])
        )
    for row in before:
        key = row["provinceKey"]
        name = short_name(row["provinceShort"])
        rows["legacy_provinces"].add((row["provinceCode"], province_type(row["province"]), name, merged[key]))
        old_key = f"{key}_{row['districtKey']}_{row['wardKey'] or ''}"
        codes = [commune_codes[new] for new in became[old_key]]
        land_of[row["districtCode"]].update(codes)
        district = TYPES[row["districtType"]], short_name(row["districtShort"]), row["provinceCode"]
        districts[row["districtCode"]] = district
        if row["wardCode"] is not None:
            commune = (row["wardCode"], TYPES[row["wardType"]], short_name(row["wardShort"]))
            rows["legacy_communes"].add((*commune, row["districtCode"], ",".join(codes)))
    rows["legacy_districts"] = {(code, *districts[code], ",".join(sorted(land_of[code]))) for code in districts}
    # The city of a name comes last, and so wins over a district of the same name.
    taken_in = {row[2]: row for row in sorted(rows["legacy_districts"], key=lambda row: row[1] == "city")}
    rows["renamed_districts"] = {(taken_in[into][0], kind, name, *taken_in[into][3:]) for kind, name, into in RENAMED}
    return rows


def province_type(full_name: str) -> str:
    """Return "city" for a centrally run city, "province" for the others."""
    return "city" if full_name.startswith("Thành phố") else "province"


def table(rows: Iterable[Row]) -> str:
    """Return rows as tab-separated lines, in order."""
    return "".join("\t".join(row) + "\n" for row in sorted(rows))


def main(argument: str | None = None) -> None:
    """Write the tables beside this file."""
    for name, rows in tables(package_folder(argument)).items():
        (Path(__file__).parent / f"{name}.tsv").write_text(table(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])
