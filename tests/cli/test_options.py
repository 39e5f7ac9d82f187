from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from nlp.cli import options


@dataclass(frozen=True)
class Size:
    width: Annotated[int, typer.Option("--width", min=1, help="In metres.")] = 3
    depth: Annotated[list[int] | None, typer.Option("--depth", help="In metres.")] = None


def command(received):
    app = typer.Typer(rich_markup_mode=None)

    @app.command()
    @options.spread
    def measure(
        name: Annotated[str, typer.Argument(help="Of the thing.")],
        *,
        size: Size,
        fields: options.LabelledFields,
        quiet: options.Quiet = False,
    ) -> None:
        """Measure a thing."""
        received.append((name, size, fields, quiet))

    return app


def test_a_group_reaches_the_command_as_one_value():
    received = []
    given = ["tàu", "--depth", "1", "--depth", "2", "--label-field", "nhan", "-q"]
    assert CliRunner().invoke(command(received), given).exit_code == 0
    assert received == [("tàu", Size(3, [1, 2]), options.LabelledFields(label_field="nhan"), True)]


def test_users_see_the_single_options_in_order():
    shown = CliRunner().invoke(command([]), ["--help"]).output
    assert "Measure a thing." in shown
    names = ["--width", "--depth", "--text-field", "--title-field", "--id-field", "--label-field", "--quiet"]
    assert sorted(names, key=shown.index) == names
    assert "[default: 3; x>=1]" in shown
    assert CliRunner().invoke(command([]), ["tàu", "--width", "0"]).exit_code == 2


def test_field_options_are_columns():
    fields = options.LabelledFields(text_field="noi_dung", label_field="nhan")
    columns = fields.columns(published="ngay")
    assert (columns.text, columns.title, columns.id, columns.label) == ("noi_dung", "title", "id", "nhan")
    assert columns.published == "ngay"
