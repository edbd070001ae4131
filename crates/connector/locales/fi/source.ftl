## Start

source-home = Aloitus
    .text = Miten lähde voi tässä liittimessä ({ $name }) ja mikä vaatii huomiota.
source-health = Lähteen järjestelmä
source-of-kind = Järjestelmä, lajia { $kind }
source-works = Toimii
source-fails-now-and-then = Epäonnistuu silloin tällöin
source-left-alone = Ei vastaa
source-answered = Viimeisin vastaus: { $at }
source-usual = Vastaus kestää yleensä { $ms } ms.
source-not-asked = Ei ole kysytty käynnistyksen jälkeen.
source-failed = Viimeisin virhe: { $at }. { $why }
source-copies = Ei tavoiteta; käytetään viimeisiä kopioita
source-files-missing = Kaikkia tiedostoja ei voi käyttää
source-looked = Katsottu viimeksi: { $at }
source-untrusting = Pyyntöihin ei voi vastata, koska luotettujen operaattorien luettelo puuttuu tai on liian vanha
source-findings = Havainnot
    .none = Lähde ei lähetä mitään, mitä sen kuvaus ei tunne.
    .text = Mitä ei ole kuvattu, sitä ei luovuteta: kuvaa se tai korjauta se, mitä lähde lähettää.
finding-unknown = { $route }: lähde lähettää kentän ”{ $name }”, jota ei ole kuvattu.
finding-gone = { $route }: ”{ $name }” on kuvattu, mutta lähteessä sitä ei enää ole.
finding-lost-subscription = { $route }: lähteen broker oli hukannut liittimen tilauksen ”{ $name }”. Liitin tekee sen uudelleen ja kertoo palveluille, mikä on sillä välin muuttunut.
finding-malformed = { $route }: tiedostossa ”{ $name }” on tietueita, joita ei voi käyttää.
finding-other-type = { $route }: kentässä ”{ $name }” on muuta kuin kuvauksessa sanotaan.
finding-deviation = { $route }: kentän ”{ $name }” arvo ei ole tietomallin mukainen.
source-brokers = Kaupungin välittäjät
    .text = Sieltä tietoja etsivät löytävät tämän lähteen.
broker-registered = Rekisteröity
broker-not-registered = Ei rekisteröity
broker-not-yet = Ei ole vielä kysytty
broker-confirmed = Viimeksi vahvistettu: { $at }
broker-down = Välittäjään ei saatu yhteyttä.
broker-slow = Välittäjän vastaus kesti liian kauan.
broker-login = Välittäjä ei hyväksy liittimen kirjautumista.
broker-status = Välittäjä vastasi tilalla { $status }.
finding-seen = Nähty ensin: { $first }, viimeksi: { $last }
cause-described = Kuvattu näin: { $kind }
cause-records = Tietueita, joita ei voi lukea, jotka ovat liian pitkiä tai joissa ei ole ketään: { $count }. Ensimmäiset ovat { $first }.
cause-encoding = Muussa merkistökoodauksessa kuin { $encoding }: { $count }. Ilmoita tiedoston merkistökoodaus.
cause-model = Tietomallin sääntö ”{ $keyword }” ei täyty.
cause-not-text = Se ei ole tekstiä.
cause-not-a-number = Se ei ole luku.
cause-not-a-date = Se ei ole ilmoitetun muotoinen päivä.
cause-not-true-or-false = Se ei ole kyllä eikä ei.
cause-unknown-code = Koodi ei ole luettelossa.
cause-no-such-part = Osia on liian vähän.
cause-not-a-list = Se ei ole luettelo.
cause-not-an-object = Se ei ole olio.

## Why a request came to nothing

