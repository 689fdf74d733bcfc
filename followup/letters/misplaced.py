"""What does not belong in a text to this reader: others and what is theirs, the reader in the third
person, rivals, pay, confidence, a tone that hurts (HF2, HF4, HF5, HF6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup.letters.look import Look, Remark, begun, runs, without_quotations
from followup.letters.notes import PAY, RIVALS, n_words, quotations
from followup.letters.onrecord import days, numbers, plain, stems
from followup.naming.everyday import is_everyday
from followup.naming.spelling import folded

STOCK = (
    "i hope this email finds you well", "i am writing to express", "do not hesitate to contact me",
    "i look forward to hearing from you", "thank you for taking the time", "just checking in",
    "touching base", "to whom it may concern",
)  # fmt: skip
EMPTY = (
    "passionate", "results-driven", "proven track record", "perfect fit", "team player",
    "hard-working", "hardworking", "dynamic", "thrilled", "self-starter", "hit the ground running",
)  # fmt: skip
HARSH = (
    "incompetent", "terrible", "awful", "stupid", "rude", "worse than", "useless", "toxic", "hates?",
    "better than the other", "cheaper than", "bully", "lazy", "idiots?", "clueless", "a mess",
    "nightmare", "disaster", "dreadful", "arrogant", "unfair", "waste of time", "fool", "ashamed",
    "timid", "pathetic", "ridiculous",
)  # fmt: skip
PRESSURE = (
    "ultimatum", "last chance", "or else", "i beg", "please please", "i deserve", "did i get",
    "i must know",
)  # fmt: skip
TONE = (
    (STOCK, "stands in everyone's letter; say it your way.", "TPL-4"),
    (EMPTY, "says little; a fact or a number says more.", "TPL-5"),
    (HARSH, "may read as blame; say what you can do instead.", "HF5"),
    (PRESSURE, "may be felt as pressure; a plain question is stronger.", "HF4"),
)
PRONOUNS = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
_PEOPLE = (
    "somebody|someone|anyone|who|person|colleague|manager|student|pupil|customer|client|patient|guest|"
    "daughter|son|wife|husband|mother|father|sister|brother|grandmother|grandfather|aunt|uncle|friend|"
    "teacher|boss|assistant|apprentice|trainee|intern|nurse|chef|principal|director|supplier|resident"
)
SOMEBODY = re.compile(rf"\b({_PEOPLE})s?\b", re.IGNORECASE)
TO_THEM = re.compile(
    r"\b(you|your) (\w+ )?(said|told|asked|mentioned|described|complain\w*|wanted|worr\w+|question)\b",
    re.I,
)
SEEN_BY_THEM = re.compile(
    r"\b((some|any)(one|body) else|(young |other |last )?(man|woman|person|lady|chap|guy|girl|people)|others?) you(['’]ve| have)? "
    r"(tried|saw|seen|met|interview\w*|spoke|are seeing|tested)|your other (people|candidates|interviewees|applicants)",
    re.IGNORECASE,
)
EARNED = re.compile(
    r"\b(earns? [£$€\d]|(she|he|they|you) earns?|salary|compensation|take[- ]home pay|increments?|pay (rise|raise)|is paid|are paid|gets paid)\b",
    re.I,
)
# Matters that are private to whoever told them; a letter does not hint at them in other words.
DELICATE = tuple(
    re.compile(rf"\b({words})\b", re.IGNORECASE)
    for words in (
        r"op|ops|operation|surgery|hospital|doctors?|nights?|sleep\w*|ill(ness)?|knee|cancer|back on (your|her|his) feet|better soon",
        r"pregnan\w*|expecting|baby|little one|bump|maternity|newborn|on the way",
        r"leav(es?|ing)|resign\w*|retir\w*|moves? on|last day|teach\w*|before that|once you (go|are gone)|"
        r"successor|takes? over|step\w* (away|down|back)|new place|settl\w+ in",
        r"sons?|daughters?|boys?|girls?|lads?|kids?|child(ren)?|eldest|youngest|nephew|niece|adopt\w*|hands full|the two of you",
        r"mother|father|mum|dad|parents?|bedside|family|dying",
        r"counsel\w*|therap\w*|each other|at home",
        r"sell(s|ing)?|sold|sale|buyers?|buys?|takeover|merger|new owners?",
        r"lay ?offs?|redundan\w*|cuts?|closes?|closing|down to|shifts?|crews?",
        r"(2nd|second|other|new) (place|shop|site|branch|lease)|lease|keys|premises|opening",
        r"applied|shortlisted|went for (it|this)|gone for|hoped to get|passed over",
        r"biggest client|largest (client|account)|walk(s|ing)? (out|away)|lose|losing|leaving us",
        r"divorc\w*|separat\w*|split up|widow\w*|husband|wife|funeral|died",
    )
)
# a sentence about nobody but the writer hints at nobody
ABOUT_ME = re.compile(
    r"(?:I|My)\b(?! (?:hope|wish|hear|heard|know|trust|understand|gather|was (?:told|glad|sorry)|am (?:glad|sorry)))"
    r"(?!.*\b(?:you|your|they|them|their|she|her|he|his|we|our)\b)",
    re.I,
)
MONEY = re.compile(
    r"[£$€]|\d ?k\b|\b(pounds?|dollars?|euros?|salary|pay|paid|pays|earn\w*|rate|budget|grand|offer\w*|need|expect\w*|asking|thinking of|an hour|a year|per (hour|day|year|annum))\b",
    re.I,
)
STORIES = ("accomplishment", "better_answer", "evidence", "value", "clipping")


def others_named(look: Look) -> Iterator[Remark]:
    """Others by name, in any case and with or without accents (A1.4)."""
    known = look.known
    own = folded(" ".join((known.name, *map(known.facts.get, ("me", "company", "role")))))  # type: ignore[arg-type]
    for who, name in known.people.items():
        if who in known.may_be_named:
            continue
        parts = {folded(part) for part in re.findall(r"[^\W\d_]{3,}", name)}
        parts -= set(re.findall(r"\w+", own))
        rest = [one for one in look.own if not _is_decision(one)]
        if found := next((w for one in rest for w in named_in(one, parts)), ""):
            said = f"“{found}”: a letter to one person is better without a colleague. Leave {name} out."
            yield Remark(said, "HF2")


def _is_decision(sentence: str) -> bool:
    """Whether a sentence only says who decides, and when."""
    tells = r"\b(decides?|deciding|expects? to (know|decide)|lets? every(one|body) know|(writes?|calls?|rings?) (to )?every(one|body))\b"
    return bool(re.search(tells, sentence, re.I)) and any(True for _ in days(sentence))


def named_in(sentence: str, parts: set[str]) -> Iterator[str]:
    """The words of a sentence that are such a part of a name, folded; an everyday word only with a
    capital inside it.
    """
    for n, word in enumerate(re.findall(r"[^\W\d_]+", sentence)):
        if folded(word) in parts and (not is_everyday(word) or (word[0].isupper() and n)):
            yield word


def of_others(look: Look) -> Iterator[Remark]:
    """What was said by or about others (HF2)."""
    known = look.known
    own_notes = [stems(one.text) for one in known.points]
    for whose, note in known.of_others:
        theirs = stems(note)
        quoted = [words for words in map(plain, quotations(note)) if n_words(words) > 2]
        for sentence in look.own:
            words = look.stems[sentence]
            nearest = max((len(own & words) for own in own_notes), default=0)
            least = 2 if TO_THEM.search(sentence) else 3
            is_nearest = len(theirs & words) >= max(least, 0.5 * len(theirs), nearest + 1)
            is_quoted = any(q in plain(sentence) and q not in known.usable_words for q in quoted)
            if is_nearest or is_quoted or _is_of(note, sentence, look):
                said = f"“{begun(sentence)}” holds what you noted about {whose}; keep it out."
                yield Remark(said, "HF2")
                break


def _is_of(note: str, sentence: str, look: Look) -> bool:
    """Whether a sentence holds words of a note that stand in nothing this reader may hear."""
    shared = (stems(note) - look.known.usable) & look.stems[sentence]
    same = runs(note, 4) & runs(sentence, 4)
    return len(shared) >= 2 or bool(same - runs(look.known.usable_words, 4))


def kept_out(look: Look) -> Iterator[Remark]:
    """Rivals, pay, and what was told in confidence (HF5, HF6)."""
    kind = look.draft.kind
    is_of_offer = any(rule.startswith("R-OF") for rule in kind.rules)
    for sentence in look.own:
        rival = RIVALS.search(sentence)
        if rival and kind.key not in ("rejection_reply", "introducer"):
            said = f"“{rival[0].strip()}”: leave the others in the running out; say what you bring."
            yield Remark(said, "HF5")
        seen = SEEN_BY_THEM.search(sentence)
        if seen and kind.key != "rejection_reply":
            said = f"“{seen[0].strip()}”: leave the others in the running out; say what you bring."
            yield Remark(said, "HF5")
        pay = PAY.search(sentence) or EARNED.search(sentence)
        is_business = pay and stems(pay[0]) and stems(pay[0]) <= look.known.usable
        if pay and not is_of_offer and not is_business:
            said = f"“{pay[0].strip()}”: pay is for a conversation, not for this letter."
            yield Remark(said, "HF6")
    for note in look.known.private:
        delicate = [matter for matter in DELICATE if matter.search(note)]
        for sentence in look.own:
            is_hinted = any(_is_hint(matter, sentence, look) for matter in delicate)
            if is_hinted or _is_of(note, sentence, look):
                said = f"“{begun(sentence)}” holds what you noted as private; keep it out."
                yield Remark(said, "HF6")
                break


def pay_hinted(look: Look) -> Iterator[Remark]:
    """An amount that was noted about pay."""
    usable = {n.value for one in look.known.points for n in numbers(one.text)}
    for sentence in look.own:
        amounts = {n.value for n in numbers(sentence)} & (look.known.amounts - usable)
        is_large = any(isinstance(one, float) and one >= 10_000 for one in amounts)
        if is_large or (amounts and MONEY.search(sentence)):
            yield Remark(
                f"“{begun(sentence)}” holds an amount you noted about pay; keep it out.", "HF6"
            )
            return


def _is_hint(matter: re.Pattern[str], sentence: str, look: Look) -> bool:
    """Whether a sentence touches a delicate matter, and hardly anything noted for this reader."""
    if ABOUT_ME.match(sentence):
        return False
    words = look.stems[sentence]
    found = [m[0] for m in matter.finditer(sentence) if not stems(m[0]) & look.known.usable]
    new = [one for one in found if plain(one) not in look.known.usable_words.split()]
    return bool(new) and len(words & look.known.usable) <= len(words) / 2


def third_person(look: Look) -> Iterator[Remark]:
    """The reader spoken about rather than to."""
    if look.draft.kind.is_spoken:
        return
    known, before = look.known, ""
    stories = " ".join(one.text for one in known.points if one.kind in STORIES).casefold()
    job = f"{known.facts['company']} {known.facts['role']}".casefold()
    mine = set(re.findall(r"[^\W\d_]{3,}", known.name)) - {
        word for word in re.findall(r"\w+", known.name) if word.casefold() in stories + job
    }
    for sentence in look.own:
        bare = without_quotations(sentence)
        addressed = rf"(^|,\s*)({'|'.join(map(re.escape, mine)) or '(?!)'})\s*([,!?.]|$)"
        named = [word for word in re.findall(r"\w+", re.sub(addressed, "", bare)) if word in mine]
        who = PRONOUNS.search(bare)
        is_other = SOMEBODY.search(before + bare) or _names_somebody(before + bare, look)
        if named and re.search(r"[.?!]$", sentence):
            said = f"“{named[0]}” in “{begun(sentence)}”: to them it would be “you”."
        elif who and not is_other and who[0].casefold() not in re.findall(r"\w+", stories):
            said = (
                f"“{who[0]}” in “{begun(sentence)}” may be about them; to them it would be “you”."
            )
        else:
            before = bare
            continue
        yield Remark(said, "HF5")
        return


def _names_somebody(text: str, look: Look) -> bool:
    """Whether a text names somebody on record who is not the reader."""
    people = look.known.people.items()
    others = {
        part
        for who, name in people
        if who != look.known.about.person_id
        for part in re.findall(r"\w{3,}", folded(name))
    }
    return not others.isdisjoint(re.findall(r"\w+", folded(text)))


def tone(look: Look) -> Iterator[Remark]:
    """Stock phrases, empty praise of oneself, blame, pressure, too many sentences with I."""
    low = look.unquoted.casefold()
    for phrases, advice, source in TONE:
        every = re.finditer(rf"\b({'|'.join(phrases)})\b", low)
        own = (m for m in every if phrases is STOCK or plain(m[0]) not in look.known.usable_words)
        if found := next(own, None):
            yield Remark(f"“{found[0].capitalize()}” {advice}", source)
    glad = re.findall(r"\b(?:thrilled|excited|delighted)\b", low)
    if len(glad) > 1:
        yield Remark(
            f"“{glad[1].capitalize()}” says little; a fact or a number says more.", "TPL-5"
        )
    n, n_begun = len(look.every), sum(one.startswith(("I ", "I’", "I'")) for one in look.every)
    if n > 3 and n_begun > n / 2 and not look.draft.kind.is_spoken:
        said = f"{n_begun} of {n} sentences begin with “I”; begin some with them."
        yield Remark(said, "TPL-6")
