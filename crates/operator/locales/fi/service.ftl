## The pages of a service

service-pages = Palvelun { $name } sivut
service-page-overview = Yleiskuva
service-page-uses = Käyttötarkoitukset
service-page-permissions = Saadut luvat
service-page-requests = Lähetetyt pyynnöt
service-page-webhooks = Webhookit
service-page-keys = Avaimet
service-page-statistics = Tilastot
service-page-ticket = Koelippu
service-suspended = Tämä palvelu on keskeytetty
    .text = Se ei voi pyytää lupia eikä saada lippuja. Kysykää syytä operaattorilta.
service-failing = Webhook ei ota mitään vastaan
filter-all = Kaikki
column-use = Käyttötarkoitus
column-permission = Lupa
column-covers = Kattaa
column-until = Voimassa
column-changed = Muutettu
column-request = Pyyntö
column-answered = Vastattu
column-event = Tapahtuma
column-attempts = Yritykset
column-answer = Vastaus
column-took = Kesto
column-month = Kuukausi
column-source = Lähde
column-releases = Luovutukset

## Intended uses

uses-published = Julkaistut
uses-none = Yhtään käyttötarkoitusta ei ole vielä julkaistu.
uses-drafts = Luonnokset
uses-version = Versio { $version }
uses-since = Julkaistu { $date }
uses-new = Kuvatkaa uusi käyttötarkoitus
    .button = Aloittakaa
uses-id = Lyhyt nimi
    .hint = Kirjaimia, numeroita ja viivoja. Sitä ei voi muuttaa myöhemmin.
uses-id-wrong = Tätä lyhyttä nimeä ei voi käyttää, tai se on varattu. Valitkaa toinen.
uses-open = Avatkaa luonnos
uses-edit = Tehkää uusi versio
draft-state-draft = Luonnos
draft-state-submitted = Odottaa hyväksyntää
draft-state-refused = Ei hyväksytty

## The editor

edit-title = Luonnos: { $id }
edit-use-title = Otsikko
edit-notice = Mitä ihmiset lukevat ennen päätöstään
edit-consequences = Mitä tapahtuu, jos joku kieltäytyy
edit-texts = Tekstit
    .text = Ihmiset lukevat ne omalla kielellään, tai englanniksi jos se puuttuu.
edit-choose = Valitkaa
edit-more = Muut termit
    .hint = Data Privacy Vocabularyn termejä, yksi joka rivillä.
edit-basis = Oikeusperuste
edit-data = Tiedot
    .text = Pyytäkää vain sitä, mitä tarkoitus vaatii. Ihmiset voivat jättää pois sen, mikä ei ole tarpeen.
edit-want-no = Ei pyydetä
edit-without = Älkää pyytäkö tästä mitään
edit-add = Lisätkää tietoja
    .button = Lisää
edit-handling = Tietojen käsittely
edit-retention = Päiviä, jotka tietoja säilytetään
edit-longest = Päiviä, jotka lupa on enintään voimassa
edit-lines = Yksi nimi joka rivillä.
edit-countries = Maakoodeja kuten FI, tai EU tai EEA, yksi joka rivillä.
edit-form = Missä muodossa tietoja käytetään
edit-form-identified = Tunnetuista henkilöistä
edit-form-pseudonymised = Henkilön tilalla peitenimi
edit-form-aggregated = Vain monesta ihmisestä yhteen laskettuna
edit-frequency = Kuinka usein tietoja pyydetään
edit-frequency-once = Kerran
edit-frequency-on-demand = Aina kun henkilö käyttää palvelua
edit-frequency-yearly = Kerran vuodessa
edit-frequency-monthly = Kerran kuukaudessa
edit-frequency-weekly = Kerran viikossa
edit-frequency-daily = Kerran päivässä
edit-frequency-continuous = Koko ajan
edit-automated = Päätökset tehdään ilman ihmistä
edit-all-or-nothing = Käyttö on arvoton ilman kaikkea tarpeellista
edit-preview = Tallenna ja esikatsele
edit-save = Tallenna
edit-saved = Tallennettu.
edit-submitted = Lähetetty. Operaattori lukee sen ensin.
edit-recalled = Se on taas luonnos.
edit-changed = Joku toinen on sillä välin muuttanut luonnosta. Tarkistakaa tietonne ja tallentakaa uudelleen.
edit-waits = Tämä luonnos odottaa hyväksyntää. Ottakaa se takaisin, jos haluatte muuttaa sitä.
edit-look = Katsokaa, mitä ihmiset lukevat
edit-recall = Ottakaa takaisin
edit-discard = Luonnoksen hylkääminen
    .button = Hylkää
