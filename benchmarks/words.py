"""The words and the people that generated pages are made of.

The list is plain English written for this benchmark, with the things that cost a renderer
something: apostrophes, letters beyond ASCII, hyphens and a few long words.
"""

from __future__ import annotations

WORDS: tuple[str, ...] = tuple(
    """
    able about above accept across added after again against agree ahead alike almost alone
    along already also although always among anger answer anyone apart archive around arrive
    asked aside attention autumn avoid awake away back bare beautiful became because become
    before began begin behind being belief belong below beside better between beyond bitter
    blank blue body book border both bread break bridge brief bring broken brought build burden
    busy café call came can't careful carry caught centre certain chair change chapter cheap
    child choice circle city clear close coat coffee cold colleague common company complete
    concern conversation corner corridor could couldn't count courage cross crowd curious
    current cut daily dark data daughter day deep describe desk detail didn't different
    difficult direct disagree distance doesn't don't door doubt draft draw dream drift early
    earth easy edge effort either else empty end enough entire equal escape evening ever every
    evidence exact example experience explain eye face fact fail fair fall familiar family far
    fear feel few field fifteen figure final find first floor folder follow foot forget form
    former forward found fragile frame free friend front full further garden gather gave gentle
    given glad glass gone good grant grass great grey ground group grow guess half hand happen
    hard harm haven't hear heart heavy held help here hesitate hidden hold home honest hope
    hospital hour house however hundred hurry I'd idea I'll imagine important inside instead
    institution into island issue it's itself join journey judge keep kind kitchen knew know
    knowledge labour lack land language large last late laugh lead learn least leave left lend
    less letter level light like limit line listen little lived long look lose loud low made
    main make many margin matter maybe mean measure meet memory method middle might mind minute
    missing mistake moment month morning most mother mouth move much mutual naïve name narrow
    near need never new next night nobody noise none note nothing notice novel now number
    object odd offer office often old once one only open order ordinary other ought our out
    outside over own pace page paper part passage past patient pause pencil people perhaps
    person phrase piece place plain plan point position possible power practice prepare present
    press private process promise proud public pull purpose question quick quiet quite rather
    reach read ready real reason receive record reflect refuse relationship remain remember
    repair repeat reply report resist respond rest result return rhythm right river road role
    room rough round routine rule sample same saw scale school screen second seem self-care
    sense sentence separate serious service settle seven several shape share she'd shift short
    should show shut side silence similar simple since single slow small smile soft some
    somehow song soon sort sound source space speak spoke stand start state stay steady step
    still stone story strange street strong struggle student study such sudden summer sure
    table take talk teach tell tender text than thank that's their then there these they're
    thing think third this those though thought thousand three through time tired title
    together told tone too took touch toward trace train translate tried true trust truth try
    turn twelve twice uncertain under understand until upon useful usual value version very
    view visit voice wait walk wall want warm wasn't watch water we'd week weight welcome
    we're wheel when where whether which while whole why wide window winter within without
    witness woman wonder word work world worry would write wrong wrote year yellow yesterday
    yet young
    """.split()  # noqa: SIM905 (as text, a list of 575 words can be read and edited)
)

# Ids of the people who write the generated publication; their names are the ids, capitalised.
PEOPLE: tuple[str, ...] = (
    "archivist",
    "carer",
    "editor",
    "gardener",
    "interpreter",
    "librarian",
    "listener",
    "nurse",
    "reader",
    "student",
    "teacher",
    "writer",
)

MODES: tuple[str, ...] = ("descriptive", "evocative", "analytical", "creative")

THEMES: tuple[str, ...] = ("care", "language", "memory", "place", "power", "time")
