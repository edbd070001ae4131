## Navigation

nav-rules = Säännöt
nav-my-data = Omat tiedot
nav-settings = Asetukset

## Activity of one source

activity-only = Vain tämän lähteen tiedot: { $source }
activity-all = Näytä kaikki tapahtumat

## My data

own-title = Omat tiedot
own-intro = Missä tietojasi säilytetään ja mitä sinne on tallennettu.
own-nowhere = Mikään lähde ei vielä tunne sinua
    .text = Kun jokin lähde tuntee sinut tunnuksesi perusteella, näet täällä, mitä tietoja sillä on sinusta.
own-straight = Tiedot tulevat lähteestä suoraan selaimeesi. Me emme näe niitä. Jokainen katselu merkitään tapahtumiisi.
own-without = Tietojen näyttämiseen tässä selain tarvitsee JavaScriptin ja suojatun yhteyden. Ilman niitä näet, mitä tietoja voi olla tallennettuna. Voit lukea tiedot myös tällä komennolla:
own-show-all = Näytä kaikki
own-progress = Katsotut tietojoukot
own-show = Näytä, mitä on tallennettu
own-not-offered = Tämä lähde ei näytä tietojaan täällä. Kysy lähteeltä itseltään:
own-available = Mitä tänne voi olla tallennettu ({ $count })
own-not-shown = Tämän näkemiseksi meidän pitäisi tietää varmemmin, kuka olet.
own-who = Kuka sai tietoja ja milloin: { $source }
own-busy = Kysytään lähteeltä …
own-shown = Sinusta on tallennettu tämä:
own-nothing = Täällä ei ole tietoja sinusta.
own-again = Näytä uudelleen
own-original = Näytä niin kuin lähde sen kirjoittaa
own-converted = Näytä niin kuin se on kuvattu täällä
own-left-out = Lähde on kirjoittanut tämän tavalla, jota ei voi lukea:
own-yes = kyllä
own-no = ei
own-none = ei tallennettu
own-slow = Lähde ei vastaa ajoissa. Yritä myöhemmin uudelleen.
own-dead = Lähteeseen ei saada nyt yhteyttä. Yritä myöhemmin uudelleen.
own-refused-here = Lähde ei suostu nyt näyttämään tätä. Yritä myöhemmin uudelleen.
own-often = Olet katsonut hyvin usein. Odota minuutti ja yritä sitten uudelleen.
own-unreadable = Lähteen vastausta ei voi lukea. Yritä myöhemmin uudelleen.
own-login = Et ole enää kirjautunut sisään. Lataa sivu uudelleen ja kirjaudu.
own-ours = Emme voineet kysyä lähteeltä. Vika on meissä. Yritä myöhemmin uudelleen.
own-past = Näytä, mitä se oli aiemmin
own-past-from = { $time } alkaen
own-past-shown = Näin se on muuttunut, uusin ensin:
own-past-none = Lähde ei ole säilyttänyt aiempia tietoja.

## Changing my data

