## Navigation

nav-home = Etusivu
nav-permissions = Luvat
nav-activity = Tapahtumat
person-nameless = Kirjautunut

## Logging in

login-title = Kirjaudu sisään
login-email = Sähköpostiosoite
login-password = Salasana
login-button = Kirjaudu sisään
login-others = Muita tapoja kirjautua
login-not = Et ole kirjautunut sisään
login-failed = Sähköpostiosoite ja salasana eivät kuulu yhteen.
login-often = Yrityksiä oli liian monta. Odota minuutti.

## Home

home-title = Sinun tietosi, sinä päätät
home-waiting = Odottaa päätöstäsi
home-nobody-asks = Kukaan ei pyydä tietojasi juuri nyt.
home-permissions = Lupasi
home-no-permissions = Et ole vielä antanut yhtään lupaa.
home-all-permissions = Kaikki luvat
home-lately = Mitä viime aikoina tapahtui
home-nothing-yet = Mikään palvelu ei ole vielä pyytänyt tietojasi.
home-all-activity = Kaikki tapahtumat
who-asks = { $organisation }, palvelu: { $service }

## States of a permission

state-requested = Odottaa
state-declined = Kieltäydyit
state-granted = Voimassa
state-suspended = Keskeytetty
state-withdrawn = Peruttu
state-expired = Päättynyt
state-revoked = Organisaatio lopetti luvan
state-invalidated = Viranomainen lopetti luvan

## Lists

permissions-title = Luvat
permissions-newest = Viimeksi muuttunut ensin
activity-title = Tapahtumat
activity-intro = Jokainen kerta, kun palvelu on pyytänyt tietojasi. Uusin on ensin.
activity-permission = Katso lupa

## What happened

access-is-open = Sallittu
access-is-released = Näytetty
access-is-failed = Ei näytetty
access-is-refused = Evätty
access-is-unreported = Ei ilmoitettu
access-is-filed = Lähteen henkilöstöllä
access-is-taken-back = Peruttu
access-is-changed = Muutettu
access-is-unchanged = Ei vahvistettu
access-released = { $source } näytti palvelulle { $service } nämä tiedot: { $data }.
access-released-something = { $source } näytti tietojasi palvelulle { $service }.
access-open = { $source } saa näyttää tietojasi palvelulle { $service }. Se ei ole vielä kertonut, mitä se näytti.
access-failed = { $service } pyysi tietojasi, mutta ei saanut niitä. Tietojen lähde: { $source }.
access-refused = { $service } pyysi tietojasi, mutta pyyntö evättiin. Tietojen lähde: { $source }.
access-unreported = { $source } sai näyttää tietojasi palvelulle { $service }. Se ei ole kertonut, näyttikö se niitä.
own-released = Katsoit itse. { $source } näytti sinulle: { $data }.
own-released-something = Katsoit itse. { $source } näytti sinulle tietojasi.
own-open = Pyysit omia tietojasi. { $source } ei ole vielä kertonut, mitä se näytti.
own-unreported = Pyysit omia tietojasi. { $source } ei ole kertonut, näyttikö se mitään.
own-failed = Pyysit omia tietojasi. { $source } ei näyttänyt mitään.
own-refused = Pyysit omia tietojasi. { $source } ei saanut näyttää niitä.
own-corrected-there = Korjasit itse nämä tiedot lähteessä { $source }: { $data }.
own-added-there = Lisäsit itse nämä tiedot lähteeseen { $source }: { $data }.
own-erased-there = Poistit itse nämä tiedot lähteestä { $source }: { $data }.
own-change-unconfirmed = Pyysit lähdettä { $source } lisäämään, korjaamaan tai poistamaan tietojasi. Se ei ole vahvistanut tehneensä niin.
own-change-with-staff = Pyysit lähdettä { $source } korjaamaan tai poistamaan nämä: { $data }. Sen henkilöstö vastaa viimeistään { $date }.
own-change-refused-by-staff = Pyysit lähdettä { $source } korjaamaan tai poistamaan nämä: { $data }. Sen henkilöstö epäsi pyynnön: ”{ $why }”
own-change-taken-back = Peruit sen, mitä olit pyytänyt lähdettä { $source } korjaamaan tai poistamaan: { $data }.
own-corrected-by-staff = Lähteen { $source } henkilöstö korjasi pyynnöstäsi nämä tiedot: { $data }.
own-erased-by-staff = Lähteen { $source } henkilöstö poisti pyynnöstäsi nämä tiedot: { $data }.
access-purpose = Käyttötarkoitus: { $purpose }.
access-given = Annoit tämän luvan { $date }.
reason-unanswered = Et ollut vielä vastannut.
reason-declined = Olit kieltäytynyt.
reason-paused = Olit keskeyttänyt luvan.
reason-withdrawn = Olit perunut luvan.
reason-expired = Lupa oli päättynyt.
reason-ended = Joku muu oli lopettanut luvan.
reason-rule = Yksi säännöistäsi kieltää sen.
reason-beyond = Palvelu pyysi enemmän kuin olit sallinut.
reason-not-yet = Lupa ei ollut vielä voimassa.
reason-described = Lähde kuvasi tiedot toisin kuin silloin, kun annoit luvan.
reason-condition = Lupasi ehto ei täyttynyt.
reason-assurance = Lähteelle ei ollut riittävän varmaa, että kyse oli sinusta.
reason-all = Palvelu ottaa kaikki tai ei mitään, ja jotain jäi näyttämättä.
reason-filter = Lähde ei voinut jättää pois sitä, mitä et ollut sallinut, joten mitään ei näytetty.
reason-service-suspended = Operaattori oli keskeyttänyt palvelun käytön.
reason-service-gone = Palvelu ei ollut enää rekisterissä.
reason-ticket = Palvelun näyttämä todiste luvastasi ei kelvannut tälle lähteelle.
reason-technical = Tapahtui tekninen virhe.