edit-refused = Operaattori ei hyväksynyt sitä
edit-problem = Operaattorin tarkistus löysi jotakin
edit-lacks = Vielä puuttuu
edit-lacks-title = Otsikko
edit-lacks-notice = Mitä ihmiset lukevat ennen päätöstään
edit-lacks-purposes = Ainakin yksi tarkoitus
edit-lacks-processing = Mitä tiedoilla tehdään
edit-lacks-basis = Oikeusperuste
edit-lacks-data = Tiedot, joita pyydetään
edit-lacks-attributes = Jokaisesta tietojoukosta ainakin yksi tieto
edit-lacks-retention = Kuinka monta päivää tietoja säilytetään
edit-lacks-longest = Kuinka monta päivää lupa on voimassa, enintään 3653
edit-publish = Julkaiseminen
    .text = Siitä tulee uusi versio. Annetut luvat pysyvät sellaisina kuin ne annettiin.
    .button = Julkaise näin

## The preview

preview-title = Mitä ihmiset lukevat
preview-text = Tämän sivun ihmiset näkevät, kun pyydätte heiltä lupaa. Täältä ei voi lähettää mitään.
preview-language = Sivun kieli
preview-show = Näytä
preview-incomplete = Luonnos ei ole vielä niin valmis, että sen voisi näyttää.

## Permissions held and requests sent

held-text = Tunnette ihmiset vain näistä tunnuksista. Vain operaattori tietää, kenestä on kyse.
held-none = Yhtään lupaa ei ole vielä annettu.
held-counts = Luvat käyttötarkoituksen ja tilan mukaan
requests-none = Yhtään pyyntöä ei ole vielä lähetetty.
request-status-granted = Annettu

## Webhooks

webhooks-text = Operaattori kertoo palvelullenne alla olevissa osoitteissa, mitä tapahtuu. Jokainen tapahtuma on allekirjoitettu.
webhooks-none = Ei vielä webhookia.
webhook-title = Webhook
webhook-add = Lisätkää webhook
    .button = Lisää
webhook-url = Osoite
    .hint = Se alkaa https ja siihen pääsee internetistä.
webhook-url-wrong = Tätä osoitetta ei voi käyttää. Sen pitää alkaa https ja siihen pitää päästä internetistä.
webhook-many = Webhookeja on liikaa. Poistakaa ensin yksi.
webhook-events = Mitä lähetetään
webhook-state-active = Käytössä
webhook-state-failing = Ei ota mitään vastaan
webhook-state-off = Pois päältä
webhook-state-stopped = Pysäytetty
webhook-failing = Se ei ole ottanut mitään vastaan sitten { $date }
    .text = Yritämme uudelleen yhä harvemmin. Jos se ei ota mitään vastaan, se pysäytetään { $date }.
webhook-stopped = Tämä webhook pysäytettiin
    .text = Se ei ole ottanut mitään vastaan liian pitkään aikaan, joten sille ei enää lähetetä mitään. Korjatkaa se ja käynnistäkää se sitten uudelleen. Sen, mikä jäi saamatta, näette lupien sivulta.
webhook-resume = Käynnistä se uudelleen
webhook-mail = Palvelun { $service } webhook on pysäytetty
    .text = Se ei ole ottanut mitään vastaan liian pitkään aikaan, joten emme enää lähetä sille mitään. Korjatkaa se ja käynnistäkää se sitten uudelleen sen sivulla.
    .link = Webhookin sivu