own-can-both = Voit korjata ja poistaa tämän tässä.
own-can-correct = Voit korjata tämän tässä.
own-can-erase = Voit poistaa tämän tässä.
own-can-staff = Voit pyytää tämän korjaamista tai poistamista täällä: lähteen henkilökunta tekee sen.
own-kept-by = Lähteen on lain mukaan säilytettävä tämä: { $law }.
own-letter-correct = Kirjoita kirje: pyydä oikaisua
own-letter-erase = Kirjoita kirje: pyydä poistamista
own-correct = Korjaa
own-add = Lisää
own-erase = Poista
own-new-value = Uusi arvo: { $what }
own-per-line = Kirjoita yksi kullekin riville.
own-correct-what = { $source } saa sen suoraan selaimestasi ja muuttaa sen heti. Me emme näe sitä.
own-save = Tallenna
own-cancel = Peruuta
own-telling = Lähteelle kerrotaan …
own-corrected = Korjattu: { $what }.
own-undo = Kumoa
own-undone = Se on taas ennallaan: { $what }.
own-same = Mitään ei muutettu: se on sama kuin ennen.
own-erased = Poistettu: { $what }.
own-erased-all = Kaikki on poistettu: { $what }.
own-erase-ask = Poistetaanko { $what }?
own-erase-lost = Tämä menetetään:
own-erase-final = { $source } poistaa sen lopullisesti. Kukaan ei voi kumota sitä. Sitä, mitä muut ovat jo saaneet, ei poisteta heiltä.
own-staff-look = Lähteen { $source } henkilökunta käsittelee tämän ja vastaa 30 päivän kuluessa. Se, mitä kirjoitat, menee selaimestasi suoraan heille. Me emme näe sitä.
own-staff-erase = Lähteen { $source } henkilökunta käsittelee tämän ja vastaa 30 päivän kuluessa. Siihen asti mitään ei poisteta.
own-staff-send = Lähetä henkilökunnalle
own-staff-sent = Lähetetty lähteen { $source } henkilökunnalle: { $what }. Kerromme viimeistään { $day }, mitä he tekivät. Siihen asti mikään ei muutu.
own-asked-correct = Pyysit { $day }, että tähän muutetaan ”{ $value }”. Lähteen { $source } henkilökunta vastaa viimeistään { $until }.
own-asked-erase = Pyysit { $day }, että tämä poistetaan. Lähteen { $source } henkilökunta vastaa viimeistään { $until }.
own-asked-erase-all = Pyysit { $day }, että täältä poistetaan kaikki. Lähteen { $source } henkilökunta vastaa viimeistään { $until }.
own-asked-done = Tehty: lähteen { $source } henkilökunta teki { $decided } sen, mitä pyysit { $day }.
own-asked-refused = Evätty: lähteen { $source } henkilökunta epäsi { $decided } sen, mitä pyysit { $day }: ”{ $why }”
own-take-back = Peru pyyntö
own-taken-back = Pyyntö peruttu: { $what }. Mikään ei muutu.
own-asked-waits = Olet jo pyytänyt tähän muutosta. Odota henkilökunnan vastausta tai peru se, mikä odottaa.
own-asked-over = Tämä ei odota enää. Katso, mitä henkilökunta vastasi.
own-erase-all = Poista kaikki
own-keep = Säilytä
own-empty = Kirjoita arvo. Jos haluat poistaa sen, peruuta ja poista se.
own-invalid = Tämä ei ole oikeassa muodossa. Tarkista se.
own-not-theirs = Tätä ei voi muuttaa tässä. Kirjoita lähteelle kirje: linkit ovat alla.
own-change-refused = Lähde ei hyväksynyt muutosta. Tarkista se tai kirjoita lähteelle kirje.
own-says = Lähde sanoo:
own-unsure = Emme tiedä, tekikö lähde muutoksen. Näytä tietosi uudelleen ja katso.
own-untold = Lähde ei tehnyt muutosta. Yritä myöhemmin uudelleen.
own-add-record = Lisää merkintä
own-add-file = Lisää tiedostosta
    .hint = Taulukko (CSV) tai JSON, yksi merkintä rivillä. { $source } saa sen suoraan selaimestasi. Me emme näe sitä.
own-add-table = Tallenna tyhjä taulukko täytettäväksi
own-add-title = Lisää: ”{ $what }”
own-add-send = Lisää tiedoston sisältö
own-added-one = Merkintä on lisätty.
own-added-many = Lisättyjä merkintöjä: { $number }.
own-add-large = Tiedosto on liian suuri. Sen koko saa olla enintään 1 megatavu.
own-add-wrong = Valitse tiedosto, jonka nimen lopussa on .csv, .json tai .jsonl.
own-add-none = Täytä ainakin yksi kenttä.
own-entry = Merkintä { $number }
own-entry-erase = Poista tämä merkintä
own-entry-erased = Poistettu: { $what }.

## Rules

rules-title = Säännöt
rules-intro = Sääntö vastaa pyyntöihin puolestasi niin kuin haluat.
rules-new = Tee sääntö
rules-none = Sinulla ei ole sääntöjä
    .text = Sinulta kysytään jokaisesta pyynnöstä. Säännöllä voit aina hyväksyä tai aina kieltää tietyt pyynnöt.
