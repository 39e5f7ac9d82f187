import subprocess
import sys

from nlp.training.context import QUIET, Run


def test_a_quiet_run_has_no_cache_and_says_nothing(capsys):
    QUIET.progress("a step")
    assert capsys.readouterr() == ("", "")
    assert (QUIET.cache, QUIET.seed) == (None, 0)
    assert Run() == QUIET


def test_rooms_above_can_have_it_without_scikit_learn():
    code = (
        "import sys, nlp.training.context\n"
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'scipy', 'joblib', 'msgspec', 'numpy')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
