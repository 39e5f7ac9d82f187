import pytest
from rich.console import Console

from nlp.cli.show.console import err, label_text, out, table

ODD = ["[thời sự] lũ", "[/]", "[/bold] a", "[red]b[/red]", "c\\", ":bug: [d", "a|b"]


@pytest.mark.parametrize("label", ODD)
@pytest.mark.parametrize("console", [out, err])
def test_what_data_says_is_shown_as_it_is(label, console, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    console.cache_clear()
    shown = table("label, and room for the title", title=f"{label} of file")
    shown.add_row(label_text(label))
    console().print(shown)
    console().print(label, markup=False)
    console.cache_clear()
    printed = "".join(capsys.readouterr())
    assert printed.count(label) == 3
    assert f"{label} of file" in printed


def test_titles_are_bold():
    console = Console(force_terminal=True, color_system="standard", width=60)
    with console.capture() as captured:
        console.print(table("label", title="a title"))
    assert "\x1b[1ma title" in captured.get()
