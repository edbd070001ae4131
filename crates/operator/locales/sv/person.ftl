## Navigation

nav-home = Hem
nav-permissions = Tillstånd
nav-activity = Händelser
person-nameless = Inloggad

## Logging in

login-title = Logga in
login-email = E-postadress
login-password = Lösenord
login-button = Logga in
login-others = Andra sätt att logga in
login-not = Du är inte inloggad
login-failed = E-postadressen och lösenordet hör inte ihop.
login-often = Det var för många försök. Vänta en minut.

## Home

home-title = Dina uppgifter, ditt beslut
home-waiting = Väntar på ditt beslut
home-nobody-asks = Ingen ber om dina uppgifter just nu.
home-permissions = Dina tillstånd
home-no-permissions = Du har inte gett något tillstånd än.
home-all-permissions = Alla tillstånd
home-lately = Vad som har hänt på sistone
home-nothing-yet = Ingen tjänst har bett om dina uppgifter än.
home-all-activity = Alla händelser
who-asks = { $organisation }, för { $service }

## States of a permission

state-requested = Väntar
state-declined = Du sa nej
state-granted = Gäller
state-suspended = Pausat
state-withdrawn = Återkallat
state-expired = Har gått ut
state-revoked = Avslutat av organisationen
state-invalidated = Avslutat av en myndighet

## Lists

permissions-title = Tillstånd
permissions-newest = Senast ändrat först
activity-title = Händelser
activity-intro = Varje gång en tjänst har bett om dina uppgifter. Den nyaste står först.
activity-permission = Se tillståndet

## What happened

access-is-open = Tillåtet
access-is-released = Visat
access-is-failed = Inte visat
access-is-refused = Nekat
access-is-unreported = Inte rapporterat
access-is-filed = Hos källans personal
access-is-taken-back = Tillbakataget
access-is-changed = Ändrat
access-is-unchanged = Inte bekräftat
access-released = { $source } visade detta för { $service }: { $data }.
access-released-something = { $source } visade uppgifter om dig för { $service }.
access-open = { $source } får visa uppgifter om dig för { $service }. Källan har inte sagt än vad den visade.
access-failed = { $service } bad om uppgifter om dig men fick inga. Källa: { $source }.
access-refused = { $service } bad om uppgifter om dig men nekades. Källa: { $source }.
access-unreported = { $source } fick visa uppgifter om dig för { $service }. Den har inte berättat om det skedde.
own-released = Du tittade själv. { $source } visade dig: { $data }.
own-released-something = Du tittade själv. { $source } visade dig uppgifter om dig.
own-open = Du bad { $source } om dina egna uppgifter. Den har ännu inte berättat vad den visade.
own-unreported = Du bad { $source } om dina egna uppgifter. Den har inte berättat om den visade något.
own-failed = Du bad { $source } om dina egna uppgifter och fick inga.
own-refused = Du bad { $source } om dina egna uppgifter och fick nej.
own-corrected-there = Du rättade detta själv hos { $source }: { $data }.
own-added-there = Du lade själv till detta hos { $source }: { $data }.
own-erased-there = Du raderade detta själv hos { $source }: { $data }.
own-change-unconfirmed = Du bad { $source } lägga till, rätta eller radera uppgifter om dig. Källan har inte bekräftat att den gjorde det.
own-change-with-staff = Du bad { $source } rätta eller radera detta: { $data }. Personalen svarar senast { $date }.
own-change-refused-by-staff = Du bad { $source } rätta eller radera detta: { $data }. Personalen nekade: ”{ $why }”
own-change-taken-back = Du tog tillbaka det du hade bett { $source } att rätta eller radera: { $data }.
own-corrected-by-staff = Personalen hos { $source } rättade detta på din begäran: { $data }.
own-erased-by-staff = Personalen hos { $source } raderade detta på din begäran: { $data }.
access-purpose = Ändamål: { $purpose }.
access-given = Du gav detta tillstånd { $date }.
reason-unanswered = Du hade inte svarat än.
reason-declined = Du hade sagt nej.
reason-paused = Du hade pausat tillståndet.
reason-withdrawn = Du hade återkallat tillståndet.
reason-expired = Tillståndet hade gått ut.
reason-ended = Tillståndet hade avslutats av någon annan.
reason-rule = En av dina regler förbjuder det.
reason-beyond = Tjänsten bad om mer än du hade tillåtit.
reason-not-yet = Tillståndet gällde inte än.
reason-described = Källan beskrev uppgifterna annorlunda än när du gav tillståndet.
reason-condition = Ett villkor för ditt tillstånd var inte uppfyllt.
reason-assurance = Det var inte tillräckligt säkert för källan att det gällde dig.
reason-all = Tjänsten tar allt eller inget, och något hölls tillbaka.
reason-filter = Källan kunde inte hålla tillbaka det du inte hade tillåtit, så inget visades.
reason-service-suspended = Operatören hade stängt av tjänsten tillfälligt.
reason-service-gone = Tjänsten var inte längre registrerad.
reason-ticket = Det bevis på ditt tillstånd som tjänsten visade gällde inte för den här källan.
reason-technical = Det blev ett tekniskt fel.

