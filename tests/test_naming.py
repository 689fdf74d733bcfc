"""Names in free text: found however they are spelt, and nobody else's with them."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.naming.addresses import addresses
from followup.naming.names import Names, replaced
from followup.naming.spelling import fold, folded

CAST = {
    "clara": "Clara Müller",
    "ana": "Ana Reyes",
    "bo": "Bo Li",
    "jean": "Jean-Luc Ångström",
    "wang": "王小明",
    "seo": "Zoë O’Connor",
}
NAMES = Names(CAST)
NFD = unicodedata.normalize("NFD", "Clara Müller")

FOUND = [
    ("clara", "Clara Müller"),
    ("clara", "CLARA MÜLLER"),
    ("clara", "clara müller"),
    ("clara", "Clara Mueller"),
    ("clara", "Clara Muller"),
    ("clara", NFD),
    ("clara", "Clara  Müller"),
    ("clara", "Clara\u00a0Müller"),
    ("clara", "Clara\nMüller"),
    ("clara", "Cla\u200bra Mül\u00adler"),
    ("clara", "Müller, Clara"),
    ("clara", "Clara"),
    ("clara", "Müller"),
    ("clara", "muller"),
    ("clara", "Clara’s"),
    ("clara", "Claras"),
    ("clara", "Clara Müllers"),
    ("clara", "C. Müller"),
    ("clara", "Clara M."),
    ("clara", "CM"),
    ("clara", "C. M."),
    ("clara", "clara.mueller@example.com"),
    ("clara", "claramueller@example.com"),
    ("clara", "clara_müller"),
    ("clara", "#claramüller"),
    ("clara", "Ｃlara"),
    ("ana", "Ana"),
    ("ana", "Ana’s"),
    ("ana", "REYES"),
    ("ana", "ana reyes"),
    ("ana", "reyes"),
    ("bo", "Bo"),
    ("bo", "Bo Li"),
    ("bo", "bo li"),
    ("jean", "Jean-Luc"),
    ("jean", "jean luc angstrom"),
    ("jean", "Ångstrom"),
    ("jean", "Angström"),
    ("wang", "王小明"),
    ("wang", "和王小明谈了"),
    ("seo", "Zoe"),
    ("seo", "O'Connor"),
    ("seo", "O’Connor"),
    ("seo", "oconnor"),
]


@pytest.mark.parametrize(("owner", "spelling"), FOUND, ids=lambda t: ascii(t))
def test_spelling_is_found_in_a_sentence_and_covered(owner: str, spelling: str) -> None:
    text = f"We spoke with {spelling} for an hour."
    spots = NAMES.spots(text)
    assert spots and all(owner in spot.owners for spot in spots)
    covered = NAMES.covered(text, lambda _: "P1")
    assert not any(part in folded(covered) for part in folded(CAST[owner]).split() if len(part) > 3)
    assert covered.startswith("We spoke with") and covered.endswith("for an hour.")


@pytest.mark.parametrize(
    "spelling", ["Clara Müller", "Müller, Clara", "Clara\nMüller", "C. Müller", "C. M.", NFD]
)
def test_parts_side_by_side_are_covered_as_one(spelling: str) -> None:
    assert NAMES.covered(f"With {spelling}.", lambda _: "P1").rstrip(".") == "With P1"


@pytest.mark.parametrize(
    "text",
    [
        "an analysis of bold banana boats",
        "I like it; a list of links",
        "we bought a liter and an anagram",
        "Clarity, a mule and a clarinet",
        "the mullet and the reyesian",
        "about, bone, limit, analog",
        "Tom Okoye and Maya Lindqvist",
        "cm and mm, 5 cm long",
        "",
        " \n\u200b ",
    ],
)
def test_nothing_is_found_where_nobody_is_named(text: str) -> None:
    assert NAMES.spots(text) == []
    assert NAMES.covered(text, lambda _: "P1") == text


def test_spot_says_where_it_stands_and_whose_it_may_be() -> None:
    names = Names({"one": "Clara Müller", "two": "Tom Müller"})
    text = "Tom Müller, then Müller alone."
    spots = [(text[s.start : s.end], set(s.owners)) for s in names.spots(text)]
    assert spots == [("Tom Müller", {"two"}), ("Müller", {"one", "two"})]


def test_who_is_called_exactly_so_is_meant_before_who_is_called_nearly_so() -> None:
    names = Names({"jan": "Jan Müller", "ida": "Ida Muller"})
    of = [set(spot.owners) for spot in names.spots("Muller, then Müller, then MUELLER")]
    assert of == [{"ida"}, {"jan"}, {"jan", "ida"}]


def test_two_people_side_by_side_are_two() -> None:
    text = "Clara Müller and Ana Reyes; Clara, Ana"
    assert NAMES.covered(text, lambda of: "+".join(sorted(of))) == "clara and ana; clara, ana"


def test_company_of_everyday_words_is_found_only_as_a_name() -> None:
    names = Names({}, {"c": "Larkspur House"})
    assert (
        names.covered("At Larkspur the house is old.", lambda _: "C1") == "At C1 the house is old."
    )
    assert names.covered("Larkspur House", lambda _: "C1") == "C1"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ana@example.com", "Email"),
        ("ana.reyes+jobs@mail.example.com", "Email"),
        ("https://example.com/ana?x=1", "Link"),
        ("www.example.com", "Link"),
        ("mailto://x", "Link"),
        ("+49 30 1234567", "Telephone"),
        ("(030) 123-45-67", "Telephone"),
        ("030/1234567", "Telephone"),
    ],
)
def test_address_is_found_whole(text: str, kind: str) -> None:
    assert addresses(f"Write to {text} soon") == [(9, 9 + len(text), kind)]


@pytest.mark.parametrize("text", ["2026-03-05", "5.3.2026", "120 000", "at 14:30", "a@", "a: b"])
def test_day_or_number_is_no_address(text: str) -> None:
    assert addresses(text) == []


@pytest.mark.parametrize(
    "part", ["x", "x@", "1", "1 ", "a.", "Clara ", "://", "www.", "王", "\u0301"]
)
def test_long_text_takes_no_long_time(part: str) -> None:
    text, start = part * (40_000 // len(part)), time.monotonic()
    addresses(text)
    NAMES.covered(text, lambda _: "P1")
    assert time.monotonic() - start < 4


@given(st.text(max_size=60))
def test_spots_lie_in_the_text_in_order_and_the_rest_stays(text: str) -> None:
    spots = NAMES.spots(text)
    ends = [at for spot in spots for at in (spot.start, spot.end)]
    assert ends == sorted(ends) and all(s.start < s.end <= len(text) for s in spots)
    assert NAMES.covered(text, lambda _: "") == replaced(
        text, [(s.start, s.end, "") for s in spots]
    )


@given(st.text(max_size=20), st.sampled_from(sorted(CAST.values())), st.text(max_size=20))
def test_full_name_between_any_other_words_is_found(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"
    middle = len(before) + 1 + len(name) // 2
    assert any(spot.start <= middle < spot.end for spot in NAMES.spots(text))


@pytest.mark.parametrize(
    ("name", "spelling"), [("Ida Kjær", "Kjaer"), ("Ida Kjaer", "KJÆR"), ("Œuvre Lee", "Oeuvre")]
)
def test_letters_joined_or_apart_are_one_spelling(name: str, spelling: str) -> None:
    assert Names({"p": name}).spots(f"with {spelling} today")


@given(st.text())
def test_places_and_comparing_fold_alike(text: str) -> None:
    assert fold(text)[0] == folded(text)


# --- every usual spelling -------------------------------------------------------------------

SPELT = [  # a name, a text, and the text with # for the name
    ("Chloe Monroe", "Dear Chloe, Chloe's plan", "Dear #, #'s plan"),
    ("Zoë Boe", "Zoe, then Zoë; Boe’s", "#, then #; #’s"),
    ("Ade\u0301 Kra\u0300l", "with Ad\u00e9 Kral\u200b today", "with # today"),
    ("Håkon Kjærgård", "Haakon and hakon kjaergaard", "# and #"),
    ("Haakon Aase", "Håkon Åse came", "# came"),
    ("Søren Bøgh", "Soeren, Boegh and Soren Bogh", "#, # and #"),
    ("Işıl Yıldız", "Isil, IŞIL YILDIZ and yildiz", "#, # and #"),
    ("Novak Đoković", "Djokovic, Dokovic", "#, #"),
    ("Jörg Weiß", "Joerg Weiss, WEISS", "#, #"),
    ("Jörg Müßeler", "see JörgMüßelerCV.docx", "see #CV.docx"),
    ("Rita Hale", "ritahalecv.pdf, Rita_Hale_CV.docx, @rhale, halerita", "#cv.pdf, #_CV.docx, @#, #"),
    ("Maria de la Cruz", "mdelacruz, @mariacruz, MC and Maria Cruz", "#, @#, # and #"),
    ("Maria de la Cruz", "in de la mer", "in de la mer"),
    ("Jan van der Berg", "jvdberg, vanderberg, J.B. and van der Berg", "#, #, #. and #"),
    ("Clara Maria Müller", "@claramueller, ClaraMüller, CM or CMM", "@#, #, # or #"),
    ("Dr. Gwen Abbott", "@gabbott, GA said; Dr. Abbott", "@#, # said; Dr. #"),
    ("Gwen Abbott, PhD", "my PhD, Gwen Abbott", "my PhD, #"),
    ("Sean O'Brien", "sobrien, Oʼbrien, O’Brien", "#, #, #"),
    ("Jean-Luc Picard", "jlpicard, JLP and Jean-Luc", "#, # and #"),
    ("Elizabeth Jones", "the Joneses, Jones' and Jones's", "the #, #' and #'s"),
    ("Anna Смирнова", "Смирновой и Смирнову", "# и #"),
    ("Anna Kowalska", "Anne came", "Anne came"),
    ("Anna Kowalska", "do Kowalskiej z Kowalską", "do # z #"),
    ("Marek Dudek", "Markowi, z Dudkiem", "#, z #"),
    ("Νίκος Παπαδόπουλος", "του Παπαδόπουλου", "του #"),
    ("王小明", "小明说，王总、王先生", "#说，#总、#先生"),
    ("김민수", "민수씨, 김 부장님, 김민수는", "#씨, #부장님, #는"),
    ("محمد العلي", "ومحمد قال", "و# قال"),
    ("שרה כהן", "ושרה אמרה", "ו# אמרה"),
    ("Reyes, Ana", "Ana, areyes", "#, #"),
    ("王明", "小王说了", "#说了"),
    ("Пётр Достоевский", "Достоевского, Достоевскому", "#, #"),
    ("Лев Толстая", "с Толстой", "с #"),
    ("Petr Novák", "bez Nováka", "bez #"),
    ("Paweł Wróbel", "dla Pawła", "dla #"),
    ("Tim Reinholt", "t.reinholt; t-reinholt, reinholt.t", "#; #, #"),
    ("Mike Grant", "mike_grant; grant.mike", "#; #"),
    ("Ola Nordmann (Recruiter)", "the Recruiter Nordmann", "the Recruiter #"),
    ("Bjørn Ødegård", "b.odegard; BO met Bjoern", "#; # met #"),
    ("Ingeborg von Weiß-Groß", "I. v. Weiß-Groß; ivonweiss@", "#; #@"),
    ("Mary St. John-Smythe", "msmythe, St. John-Smythe", "#, #"),
    ("Jan Wiśniewski", "Wiśniewscy i Wiśniewskiego", "# i #"),
    ("عمر الفاروق", "قال فاروق", "قال #"),
    ("Jack Ma", "Jack Ma has an MA", "# has an MA"),
    ("Mike I", "Mike I think I can; Mike I. said", "# I think I can; #. said"),
    ("Kim Min-su", "Kim Min-su; Minsu", "#; #"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "covered"), SPELT, ids=lambda t: ascii(t))
def test_name_is_found_in_its_usual_spellings_and_the_rest_stays(
    name: str, text: str, covered: str
) -> None:
    assert Names({"p": name}).covered(text, lambda _: "#") == covered


COMPANIES = [
    ("Ernst & Young LLP", "E&Y, EY, E and Y, Ernst and Young", "#, #, #, #"),
    ("Ernst & Young LLP", "ey.com, ernstyoung.com; A and B", "#.com, #.com; A and B"),
    ("Johnson & Johnson", "J&J; Johnson and Johnson", "#; #"),
    ("Procter and Gamble", "P&G, Procter & Gamble", "#, #"),
    ("International Business Machines Corp.", "IBM, I.B.M., ibm.com", "#, #., #.com"),
    ("IBM", "ibm.com, IBM", "#.com, #"),
    ("Northwind Press GmbH", "northwindpress.de, NP; the press", "#.de, #; the press"),
    ("Next plc", "the next step, Next week; Next plc", "the next step, # week; #"),
    ("Next plc", "Next week. next.co.uk, next plc", "Next week. #.co.uk, #"),
    ("Target", "our target, at Target, target.com", "our target, at #, #.com"),
    ("Web3 Labs", "Web3 at web3labs.com", "# at #.com"),
    ("X", "x.com, at X, the x axis", "#.com, at #, the x axis"),
    ("National Health Service", "the NHS, nhs.uk", "the #, #.uk"),
    ("Müller GmbH & Co. KG", "at Müller GmbH & Co. KG", "at #"),
    ("3M", "at 3M, 3m long", "at #, 3m long"),
    ("Acme", "AcmeCV.pdf", "#CV.pdf"),
    (
        "Ardent & Rowe Publishing",
        "A&R, ardentandrowe.co.uk and Ardent and Rowe",
        "#, #.co.uk and #",
    ),
    ("Ben & Jerry's", "B&J, benjerry.com, Ben and Jerry's", "#, #.com, #'s"),
    ("Société Générale d'Édition S.A.", "SGE, societegenerale.fr", "#, #.fr"),
    ("H&M", "h&m, hm.com", "#, #.com"),
    ("株式会社リコー", "リコーは", "#は"),
    ("北京字节跳动科技有限公司", "在字节跳动", "在#"),
    ("Ernst & Young Global Limited", "E&Y, e&y", "#, #"),
    ("BBC", "the B.B.C. said", "the #. said"),
    ("L'Oréal", "at l'oreal", "at #"),
    ("Banco do Brasil", "no Banco do Brasil", "no #"),
    ("Northern Rock Building Society", "northernrock.co.uk", "#.co.uk"),
    ("Indeed", "indeed it is, Indeed. On Indeed", "indeed it is, #. On #"),
    ("Monday.com", "on Monday, By Monday; at Monday", "on Monday, By Monday; at #"),
]


@pytest.mark.parametrize(("name", "text", "covered"), COMPANIES)
def test_company_is_found_in_its_usual_short_forms(name: str, text: str, covered: str) -> None:
    assert Names({}, {"c": name}).covered(text, lambda _: "#") == covered


EVERYDAY = [
    ("Will May", "I will send it. Will you come? May I? I may ask.", None),
    ("Will May", "In May, on 5 May, May 2026, from May to June.", None),
    ("Will May", "I met Will. Dear Will, thanks. Mr May and Will May said", "I met #. Dear #, thanks. Mr # and # said"),
    ("Will May", "Best,\nWill", "Best,\n#"),
    ("Chris Best", "Best regards, All the best, All the Best, With Best Wishes", None),
    ("Chris Best", "I asked Best. Ms Best", "I asked #. Ms #"),
    ("Frank Kind", "Kind regards, to be frank, so kind of you", None),
    ("Hope Grant", "I hope this helps. Hope to hear. The grant.", None),
    ("Hope Grant", "Hi hope, with Hope. Hope Grant and hope Grant", "Hi #, with #. # and hope #"),
    ("Mark Price", "Mark said; mark the price. Ana. Mark it", "# said; mark the price. Ana. Mark it"),
    ("In Sook Kim", "in the room, In the end", "in the room, # the end"),
    ("Mark May", "in May, Mark said", "in May, # said"),
    ("Joe Friday", "on Friday; Joe Friday", "on Friday; #"),
    ("Jo Banks", "the banks, in the bank", None),
    ("Hope Grant", "mr grant called", "mr # called"),
    ("Paul Smith", "P.S. I called at 3 P.M.", None),
    ("Ida Tan", "the IT team, I. T. said", "the IT team, #. said"),
    ("Rose Summer", "sales rose in summer. Rose’s view", "sales rose in summer. #’s view"),
    ("Mark Price", "THE PRICE IS WHAT IT WAS", None),
    ("Sue Call", "in the calls, calls on, FOLLOW-UP CALL\nSubject: Call them, “Call me”", None),
    ("Sue Call", "write to scall@, sue_call", "write to #@, #"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "covered"), EVERYDAY)
def test_everyday_word_is_a_name_only_where_it_can_be_one(
    name: str, text: str, covered: str | None
) -> None:
    assert Names({"p": name}).covered(text, lambda _: "#") == (covered or text)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("meet.google.com/abc-defg-hij", "Link", "meet.google.com/abc-defg-hij"),
        ("calendly.com/someone/30min.", "Link", "calendly.com/someone/30min"),
        ("zoom.us/j/9876?pwd=s3cret, then", "Link", "zoom.us/j/9876?pwd=s3cret"),
        ("northwind.example/jobs", "Link", "northwind.example/jobs"),
        ("Passcode: 8dJ2k", "Code", "8dJ2k"),
        ("Meeting ID: 987 6543 2109", "Code", "987 6543 2109"),
        ("PIN 1234#", "Code", "1234#"),
        ("Password is swordfish1.", "Code", "swordfish1"),
        ("on Meet abc-defg-hij", "Code", "abc-defg-hij"),
        ("ext. 4411", "Telephone", "ext. 4411"),
        ("on 2026-03-05 030 1234567", "Telephone", "030 1234567"),
        ("on 5.3.2026, 030 1234567", "Telephone", "030 1234567"),
        ("amzn.to/abc", "Link", "amzn.to/abc"),
        ("“a@b.example”", "Email", "a@b.example"),
        ("password “Sommer2026”", "Code", "Sommer2026"),
        ("Passcode is hunter", "Code", "hunter"),
    ],
)
def test_link_code_and_extension_are_found(text: str, kind: str, said: str) -> None:
    assert [(text[a:b], found) for a, b, found in addresses(text)] == [(said, kind)]


@pytest.mark.parametrize(
    "text", ["the code review, pin it", "and/or TCP/IP", "12.3.2026", "e.g. this"]
)
def test_plain_words_are_no_link_and_no_code(text: str) -> None:
    assert addresses(text) == []


@pytest.mark.parametrize("name", [name for name, *_ in (*SPELT, *EVERYDAY)])
def test_quick_look_misses_no_text_in_which_a_name_is_found(name: str) -> None:
    names, texts = Names({"p": name}), [text for _, text, _ in (*SPELT, *EVERYDAY)]
    may_hold = names.hint()
    more = ["see AnaCV.pdf", "MikeI2026", "KimCV", "2026Ana"]
    assert [text for text in (*texts, *more) if names.spots(text) and not may_hold(text)] == []


def test_many_long_texts_take_no_long_time() -> None:
    """A search of three hundred people would not be shown in time."""
    people = {f"p{n}": f"Vor{'abcdefghij'[n % 10]}na Nach{n}el van Der{n}en" for n in range(300)}
    names, start = Names(people), time.monotonic()
    for _ in range(100):
        names.spots("the plan for everybody in the newsletters, with Vorana Nach10el, " * 30)
    assert time.monotonic() - start < 10