## Facts about a use of data

fact-who = Kuka pyytää
fact-purpose = Mihin tarkoitukseen
fact-processing = Mitä tiedoille tehdään
fact-longest = Kuinka pitkäksi ajaksi voit enintään antaa luvan
fact-retention = Kuinka kauan palvelu säilyttää tiedot
fact-recipients = Kuka muu saa tiedot
fact-nobody = Ei kukaan
fact-storage = Missä tiedot säilytetään
fact-third-countries = Euroopan talousalueen ulkopuoliset maat, joihin tiedot menevät
fact-decisions = Päätökset
fact-automated = Tietokone tekee sinua koskevat päätökset ilman ihmistä.
fact-basis = Oikeusperuste eli miksi laki sallii käytön
fact-refusal = Jos kieltäydyt
dataset-needed = Tarvitaan
dataset-optional = Vain jos haluat

## A request

error-title = Se ei onnistunut
error-choice = Valintasi ei sovi pyyntöön. Katso se vielä kerran.
error-changed = Lupa on muuttunut sillä välin. Tässä näet, millainen se on nyt.
request-granted = Annoit luvan
    .text = Voit muuttaa luvan tai perua sen milloin tahansa.
request-declined = Kieltäydyit
    .text = Palvelulle ei näytetä mitään.
request-expired = Vastausaika on päättynyt
    .text = Palvelu voi pyytää uudelleen.
request-continue = Jatka palveluun { $service }
request-before = Mitään ei näytetä ennen kuin annat luvan. Voit perua luvan milloin tahansa. Se on yhtä helppoa kuin luvan antaminen.
request-yes = Kyllä, näytä nämä tiedot
request-no = Ei, älä näytä mitään
request-information = Tähän ei pyydetä suostumustasi. Laki sallii käytön muusta syystä: { $basis }.
request-rights = Oikeutesi
request-read = Olen lukenut tämän

## A permission

permission-pending = Viimeisintä muutosta ei ole vielä vahvistettu kaikkialla
permission-pending-at = { $connector }: voimassa viimeistään { $time }
permission-in-force = Muutos on nyt voimassa kaikkialla
    .text = Mikään lähde ei enää näytä tietojasi tämän luvan perusteella.
permission-rule = Yksi säännöistäsi pidättää osan tästä
    .text = Säännön kieltämiä tietoja ei näytetä. Peru lupa, jos et enää halua sitä.
permission-ends = Lupa päättyy itsestään { $date }.
permission-save = Tallenna valintani
permission-change = Muuta tai lopeta
permission-withdraw = Peru lupa
permission-pause = Keskeytä
permission-extend = Jatka lupaa
permission-object = Vastusta käyttöä
permission-resume = Anna jatkua
permission-again = Anna lupa uudelleen
permission-about = Mitä sinun on hyvä tietää
permission-use = Tietojesi käyttö tällä luvalla
permission-use-none = Ei ole vielä käytetty.
permission-history = Historia
permission-history-caption = Luvan kaikki versiot, uusin ensin
permission-receipt = Kuitti { $version }
column-version = Versio
column-time = Milloin
column-state = Tila
column-by = Kuka
column-receipt = Kuitti
by-you = Sinä
by-app = Sinä, sovelluksessa { $name }
by-mandate = Joku, joka toimii puolestasi
by-rule = Yksi säännöistäsi
by-organisation = Organisaatio
by-authority = Viranomainen: { $name }
by-time = Aika päättyi