## Facts about a use of data

fact-who = Vem som ber
fact-purpose = Till vad
fact-processing = Vad som görs med uppgifterna
fact-longest = Hur länge du högst kan tillåta det
fact-retention = Hur länge tjänsten behåller dem
fact-recipients = Vem mer som får dem
fact-nobody = Ingen
fact-storage = Var de förvaras
fact-third-countries = Länder utanför Europeiska ekonomiska samarbetsområdet som de skickas till
fact-decisions = Beslut
fact-automated = Beslut om dig fattas av en dator utan någon människa.
fact-basis = Rättslig grund, det vill säga varför lagen tillåter det
fact-refusal = Om du säger nej
dataset-needed = Behövs
dataset-optional = Bara om du vill

## A request

error-title = Det gick inte
error-choice = Det du valde stämmer inte med begäran. Titta på den en gång till.
error-changed = Tillståndet har ändrats under tiden. Så här ser det ut nu.
request-granted = Du har sagt ja
    .text = Du kan ändra eller återkalla det när som helst.
request-declined = Du har sagt nej
    .text = Inget visas för tjänsten.
request-expired = Tiden för att svara har gått ut
    .text = Tjänsten kan be igen.
request-continue = Fortsätt till { $service }
request-before = Inget visas innan du säger ja. Du kan ta tillbaka ditt ja när som helst. Det är lika lätt som att säga ja.
request-yes = Ja, visa dessa uppgifter
request-no = Nej, visa inget
request-information = Här behövs inte ditt samtycke. Lagen tillåter detta av ett annat skäl: { $basis }.
request-rights = Dina rättigheter
request-read = Jag har läst detta

## A permission

permission-pending = Den senaste ändringen är inte bekräftad överallt än
permission-pending-at = { $connector }: gäller senast { $time }
permission-in-force = Ändringen gäller nu överallt
    .text = Ingen källa visar längre dina uppgifter med detta tillstånd.
permission-rule = En av dina regler håller tillbaka en del av detta
    .text = Det som regeln förbjuder visas inte. Återkalla tillståndet om du inte vill ha det längre.
permission-ends = Det upphör av sig självt { $date }.
permission-save = Spara mitt val
permission-change = Ändra eller avsluta
permission-withdraw = Återkalla
permission-pause = Pausa
permission-extend = Förläng
permission-object = Invänd
permission-resume = Låt det fortsätta
permission-again = Ge det igen
permission-about = Bra att veta
permission-use = Hur dina uppgifter har använts med detta tillstånd
permission-use-none = Inte använt än.
permission-history = Historik
permission-history-caption = Alla versioner av tillståndet, den nyaste först
permission-receipt = Kvitto { $version }
column-version = Version
column-time = När
column-state = Läge
column-by = Av
column-receipt = Kvitto
by-you = Du
by-app = Du, i appen { $name }
by-mandate = Någon som agerar för dig
by-rule = En av dina regler
by-organisation = Organisationen
by-authority = Myndighet: { $name }
by-time = Tiden tog slut
