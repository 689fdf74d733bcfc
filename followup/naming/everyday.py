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
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = _words("""
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober
dezember janvier février mars avril juin juillet août septembre octobre novembre décembre
""")
# words that may also be a name: alone they are none for sure
EVERYDAY = (
    GENERIC
    | MONTHS
    | DAYS
    | _words("""
a able about above academy accelerate account accounting accounts across act add advertising
advisers advisors advisory aerospace after again age agency agenda agile ago ahead aim air airline
airlines al all alliance allow almost alone along already also alt although alto always am american
among an analyst analytics anchor and another answer any apple application apt are area arm around
art arts as ascent ash ask assistant association assurance at audit auto automation automotive
autumn aviation away back bad bajo bake ball band banks bar bark base bass bay be beach beacon bean
bear beat beauty because bed been before begin behind bell below bench bend berry best better
between beyond big bill bio biotech bird bishop bit bitter black blanc blanco bless block bloom
blue blunt board body bold bolt bon bond book boot boots border borders both bottom bow bowl box
boy brand brands braun brave bread break breeze brew brick bridge bridges bright bring british
broad brother brown budget bueno build building buildings bureau burn bus bush business but buy by
call calm came camp can candid captain card care career careers carry cars case cash cat catalyst
catering cause center central centre chain chair chamber chance change charity charm chart chase
check chemical chemicals cherry chest chief child children choice chosen church circle class clean
cleaning clear clerk click client clients cliff climb clinic close clothing cloud clover club coach
coal coast coat coffee coin cold collective college color colour come comfort common communications
community compass constant construction contract cook cool cooperative copper coral core corner
cost cotton could council count country course court cover craft cream creative creek crisis crisp
cross crown cup current curry customer customers cut cv da daily dale dark dash dashboard dawn day
days de deadline deal dean dear deep deer defence defense del delivery dental department designer
desk developer di diamond dick did director distribution do dock doctor doctors doe done door dot
double dove down dr draft draw dream dress drew drinks drive drop drum dry due duke dust duty each
ear earl early earnest earth ease east eastern easy echo edge editor education eight either el
electric electronics elevate else end engineer engineering english enough enterprise enterprises
equal estates european even events ever every evolve exercise expert experts fabric face fact fair
faith fall families family far farm fashion fast favor favour fax feather feature features
federation feed feel few field fields figure film films finance financial find fine finish fire
fish fit fitness five flag flavor flavour fleet flood floor flourish flow flower flowers fly focus
fold folk follow food foods foot for force ford forest forge form forth forward foster found
foundation fountain four fox frank free french fresh friday friend from frontier frost fruit full
fun function functions fund funds furniture future gain gallery game games gap garden gardens gate
gates gave gay general gentle german get giant gift give glad glass go goal going gold golden good
got grace grain grand grant gray great green grey gross ground grove grow growth guide gut guy had
hail half hall hand handy happy harbor harbour hard hardware harmony harvest has have hay he head
heart heath heaven held hello help hence her here heritage hi high hill him hire his hit hold
holder home homes honest honey honor honour hood hook hope horizon hospital host hot hotel hotels
hour housing how hr hub huge human humble hunt hunter i ice idea if impact in indeed inn insight
insights inspire institute insurance intel international internet interview interviewer interviews
into investment investments iron is island it its january jet job journey joy judge july june jung
junior just justice keen keep kept key keys kick kid kids kind king kitchen kitchens klein knew
knight know kurz la labor labour lady lake lamb land lane lang large last late launch law lay le
lead leaf lean learn learning leave lee left legal legend lend less lesson let letter level liberty
library life light like line link lion list little live lively local lock logic logistics long look
lord lot love low loyal luck lucky lunch machine machines made magazine magazines magic main major
make man manager many map maple march marine mark market marketing marsh mass master match
materials matter max may mayor mba me mean medical meet meeting melody men mercy merit merry met
meta metals middle might mild mile miles milk mill mind mine mining ministry minor mint misc miss
mix mobile mode model modern momentum monday money monk month monthly moody moon moral more morning
moss most mother motors mount move mr mrs ms much mud museum music must my name narrow national
near need negro nest net neu never new news next nice night nine no noble noir none noon nor normal
north northern not note notes nothing notice notion now nurse oak ocean odd of off offer office old
olive on once one online only onto open operation operations or oracle orange order origin other
our out over own pace pack packaging page pages paige pal palace palm paper papers parish park
parks part partner pass passion past pastor patch path patience pay payments peace peach peak pearl
peer pen penny people pepper per person petit pharma pharmacy phd pick piece pink pioneer pitch
place plain plan planning plans plant plastics platform platforms play please point pole pool poor
pope port portfolio position post pound power powers practice premier prepare present price pride
priest prime prince print printing prior private prize process processes product production
products prof project projects promise property proposal proud prudence pull pulse pure purple
purpose put quality quarter quarterly queen quest quick quiet radio rail railways rain raise ran
range rank rapid rare rate ray reach read ready real reason recruiting recruitment red reed
reference references regal regards region regional relations remote render report reports research
resource resources rest restaurant resume retail review reviews rich rico ride ridge right ring
rise river rivers road robotics rock rojo role roles roman roof room root rose rot rouge rough
round route row royal rule run rush sad safe safety sage said sail saint salary sale sales salt
salty same sand sands sandy saturday save say schedule school schools schwarz science sciences sea
search season seasonal seat second security see seed select self sell send senior sent serene
sergeant serve service session set seven shade shall share sharp she shell shelter shine ship
shipping shop shore short should show side sight sign signal silk silver simple since sincerely
singer sir sister six sky slack slow small smart smile snow so societies society soft software soil
sole solution some son song soon sort soul sound sour source south southern space spark sparks
speak spike spirit split sport sports spring square squire staffing stage stale stand star start
state station stay steady steel step steps stick still stock stone store stores storm story strand
strands strange strategic strategy stream street strength stripe strong studies study success such
suit sum summer summit sun sunday sunny supplier suppliers supplies supply sure survey surveys swan
sweet swift system tab table tact take talent talk tall target task tax taxi tea teach teacher
teaches team television tell temple ten tender term test textiles than thank thanks that the
theater theatre their them then theory there these they thing think third this thorn thread threads
three threshold thrift thrive through thursday tide tie tiger time tip to today told too took top
total touch tours tower towers town track trade trading trail train training transformation
transport travel tree trial tribe trinity trip true trust trusted truth try tuesday turn twist two
type under unit unity until up upper us use used vale valley value van vault vendor vendors venture
ventures verse very vest victor victory view village vine virgin visa vision visit voice von wage
wages wait walk walker wall want ward warehouse warm was watch water waters wave way we wealth
weather weave web wednesday week weekly weiss welcome well wells went were west western what wheel
when where which while white who whole wholesale why wide wild will win wind window winter wise
wish with without wolf woman won wonder wood woods wool word work world worth would write year
yearly years yellow yes yet you young your zero zone zoom
""")
)
# given names and places that are rather words; they count as names where somebody speaks
RATHER_WORDS = _words("""
ab abbey africa ale alla amber america ance angel ant app ara ari ascension atlantic augusta aura
bab basil bat bea beck bias biddy bige birdie bo boa bob brandy bree brina broken cage cal canary
candela candy cape carina carm chase chat cher chi chick christian christmas cleat clo cocos con
concha continental corny corona costa crate crissy crystal cy dal dea delf dell democrates destiny
deuteronomy dicey dicky dilly dob dobbin dominican don dunk dutch dyer easter eb ebony eighta elba
em equatorial es exie experience factory falcon fanny farmboy fate fel fie flick flora fort forum
gala gee gene ginger glory goose gory governor gum gus hal ham hank hap haps harsh harty hazel
heard heather herb hitty hob hodge holly hop ike indie indy inlet iris isle ivory ivy jade jasmine
jay jem jersey kill kingdom kit lance laurel leet leste lias lib lino lodi lon lope lorry los
lower luce luna mac mack marina mason mat maxi meg merci midge midway mike mima minty missy misty
mitty mock mort mose mountain mur nanny nap nappy navajo nell nerva newt nib nick obed obedience
ode ola ona ora oral ote outlying palmer pandora parker pat pate patty peg peregrine philander
pier pip pleasant pokey pres principe prissy providence rainy randy raven raze ree reed reg reggie
relief republic resolute reunion rica rio rob roc rod roger rolly rosemary rube rusty sal salmon
san sandwich santa scotty sene shay sher sherry si sierra sig silence sis sly smith sol squat tal tanner
teeny telly temperance tempy territories territory thunder tick tiff tine tome troll turk turkey
turks universal verde vert vester vet vi viola vista viv wake wash wen wet willy wint woody yap
zed zulu
""")
# programs, rules and machines that a letter may name
TOOLS = _words("""
Excel Word Outlook PowerPoint Python Java Linux Windows GDPR ISO LIMS HACCP HPLC CNC ERP SAP iOS
Android GPS PLC CAD AutoCAD Revit SQL Postgres PostgreSQL MySQL Kubernetes Docker Terraform Airflow
Git GitHub Jira Figma Photoshop InDesign Tableau Salesforce HubSpot Shopify WordPress LinkedIn Xero
MYOB QuickBooks Sage Slack Zoom
""")
TOOL_KEYS = frozenset(map(str.casefold, TOOLS))
LANGUAGES = _words("""
English Spanish French German Italian Portuguese Dutch Welsh Irish Polish Arabic Chinese Mandarin
Cantonese Japanese Korean Hindi Urdu Turkish Russian Ukrainian Christmas Easter Thanksgiving
""")
# short forms that are no initials of a person when they stand alone
ABBREVIATIONS = _words("""
AD AGM AI AM API AR AS BA BC BI BS BTW CC CEO CET CFO CIO COO CMO CPD CRM CSV CTO CV DC DE DIY DOC
EDI ERP ES ESG EST ET ETA EU EUR FAQ FR FT FTE FYI GB GBP GM GMT HD HQ HR ID IE II III IP IT JD JV
KPI KS LA LLM LMS MA MB MBA MD ML MS MSC NB NDA NGO NI NO NY OK OKR OOO OR OS OT PA PC PDF PE
PHD PIN PM PMO PO PPT PR PS PT PTO QA RE RFP ROI SA SEO SLA SME SQL ST TA TBC TBD TV UAT UI UK UN
URL US USA USD UX VAT VP VPN WC WFH WI XL
""")
# how words are written in notes, and in no letter
SHORTENED = _words("""
abt acct afaik approx asap avg b4 bc bcos betw bldg btw cld cos dept frm fwd fyi hrs imo incl info
mgmt mgr mins mths pls ppl prob qtr qty shd tbc tbd tbh thx til u ur wk wkly wks wld xmas yr yrs
arent cant couldnt didnt doesnt dont hadnt hasnt havent im isnt ive shes shouldnt thats theyre wasnt
werent wont wouldnt youre
""")
SHORT_DAYS = _words("""
apr aug dec feb fri jan jul jun mon nov oct sat sats sept sun thu thurs tue tues wed weds
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
# what follows an everyday word at the beginning of a sentence where it is no name: Hope this helps
AFTER_A_WORD = _words("""
i you we they he she it the a an this that these those your my our their his her there me him us
them to for in on at of by with not be been up down out over regards wishes thanks greetings one
some any all more most many much what when where how why if as so
""")
MODAL = _words(
    "will may can could should would might must shall do did does has have is are was were"
)
# what follows one of these in a question or a wish
QUESTION = AFTER_A_WORD | _words("then every each either neither no")
CLOSING = ("best", "kind", "warm", "yours")  # before a comma at the end of a letter
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