rules-saved = Sääntö on tallennettu
rules-waits = Se koskee uusia pyyntöjä. Pyyntö, josta tulit, odottaa yhä vastaustasi.
rules-waits-link = Vastaa siihen
rules-removed = Sääntö on poistettu
rules-again = Tee se uudelleen
rules-remove = Poista tämä sääntö
rules-is-allow = Kun tietoja pyytää { $who }, hyväksy kysymättä minulta
rules-is-allow-anyone = Kuka tahansa tietoja pyytää, hyväksy kysymättä minulta
rules-is-ask = Kun tietoja pyytää { $who }, kysy minulta
rules-is-ask-anyone = Kuka tahansa tietoja pyytää, kysy minulta
rules-is-deny = Kun tietoja pyytää { $who }, kieltäydy
rules-is-deny-anyone = Kuka tahansa tietoja pyytää, kieltäydy
rules-for = Jos tietoja käytetään tähän: { $list }.
rules-for-any = Mihin tahansa tietoja käytetään.
rules-doing = Jos tiedoille tehdään tätä: { $list }.
rules-about = Nämä tiedot: { $list }.
rules-about-any = Kaikki tiedot.
rules-ends = Säännön viimeinen päivä on { $date }.
rules-window = Vain näinä päivinä ja kellonaikoina: { $first }–{ $last }, { $opens }–{ $closes } ({ $zone }).
rules-only-if = Vain jos kaikki tämä pitää paikkansa:
rules-not-if = Mutta ei silloin, jos kaikki tämä pitää paikkansa:
rules-if-keep = Tietoja säilytetään enintään { $time }
rules-if-within = Tiedot pysyvät tällä alueella: { $area }
rules-if-recipients = Tietoja ei anneta kenellekään muulle
rules-if-pseudonymised = Tietoja käytetään ilman nimeäsi
rules-if-aggregated = Tietoja käytetään vain lukuina, jotka kertovat monesta ihmisestä
rules-if-automated = Tietokone ei tee yksin mitään sinua koskevaa päätöstä
rules-area-eu = Euroopan unioni
rules-area-eea = Euroopan talousalue
rules-group = luottamusryhmän { $group } jäsen
rules-whole = { $dataset }, kaikki ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = maanantai
day-tuesday = tiistai
day-wednesday = keskiviikko
day-thursday = torstai
day-friday = perjantai
day-saturday = lauantai
day-sunday = sunnuntai

## Making a rule

rules-new-title = Uusi sääntö
rules-new-intro = Valitse, mitä sääntö koskee. Ennen kuin se tallennetaan, näet, mitä se tekisi.
rules-effect = Mitä pitäisi tapahtua?
rules-allow = Hyväksy aina
    .text = Palvelu saa sen, mitä se tarvitsee, eikä muuta. Saat tiedon siitä.
rules-ask = Kysy minulta aina
    .text = Päätät joka kerta itse, vaikka toinen sääntö hyväksyisi pyynnön.
rules-deny = Kieltäydy aina
    .text = Palvelu ei saa mitään. Saat tiedon siitä.
rules-party = Kuka pyytää?
rules-anyone = Kuka tahansa
rules-purposes = Mihin tarkoitukseen?
    .text = Älä valitse mitään, jos tarkoitat kaikkia käyttötarkoituksia.
rules-purposes-all = Käyttötarkoitukset
rules-purposes-other = Muut käyttötarkoitukset
rules-data = Mitkä tiedot?
    .text = Älä valitse mitään, jos tarkoitat kaikkia tietoja. Hyväksyvä sääntö koskee arkaluonteisia tietoja vain, jos valitset juuri ne.
rules-data-kinds = Tietolajit
rules-data-other-kinds = Muut tietolajit
rules-data-others = Muut tiedot
choices-search = Hae tästä luettelosta
choices-found = Löytyi: { $count }
choices-chosen = Valittu: { $count }
rules-conditions = Ehdot
    .text = Hyväksyvä sääntö on voimassa vain, jos kaikki tämä pitää paikkansa. Muut säännöt eivät ole voimassa, jos kaikki tämä pitää paikkansa.