outcome-source-unreachable = Lähdettä ei tavoitettu
outcome-source-timeout = Lähde vastasi liian hitaasti
outcome-source-busy = Liian monta pyyntöä yhtä aikaa
outcome-source-error = Lähde ilmoitti virheestä
outcome-source-bad-answer = Lähteen vastausta ei voitu lukea
outcome-source-too-large = Lähteen vastaus oli liian suuri
outcome-person-unknown-at-source = Lähde ei tunne henkilöä
outcome-pod-not-shared = Henkilön podia ei ole jaettu liittimelle
outcome-permission-not-active = Lupa ei ole voimassa
outcome-attributes-not-permitted = Tietoihin ei ole lupaa
outcome-purpose-not-permitted = Tarkoitukseen ei ole lupaa
outcome-agreement-missing = Tietojen jakamisesta ei ole sopimusta
outcome-lease-expired = Operaattorin viimeisin tieto on liian vanha
outcome-ticket-expired = Lipun voimassaolo on päättynyt
outcome-ticket-replayed = Lippu on jo käytetty
outcome-ticket-unknown-issuer = Lipun operaattoriin ei luoteta täällä
outcome-ticket-bad-signature = Lipun allekirjoitus ei ole oikea
outcome-ticket-wrong-audience = Lippu on toiseen osoitteeseen
outcome-proof-invalid = Ei todistettu, kenen lippu on
outcome-operator-unreachable = Operaattoriin ei saatu yhteyttä
outcome-operator-timeout = Operaattorin vastaus kesti liian kauan
outcome-operator-bad-answer = Operaattorin vastausta ei voitu käyttää
outcome-change-refused = Lähde hylkäsi muutoksen
outcome-change-not-offered = Tätä ei voi muuttaa täällä
outcome-trust-list-expired = Luotettujen operaattorien luettelo on vanhentunut
outcome-trust-list-unavailable = Kelvollista luetteloa luotetuista operaattoreista ei ole
outcome-trust-list-timeout = Rekisterin vastaus kesti liian kauan
outcome-trust-list-rolled-back = Luotettujen operaattorien luettelo on vanhempi kuin aiemmin nähty

## What is due

source-late = Saapuneissa on myöhästyneitä tehtäviä: { $count }
source-soon = Saapuneissa on viikon sisällä erääntyviä tehtäviä: { $count }

## What is offered

offer-title = Tietoaineistot
    .text = Mitä lähde tarjoaa, kuka sitä käyttää ja mitä ihmiset siitä lukevat.
offer-none = Mitään ei vielä tarjota.
offer-row = Versio { $version }, tietoja { $count }
offer-edit = Kirjoita seuraava versio
offer-attributes = Tiedot
offer-path = Polku
offer-called = Nimi
offer-category = Tiedon laji
offer-users = Operaattorit ja palvelut, jotka käyttävät sitä
    .none = Kukaan ei ole vielä saanut siitä mitään.
offer-versions = Täällä julkaistut versiot
offer-version = Versio { $version }, { $at }
offer-back = Kaikki tietoaineistot
offer-back-to = Takaisin tietoaineistoon
offer-sensitive = arkaluonteinen
offer-official = virallinen tunnus

## What people read

preview-title = Mitä ihminen lukee
    .text = Näin tietoaineisto ja sen tiedot näytetään ihmisille, kun he päättävät.
preview-language = Esikatselun kieli
preview-show = Näytä
preview-missing = Ei vielä tällä kielellä; ihmiset lukevat sen toisella kielellä
preview-hidden = Tätä ei näytetä sinulle täällä.
preview-correct = Voit oikaista tämän itse.
preview-not-corrected = Tätä ei voi oikaista: { $why }
preview-kept = Tämä on säilytettävä: { $why }
preview-retention = Tieto säilytetään { $length } sen päättymisestä.
preview-sure = Tieto annetaan vain, kun on riittävän varmaa, kuka olet.

## Writing the next version

editor-title = Kirjoita seuraava versio
    .text = { $dataset }, versio { $version }. Mikään ei muutu kenellekään ennen kuin julkaiset sen.
editor-language = Kieli, jolla kirjoitat
editor-dataset = Tietoaineisto
editor-called = Miksi ihmiset sitä kutsuvat
editor-words = Mitä se kertoo, selkeästi sanottuna
editor-sensitivity = Lain vaatima varovaisuus
editor-ordinary = kuten kaikissa henkilötiedoissa
editor-holds = Mitä se sisältää
    .hint = Jos lähde lähettää jotain muuta, sitä ei luovuteta ja se näkyy havainnoissa.
editor-single = yksittäisiä arvoja tai niiden luetteloita
editor-text = tekstiä
editor-number = lukuja
editor-boolean = kyllä tai ei
editor-object = mitä tahansa ja kaiken sen alla
editor-category-hint = Valitse tiedon laji tai kirjoita Data Privacy Vocabularyn termi, esimerkiksi pd:Name.
editor-path-hint = Missä tieto on lähteen lähettämässä aineistossa, esimerkiksi loans.title.
editor-self-access = Ihmiset voivat katsoa omia tietojaan täällä
    .hint = Operaattoriensa sivuilta.
