"""The form of a Vietnamese syllable: an optional onset and one of about 130 rhymes, accents aside.

Invariant: this is the only place that knows the form; the language check and the names of people both ask here. Every
syllable of Vietnamese has it. Some foreign words have it too ("hen", "man"), so one word alone proves nothing.
"""

from __future__ import annotations

import re

from nlp.text.normalize import strip_accents

_ONSET = "(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
_RHYMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|em|en|eng|enh|eo|ep|et|eu|ech|i|ia|ich|iec|iem|ien|ieng|iep|iet|"
    "ieu|im|in|inh|ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|ooc|"
    "oon|oong|op|ot|u|ua|uan|uang|uat|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|"
    "uy|uya|uych|uyen|uyet|uynh|uyp|uyt|uyu|y|yem|yen|yeng|yet|yeu"
)
# "quỳnh" and "quýt" share their u between onset and rhyme; no other onset goes with "ynh" and "yt"
_FORM = re.compile(f"{_ONSET}(?:{_RHYMES})|qu(?:ynh|yt)")


def is_vietnamese_syllable(token: str) -> bool:
    """Say whether a lower-case token, with or without accents, has the form of a Vietnamese syllable."""
    return _FORM.fullmatch(strip_accents(token)) is not None
