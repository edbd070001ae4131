## Navigation

nav-operator = Operaattori

## An app asks to be let in

app-title = Päästetäänkö ”{ $app }” sisään?
app-who = ”{ $app }” on sovellus. Sen tekijä: { $publisher }. Se pyytää pääsyä tilillesi täällä.
app-read-about = Lue lisää sovelluksesta
app-sees = Mitä se näkisi
app-sees-permissions = Kuka pyytää tietojasi, lupasi ja niiden historian sekä sääntösi
app-sees-activity = Jokaisen kerran, kun palvelu on pyytänyt tietojasi
app-does = Mitä se voisi tehdä puolestasi
app-does-permissions = Vastata pyyntöihin kyllä tai ei, muuttaa ja perua lupia, tehdä ja lopettaa sääntöjä: samat asiat kuin sinä itse
app-never = Se ei saa salasanaasi, tunnuksiasi eikä itse tietoja. Voit sulkea sen ulos milloin tahansa Operaattori-sivulla.
app-goes = Sen jälkeen siirryt tänne: { $address }
app-allow = Päästä sisään
app-refuse = Älä päästä sisään

## The operator

operator-title = Operaattorisi
operator-intro = Operaattori säilyttää lupasi. Itse tietosi eivät kulje täältä.
operator-who = Kuka sitä ylläpitää
operator-name = Nimi
operator-city = Ylläpitäjä
operator-contact = Yhteystiedot
operator-rulebook = Säännöt, joita se noudattaa
operator-groups = Ryhmät, joihin se kuuluu
operator-number = Tämän operaattorin tunnus
operator-log-key = Avain, jolla sen lokin voi tarkistaa
operator-keys = Avaimet, joilla kuitit voi tarkistaa

## Apps

apps-title = Sovellukset, jotka olet päästänyt sisään
apps-none = Et ole päästänyt sisään yhtään sovellusta.
apps-by = Tekijä: { $publisher }
apps-since = Päästetty sisään { $date }, käytetty viimeksi { $used }
apps-devices = { $count ->
    [one] Yhdellä laitteella
   *[other] { $count } laitteella
}
apps-end = Sulje ulos: { $app }
    .ask = Suljetaanko { $app } pois?
apps-ended = Sovellus on suljettu ulos
    .text = Se ei enää näe eikä voi tehdä täällä mitään.

## Feeds

feeds-title = Syötteet omiin ohjelmiisi
feeds-intro = Kalenterisi tai uutislukijasi voi näyttää, mitä täällä tapahtuu. Jokaisella syötteellä on salainen osoite. Kuka tahansa, jolla on osoite, voi lukea, kuka pyytää tietojasi ja mihin, mutta ei koskaan itse tietoja.
feeds-none = Sinulla ei ole syötteitä.
feed-calendar = Kalenteri: mikä päättyy milloin
feed-activity = Uutiset: mitä on tapahtunut
feed-since = Tehty { $date }
feed-make-calendar = Tee kalenterisyöte
feed-make-activity = Tee uutissyöte
feed-end = Lopeta tämä syöte: { $feed }
feed-made = Syötteesi on valmis
    .text = Kopioi osoite ohjelmaasi nyt. Sitä ei näytetä uudelleen.
feed-address = Syötteen osoite
feed-ended = Syöte on lopetettu
    .text = Sen osoite ei enää johda mihinkään.

## Taking everything along

export-title = Lataa kaikki
export-intro = Yksi tiedosto, jossa on kaikki, mitä tällä operaattorilla on sinusta: tili, tunnukset, säännöt, luvat historioineen ja kuitteineen, tapahtumat sekä avaimet, joilla kaiken voi tarkistaa.
export-button = Lataa tiedosto
export-progress = Tietojasi ladataan
export-keep = Pysy tällä sivulla, kunnes lataus on valmis.
export-stop = Keskeytä lataus
export-busy = Lataus on alkanut.
export-done = Kaikki on ladattu. Tiedoston nimi on ”my-data.json”.
export-stopped = Lataus on keskeytetty. Mitään ei tallennettu.
export-broken = Lataus katkesi. Mitään ei tallennettu. Yritä uudelleen.
export-count = { $done } / { $total } merkintää

## Closing the account

closing-section = Sulje tili
closing-section-intro = Voit lähteä milloin tahansa. Näet ensin, mitä se tarkoittaa.
closing-go = Sulje tili
closing-title = Suljetaanko tilisi?
closing-does = Tämä tapahtuu heti
closing-permissions = { $count ->
    [one] Yksi lupa päättyy. Lähteille kerrotaan siitä.
   *[other] { $count } lupaa päättyy. Lähteille kerrotaan siitä.
}
closing-requests = { $count ->
    [one] Yksi odottava pyyntö saa vastauksen ei.
   *[other] { $count } odottavaa pyyntöä saa vastauksen ei.
}
closing-apps = { $count ->
    [one] Yksi sovellus suljetaan ulos.
   *[other] { $count } sovellusta suljetaan ulos.
}
closing-feeds = { $count ->
    [one] Yksi syöte lopetetaan.
   *[other] { $count } syötettä lopetetaan.
}
closing-erased = Nimesi, sähköpostiosoitteesi, tunnuksesi, sääntösi, historiasi ja tapahtumasi poistetaan.
closing-log = Operaattorin julkiseen lokiin jää lukuja, jotka eivät kerro sinusta mitään.
closing-received = Minkä palvelut ovat jo saaneet, sen ne säilyttävät luvassa kerrotulla tavalla. Voit pyytää niitä poistamaan tiedot.
closing-free = Sähköpostiosoitteesi vapautuu uudelle tilille. Uudella tilillä ei ole mitään tästä tilistä.
closing-forever = Kukaan ei voi perua tätä
    .text = Lataa ensin kaikki, jos haluat säilyttää tiedot.
closing-password = Salasanasi vielä kerran
closing-fresh = Sinulla ei ole salasanaa täällä. Voit sulkea tilin kymmenen minuutin kuluessa kirjautumisesta.
closing-understood = Ymmärrän, ettei kukaan voi perua tätä
closing-button = Sulje tilini lopullisesti
closing-stay = Pidä tilini
closing-wrong-password = Tämä ei ole salasanasi.
closing-wrong-fresh = Kirjautumisestasi on yli kymmenen minuuttia. Kirjaudu ulos, kirjaudu uudelleen ja palaa tänne.
closing-wrong-understood = Merkitse ruutu, jos haluat sulkea tilin.
closed-title = Tilisi on suljettu
closed-text = Kaikki sinua koskeva on poistettu täältä.
closed-everywhere = Mikään lähde ei enää näytä tietojasi lupiesi perusteella.
closed-pending = { $connector }: mitään ei näytetä enää tämän jälkeen: { $time }

## What feeds say

feed-calendar-name = Tietosi: mikä päättyy ({ $operator })
feed-activity-name = Tietosi: mitä on tapahtunut ({ $operator })
feed-permission-ends = Lupasi päättyy: { $service }
feed-request-ends = Viimeinen päivä vastata: { $service }
feed-granted = Lupasi palvelulle { $service } on voimassa.
feed-declined = Vastasit palvelulle { $service } ei.
feed-suspended = Lupasi palvelulle { $service } on keskeytetty.
feed-withdrawn = Peruit lupasi palvelulle { $service }.
feed-expired = Lupasi palvelulle { $service } on päättynyt.
feed-ended-by-others = Joku muu lopetti lupasi palvelulle { $service }.