editor-self-change = Ihmiset voivat oikaista ja poistaa omia tietojaan täällä
    .hint = Mitä lähteen järjestelmä ei voi muuttaa, tulee saapuneisiin.
editor-more = Lisää
editor-rectify = Voiko ihminen saada tiedon oikaistuksi?
editor-rectify-by-person = kyllä, itse
editor-rectify-with-evidence = kyllä, kun hän esittää todisteen
editor-no = ei
editor-erase = Voiko ihminen saada tiedon poistetuksi?
editor-erase-yes = kyllä
editor-law = Mikä laki estää sen
editor-why = Millainen syy, Data Privacy Vocabularyn termi
editor-retention = Montako päivää tieto säilytetään, kun se on päättynyt
editor-assurance = Kuinka varmasti ihminen on tunnettava?
editor-assurance-low = matala
editor-assurance-substantial = korotettu
editor-assurance-high = korkea
editor-hidden = Tietoa ei näytetä ihmiselle itselleen
    .hint = Vain jos laki rajoittaa oikeutta nähdä omat tiedot.
editor-identifiers = Tunnisteet, joilla lähde löytää ihmisen
    .hint = Yksi riville, paras ensin, esimerkiksi ssn.
editor-model = Tietomallin osoite
    .hint = Smart Data Model tai JSON Schema, jota tiedot noudattavat.
editor-history = Palvelut saavat nähdä myös aiemmat arvot
    .hint = Vain jos tietue on aina ollut saman ihmisen.
editor-remove = Poista { $path }
editor-new = Uusi tieto
editor-save = Tallenna luonnos
editor-preview = Sellaisena kuin se viimeksi tallennettiin, kielellä, jolla kirjoitat.
editor-faults = Tämä ei sovi ja jäi pois
editor-partly = Muu osa luonnoksesta on tallennettu
editor-publish = Julkaise
    .text = Versio { $version } tulee heti voimaan. Sitä ei voi koskaan muuttaa; vain uudempi voi korvata sen.
    .button = Julkaise versio { $version }
editor-not-yet = Sitä ei voi vielä julkaista
editor-not-published = Sitä ei julkaistu. Katso alta, mitä puuttuu.
editor-drop = Hylkää luonnos

## The log

log-title = Loki
    .text = Kuka on pyytänyt tämän lähteen tietoja ja mitä siitä seurasi. Itse tiedot eivät ole lokissa.
log-operator = Operaattori
log-operator-all = Kaikki operaattorit
log-month-all = Kaikki kuukaudet
log-before-day = Ennen tätä päivää
log-jsonl = Lataa ohjelmia varten (JSON-rivit)
log-service = Palvelu
log-kind = Mitä siitä seurasi
log-kind-all = Kaikki
log-filter = Suodata
log-none = Mitään ei ole pyydetty.
log-caption = Pyynnöt, uusin ensin
log-entry = Merkintä
log-when = Milloin
log-dataset = Tietoaineisto
log-outcome = Tulos
log-attributes = Tiedot
log-released = Luovutettu
log-begun = Luovutus alkoi
log-interrupted = Katkesi
log-changed = Ihminen muutti
log-change-begun = Muutos alkoi
log-refused = Evätty
log-refusals-counted = Evätty ilman omia merkintöjä
log-subscription = Tilauksesta
log-link = Ihmisen yhteydestä
log-link-begun = Yhteys: ihminen tuli
log-link-code-asked = Yhteys: koodia pyydettiin
log-link-sent-to-desk = Yhteys: ohjattu palvelupisteeseen
log-link-confirmed = Yhteys: henkilöstö vahvisti
log-link-refused = Yhteys: henkilöstö hylkäsi
log-link-failed = Yhteys: ei syntynyt
log-link-linked = Yhteys ihmiseen syntyi
log-link-ended-by-person = Ihminen lopetti yhteyden
log-link-ended-by-source = Lähde lopetti yhteyden
log-link-emptied = Yhteys: ihmisen oma paikka tyhjennettiin
log-event = Kerrottu tapahtumasta
log-staff = Henkilöstön tekemä
log-person = Ihminen itse

## Statistics

