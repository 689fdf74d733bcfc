"""Words that may stand in a name and mean something else, and words that stand around names.

Not here: deciding whether such a word is a name in some text (names.py).
"""

from __future__ import annotations

from followup.naming.spelling import folded


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


def _keys(block: str) -> frozenset[str]:
    return frozenset(map(folded, block.split()))


def is_everyday(part: str) -> bool:
    """Whether a part of a name is an everyday word, too.

    >>> is_everyday("Will"), is_everyday("Su")
    (True, False)
    """
    keys = {part.casefold(), folded(part)}
    return bool((keys | {key.removesuffix("s") for key in keys}) & EVERYDAY)


# words of company names that mean nothing by themselves
GENERIC = _words("""
and audio bank books capital city college company consulting corporation data design digital
energy first general global gmbh group health holding holdings house inc industries international
labs limited ltd management media national network networks north partners press private
publishers publishing school services software solutions south street studio studios systems team
technologies technology the united university works world
""")
# what is written behind the name of a company, or left out
LEGAL = _keys("""
ab ag as asa bv co corp corporation ek ev gbr gmbh inc incorporated kg kgaa limited llc llp lp ltd
mbh nv oy oyj plc pte pty sa sarl sas se spa srl sro ug zoo
""")
MONTHS = _words("""
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
""")
# words that may also be a name: alone they are none for sure
EVERYDAY = (
    GENERIC
    | MONTHS
    | _words("""
a able about above academy account accounting accounts across act add advertising advisers advisors
advisory aerospace after again age agency agenda ago ahead aim air airline airlines al all alliance
allow almost alone along already also although always am american among an analyst analytics and
another answer any apple application apt are area arm around art arts as ash ask assistant
association at audit auto automation automotive autumn aviation away back bad bake ball band bar
bark base bass bay be beach bean bear beat beauty because bed been before begin behind bell below
bench bend berry best better between beyond big bill bio biotech bird bit black bless block bloom
blue board body bold bolt bond book boot boots both bottom bow bowl box boy brands brave bread
break breeze brick bridge bright bring british broad brother brown budget build building buildings
bureau burn bus bush business but buy by call calm came camp can card care carry cars case cash cat
catering cause center centre chain chair chamber chance change charity charm chart chase check
chemical chemicals cherry chest chief child children choice church circle class clean cleaning
clear clerk click client clients cliff climb clinic close clothing cloud clover club coach coal
coast coat coin cold collective college come common communications community construction contract
cook cool cooperative copper coral corner cost could council count country course court cover craft
cream creative creek crisp cross crown cup current curry customer customers cut cv da daily dale
dark dash dashboard dawn day days de deadline deal dean dear deep deer defence defense del delivery
dental department designer desk developer di diamond dick did director distribution do dock doe
done door dot double dove down dr draft draw dream dress drew drinks drive drop drum dry due duke
dust duty each ear early earnest earth ease east easy echo edge editor education eight either el
electric electronics else end engineer engineering enough enterprise enterprises equal estates
european even events ever every fabric face fact fair faith fall families family far farm fashion
fast fax feather federation feed feel few field fields figure film films finance financial find
fine finish fire fish fit fitness five flag fleet flood floor flow flower flowers fly focus fold
folk follow food foods foot for force ford forest forge form forth forward foster found foundation
fountain four fox frank free french fresh friday friend from frost fruit full fun fund funds
furniture future gain gallery game games gap garden gardens gate gates gave gay german get giant
gift give glad glass go goal going gold golden good got grace grain grand grant gray great green
grey ground grove grow growth guide guy had hail half hall hand handy happy hard hardware harmony
has have hay he head heart heath heaven held hello help hence her here hi high hill him his hit
hold holder home homes honest honey honor honour hood hook hope hospital host hot hotel hotels hour
housing how hr huge human hunt hunter i ice idea if in inn insight insights institute insurance
intel international internet interview interviewer interviews into investment investments iron is
island it its january jet job joy judge july june just justice keen keep kept key keys kick kid
kids kind king kitchen kitchens knew knight know la lady lake lamb land lane large last late launch
law lay le lead leaf lean learn learning leave lee left legal legend lend less let letter level
liberty library life light like line link lion list little live local lock logic logistics long
look lord lot love low loyal luck lucky lunch machine machines made magazine magazines magic main
major make man manager many map maple march marine mark market marketing marsh mass master match
materials matter max may mayor mba me mean medical meet meeting melody men mercy merit merry met
meta metals middle might mild mile miles milk mill mind mine mining ministry minor mint misc miss
mix mobile model modern monday money month monthly moody moon moral more morning moss most mother
motors mount move mr mrs ms much mud museum music must my name narrow national near need nest net
never new news next nice night nine no noble none noon nor normal north not note notes nothing
notice notion now nurse oak ocean odd of off offer office old olive on once one online only onto
open operation operations or oracle orange order other our out over own pace pack packaging page
paige pal palace palm paper parish park parks part partner pass past patch path patience pay
payments peace peach peak pearl peer pen penny people pepper per person pharma pharmacy phd pick
piece pink pitch place plain plan planning plans plant plastics platform platforms play please
point pole pool poor pope port portfolio position post pound power powers prepare present price
pride prime prince print printing prior private prize process processes product production products
prof project projects promise property proposal proud prudence pull pulse pure purple put quality
quarter quarterly queen quest quick quiet radio rail railways rain raise ran range rank rare rate
ray reach read ready real reason recruiting recruitment red reed reference references regards
region regional relations report reports research resources rest restaurant resume retail rich ride
ridge right ring rise river rivers road robotics rock role roles roman roof room root rose round
route row royal rule run rush sad safe safety sage said sail saint salary sale sales salt same sand
sands sandy saturday save say schedule school schools science sciences sea search season seasonal
seat second security see seed self sell send senior sent serene serve service set seven shall shade share
sharp she shell shine ship shipping shop shore short should show side sight sign signal silver
simple since sincerely singer sir sister six sky slack slow small smart smile snow so soft software
soil sole solution some son song soon sort soul sound source south space spark sparks speak spike
spirit split sport sports spring square staffing stage stand star start state station stay steel
step steps stick still stock stone store stores storm story strand strategic strategy stream street
strength stripe strong such suit sum summer summit sun sunday sunny supplier suppliers supplies
supply sure swan sweet swift system tab table tact take talent talk tall target task tax taxi tea
teacher team television tell temple ten term test textiles than thank thanks that the theater
theatre their them then there these they thing think third this thorn thread three threshold thrift
through thursday tide tie tiger time tip to today told too took top total touch tours tower towers
town track trade trading trail train training transport travel tree trial tribe trinity trip true
trust truth try tuesday turn twist two type under unit unity until up upper us use used vale valley
value van vault vendor vendors venture ventures verse very vest victor victory view village vine
visa vision visit voice von wait walk walker wall want ward warehouse warm was watch water waters
wave way we wealth weather web wednesday week weekly welcome well wells went were west what wheel
when where which while white who whole wholesale why wide wild will win wind window winter wise
wish with wolf woman won wonder wood woods word work world worth would write year yearly years
yellow yes yet you young your zero zone zoom
""")
)
# short forms that are no initials of a person when they stand alone
ABBREVIATIONS = _words("""
AD AGM AI AM API AR AS BA BC BI BS BTW CC CEO CET CFO CIO COO CMO CPD CRM CSV CTO CV DC DE DIY DOC
EDI ERP ES ESG EST ET ETA EU EUR FAQ FR FT FTE FYI GB GBP GM GMT HD HQ HR ID IE II III IP IT JD JV
KPI KS LA LLM LMS MA MB MBA MD ML MS MSC NB NDA NGO NI NO NY OK OKR OOO OR OS OT PA PC PDF PE
PHD PIN PM PMO PO PPT PR PS PT PTO QA RE RFP ROI SA SEO SLA SME SQL ST TA TBC TBD TV UAT UI UK UN
URL US USA USD UX VAT VP VPN WC WFH WI XL
""")
TITLES = _keys("""
mr mrs ms miss mx dr prof professor rev sir dame lady lord doctor herr frau fräulein madame mme
mlle monsieur señor señora sra sig signor signora dott dipl ing mag hr fru
""")
DEGREES = _keys("""
phd dphil md mba msc bsc ba ma bs ms mphil llb llm jd esq jr sr ii iii iv cpa cfa pmp rn obe mbe
cbe frsa fcipd mcipd shrm pe dds
""")
PARTICLES = _keys("""
van von der den de del della di da dos das du des la le lo los las el al bin ibn bint ben ter ten
te zu zum zur af av y e i san st ap
""")
GREETINGS = _keys("""
dear hi hello hey hiya greetings morning afternoon evening thanks thank cheers liebe lieber hallo
geehrte geehrter cher chère bonjour estimado estimada querido querida hola caro cara gentile ciao
beste geachte hej kära kjære hei kære prezado prezada olá drogi droga szanowny szanowna milý milá
""")
# what a person does at the beginning of a sentence, and hardly any thing
SPEAKING = _keys("""
said says told tells asked asks wrote writes called calls rang thought thinks mentioned mentions
explained explains agreed agrees introduced interviewed promised replied answered wants wanted
knows knew likes liked suggested suggests offered emailed phoned joined left leads led runs who
""")
# what follows an everyday word at the beginning of a sentence, and never a name there
AFTER_A_WORD = _words("""
i you we they he she it the a an this that these those your my our their his her there be been not
to for in on at of by from with and or but if as so is are was were do does did have has had can
could would should might must up down out over regards wishes thanks greetings one some any all
""")
CLOSINGS = ("regards", "wishes", "thanks", "greetings")
TOP_LEVEL = "|".join(
    sorted(
        _words("""
com org net edu gov int io ai co app dev info biz eu uk de fr nl be at ch it es pt pl cz sk hu ro
gr se no dk fi is ie us ca au nz jp cn kr in il tr ru ua br mx za sg hk tw example test invalid
online site shop agency studio tech jobs careers group media press digital cloud me tv ly gg xyz
""")
    )
)
# hosts on which anybody can have an address
FREE_MAIL = _words("""
gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com yahoo.com
yahoo.co.uk yahoo.de ymail.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me
gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org mail.com
mail.ru yandex.ru yandex.com qq.com 163.com 126.com naver.com daum.net orange.fr wanadoo.fr free.fr
laposte.net libero.it seznam.cz wp.pl o2.pl onet.pl interia.pl fastmail.com zoho.com hey.com
btinternet.com sky.com comcast.net verizon.net att.net bluewin.ch tuta.com tutanota.com
""")
# words of addresses that mean nothing by themselves
MAILBOXES = EVERYDAY | _words("""
admin apply career careers contact example hello hiring info invalid jobs kontakt localhost mail
mailbox office people post recruiting recruitment reply support talent team test
""")