rules-keep = Montako päivää tietoja saa enintään säilyttää
rules-within = Missä tiedot pysyvät
rules-anywhere = Missä tahansa
rules-form = Miten tietoja käytetään
rules-form-any = Millä tahansa tavalla
rules-until = Säännön viimeinen päivä
rules-look = Näytä, mitä sääntö tekisi
rules-would = Mitä tämä sääntö tekisi tänään
rules-would-nothing = Mikään tänään tiedossa oleva ei muuttuisi. Sääntö koskee myöhempiä pyyntöjä.
rules-would-allow = Jos nämä pyytävät, ne saisivat luvan kysymättä sinulta ({ $count }):
rules-would-decline = Jos nämä pyytävät, ne eivät saisi lupaa ({ $count }):
rules-would-ask = Jos nämä pyytävät, sinulta kysyttäisiin ({ $count }):
rules-would-end = Luvat, jotka päättyisivät, koska ne on antanut sääntö ({ $count }):
rules-would-keep-back = Luvat, jotka annoit itse. Sääntö pidättää tiedot, jotka se kieltää ({ $count }):
rules-not-yet = Mitään ei ole vielä tallennettu.
rules-save = Tallenna tämä sääntö
rules-leave = Älä tallenna sitä
rules-change = Muuta sääntöä ennen tallentamista
rules-wrong-effect = Valitse, mitä pitäisi tapahtua.
rules-wrong-keep = Kirjoita päivien määrä, esimerkiksi 30.
rules-wrong-until = Valitse päivä, joka ei ole vielä ohi.
rules-wrong-many = Sinulla on jo niin monta sääntöä kuin voi olla. Poista ensin yksi.
rules-like = Tällaiset pyynnöt
    .text = Voit tehdä säännön. Näet, mitä se tekisi, ennen kuin se tallennetaan.
rules-like-allow = Hyväksy aina tällaiset pyynnöt
rules-like-deny = Kieltäydy aina tällaisista pyynnöistä

## Settings

settings-title = Asetukset
settings-you = Tietoja sinusta
settings-name = Miksi kutsumme sinua
    .text = Vain sinä näet tämän nimen. Palvelut eivät näe sitä.
settings-name-wrong = Nimi on liian pitkä. Siinä voi olla 200 kirjainta, kaikki yhdellä rivillä.
settings-save = Tallenna
settings-saved = Asetuksesi on tallennettu
settings-language = Kieli
    .text = Nämä sivut puhuvat sinulle tätä kieltä, missä tahansa kirjaudut.
settings-account = Tilisi
settings-login = Kirjaudut tunnuksella
settings-zone = Kellonajat näytetään alueelle
    .text = Tämä on aika kaupungissa, joka ylläpitää näitä sivuja.

## Own values on a request

values-title = Omat tietosi
values-straight = Tiedot tulevat suoraan lähteestä selaimeesi. Me emme näe niitä. Katsominen ei päätä mitään, ja siitä jää merkintä tapahtumiisi.
values-show = Näytä omat tietoni
values-without = Mitä sinusta on tallennettu:
values-nowhere = Tämä lähde ei löydä sinua niillä tiedoilla, jotka meillä on sinusta, joten näytettävää ei ole.
values-not-offered = Tämä lähde ei näytä tietojaan täällä. Kysy lähteeltä itseltään.

## Rarely used conditions of a rule

rules-organisations = Organisaatiot
rules-kinds = Millainen organisaatio
rules-groups = Luottamusryhmät
rules-more = Lisää ehtoja
rules-processing = Mitä tiedoille tehdään?
    .text = Älä valitse mitään, jos tarkoitat kaikkea, mitä tiedoille tehdään.
rules-hours = Päivät ja kellonajat
    .text = Sääntö on voimassa vain silloin, tämän päivän paikallisen kellon mukaan. Jätä tyhjäksi, jos se on aina voimassa.
rules-first-day = Ensimmäinen päivä
rules-last-day = Viimeinen päivä
rules-any-day = Mikä tahansa päivä
rules-opens = Alkaen
rules-closes = Päättyen
rules-wrong-hours = Kirjoita kaksi kellonaikaa, aikaisempi ensin.