statistics-title = Tilastot
    .text = Mitä kuukauden aikana on luovutettu operaattoreittain, palveluittain ja aineistoittain, laskutusta varten. Kenenkään tietoja siinä ei ole.
statistics-month = Kuukausi
statistics-show = Näytä kuukausi
statistics-none = Tässä kuussa ei ole pyydetty mitään.
statistics-caption = Pyynnöt: { $month }
statistics-requests = Pyynnöt
statistics-records = Tietueet
statistics-attributes = Tiedot
statistics-total = Luovutettu yhteensä
statistics-csv = Lataa taulukkona (CSV)

## Keys

keys-title = Avaimet
    .text = Millä liitin allekirjoittaa. Avain vaihtuu itsestään { $days } päivän jälkeen.
keys-published = Julkaistut avaimet
keys-signs = Allekirjoittaa
keys-verifies = Ei allekirjoita nyt
keys-where = Muut löytävät ne täältä:
keys-log = Lokin avain
    .text = Se, jolla se on, voi nähdä, ettei lokista ole poistettu mitään.
keys-rotate = Vaihda avain nyt
    .text = Uusi avain julkaistaan, ja sillä allekirjoitetaan heti, kun muut ovat ehtineet saada sen. Mikään ei keskeydy.
    .button = Vaihda avain

## The inbox

inbox-title = Saapuneet
    .text = Mitä ihmiset pyytävät ja mitä lähteen järjestelmä ei voi itse tehdä, ja kuka tulee palvelupisteeseenne. Jokaisessa tehtävässä on määräaika.
inbox-none = Mitään ei ole tehtävänä.
inbox-done = Näytä tehdyt
inbox-live = Näytä tehtävänä olevat
inbox-back = Takaisin saapuneisiin
task-correction = Oikaise jonkun tiedot
task-erasure = Poista jonkun tiedot
task-desk-confirmation = Vahvista palvelupisteessä, kuka joku on
task-open = Avoin
task-soon = Erääntyy viikon sisällä
task-late = Myöhässä
task-taken = Tekijä: { $name }
task-done = Tehty
task-refused = Evätty
task-lapsed = Aika loppui, tai henkilö perui
task-taken-back = Henkilö perui
task-due = Tehtävä viimeistään { $day }
task-received = Saapui
task-until = Tehtävä viimeistään
task-correct = Oikaistava
task-erase = Poistettava
task-erase-all = Kaikki henkilöä koskeva tässä tietoaineistossa
task-desk = Miten tarkistat, kuka henkilö on
    .text = Henkilö tulee luoksesi ja näyttää koodin. Katso henkilötodistus ja etsi henkilö tiedoistanne. Jos et ole varma, epää ja kerro syy.
    .told = Henkilö on lukenut:
task-do = Mitä teet
task-take = Minä teen sen
task-put-back = Palauta
task-note = Huomautus
    .hint = Kerro syy, jos epäät pyynnön. Älä kirjoita mitään henkilöstä: huomautus säilytetään.
    .told = Kerro syy, jos epäät pyynnön: henkilö lukee sen. Älä kirjoita mitään henkilöstä, sillä huomautus säilytetään.
task-finish = Se on tehty
task-refuse = Epää
task-history = Mitä on tehty
task-wrong-reason = Epäämisen syy on kerrottava.

## What staff did

act-task-taken = Otti tehtävän
act-task-put-back = Palautti tehtävän
act-task-done = Teki tehtävän
act-task-refused = Epäsi pyynnön
act-key-rotated = Vaihtoi avaimen
act-draft-changed = Muutti luonnosta
act-draft-dropped = Hylkäsi luonnoksen
act-dataset-published = Julkaisi tietoaineiston version
act-log-saved = Tallensi kopion lokista
act-entities-kept = Tallensi henkilön tietoja
act-entities-erased = Poisti henkilön tietoja
act-entities-saved = Tallensi kaikkien tiedot tietoaineistosta tiedostoon
log-change-filed = Siirretty henkilöstölle

## GDPR API

gdpr-api-kept = { $dataset }: ei voida poistaa, koska nämä tiedot on säilytettävä: { $what }.
gdpr-api-not-here = { $dataset }: ei voida poistaa tätä kautta. Ota yhteyttä organisaatioon.
gdpr-api-by-staff = { $dataset }: organisaation henkilöstö poistaa tiedot viimeistään { $day }.