webhook-test = Lähettäkää koetapahtuma
webhook-deliveries = Mitä lähetettiin
    .none = Mitään ei ole vielä lähetetty.
webhook-change = Muuttaminen
webhook-active = Lähetä tapahtumia
    .hint = Mitä tapahtuu sen ollessa pois päältä, ei lähetetä jälkeenpäin.
webhook-remove = Tämän webhookin poistaminen
    .button = Poista
event-permission-granted = Lupa annettu
event-permission-amended = Lupa muutettu
event-permission-suspended = Lupa tauolla
event-permission-resumed = Lupa jatkuu
event-permission-withdrawn = Lupa peruttu
event-permission-expired = Lupa päättynyt
event-permission-ended = Lupa lopetettu
event-request-answered = Pyyntöön vastattu
event-intended-use-decided = Käyttötarkoituksesta päätetty
event-test = Koe
delivery-waiting = Lähetetään
delivery-delivered = Perillä
delivery-given-up = Ei perillä
delivery-about = Mitä tapahtuma kertoo
delivery-again = Lähettäkää uudelleen
delivery-none = Ei ole vielä yritetty.

## Keys

keys-text = Näillä avaimilla palvelunne osoittaa, kuka se on. Tässä on vain niiden julkinen osa.
key-active = Voimassa
key-ended = Päättynyt
key-ends = Voimassa { $date } asti
key-end = Päättäkää { $key }
key-add = Lisätkää avain
    .button = Lisää
key-jwk = Julkinen avain
    .hint = JSON Web Key, Ed25519 tai P-256. Älkää koskaan antako yksityistä avainta.
key-replace = Se korvaa yllä olevat avaimet
key-hours = Tunteja, jotka korvattu pysyy voimassa
key-wrong = Tämä ei ole julkinen avain, jota voisi käyttää.
key-there = Tämä avain on jo täällä, tai avaimia on liikaa.
key-last = Tämä on viimeinen avain, joka pysyy voimassa. Lisätkää ensin toinen.
secret-text = Palvelunne osoittaa salaisuudella, kuka se on. Tässä voitte korvata sen.
secret-replace = Tehkää uusi salaisuus
secret-made = Uusi salaisuus
    .text = Se näytetään vain tämän kerran. Säilyttäkää se turvassa.

## Statistics

statistics-text = Kuinka usein lähteet ovat näyttäneet tietoja palvelullenne, kuukausittain (UTC). Mikään ei kerro, kenen tietoja ne olivat.
statistics-from = Alkaen
statistics-to = Asti
statistics-none = Näinä kuukausina ei näytetty mitään.
statistics-unknown = Lähde ei kertonut
statistics-total = Yhteensä
statistics-csv = Lataa taulukkona
statistics-wrong = Näitä kuukausia ei voi näyttää. Valitkaa enintään 60.

## Test ticket

ticket-text = Katsokaa, annettaisiinko lippu ja mitä siinä lukisi. Tässä ei tehdä lippua.
ticket-address = Osoite lähteessä
    .hint = Liittimen tai jonkin sen reitin osoite.
ticket-check = Tarkista
ticket-good = Lippu annettaisiin. Siinä lukisi:
ticket-refused = Lippua ei annettaisi
ticket-wrong = Antakaa luvan tunnus ja osoite, joka alkaa https.
ticket-not-active = Lupa ei ole voimassa.
ticket-not-covered = Lupa ei kata tämän osoitteen lähteen tietoja.
ticket-no-filter = Henkilö antoi luvan vain osaan, eikä tämä lähde voi pidättää loppua.

## What staff did

act-webhook-added = Webhook lisätty
act-webhook-changed = Webhook muutettu
act-webhook-removed = Webhook poistettu
act-key-added = Avain lisätty
act-key-replaced = Avain korvattu
act-key-ended = Avain päätetty
act-secret-replaced = Salaisuus korvattu
act-use-submitted = Käyttötarkoitus lähetetty
act-use-published = Käyttötarkoitus julkaistu
held-attributes = { $count ->
    [one] { $count } tieto
   *[other] { $count } tietoa
}
