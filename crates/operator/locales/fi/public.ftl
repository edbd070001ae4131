## Who runs this

about-intro = Tätä palvelua ylläpitää { $provider }. Tältä sivulta näet, kuka se on ja miten siihen saa yhteyden.
about-role = Tämä palvelu toimii sinun, tietojesi lähteiden ja tietoja käyttävien palvelujen välissä. Laissa sitä sanotaan ”datan välityspalveluksi” ihmisten ja datan käyttäjien välillä (asetus (EU) 2022/868, 10 artiklan b kohta). Se saa käyttää tietojasi vain sen toteuttamiseen, mitä sinä päätät.
about-who = Kuka palvelua ylläpitää
about-name = Nimi
about-legal-form = Oikeudellinen muoto
about-register = Rekisterinumero
about-notification = Viranomaiselle tehdyn ilmoituksen numero
about-rulebook = Yhdessä sovitut säännöt
about-authority = Tietosuojaviranomainen
about-contact = Yhteystiedot
about-no-contact = Yhteystietoja ei ole vielä annettu.
about-email = Sähköposti
about-phone = Puhelin
about-address = Osoite
about-officer = Tietosuojavastaava
about-keys = Uteliaille: avaimet
about-keys-intro = Näillä avaimilla kuka tahansa voi tarkistaa, että kuitti, lippu tai julkinen loki on todella peräisin täältä.
about-keys-show = Näytä avaimet
about-uuid = Tämän operaattorin numero
about-key = Avain, jolla nyt allekirjoitetaan
about-former-keys = Aiemmat avaimet
about-log-key = Julkisen lokin avain
about-log = Julkinen loki
about-api = Miten ohjelmat käyttävät tätä palvelua (englanniksi)

## Accessibility

accessibility-intro = Haluamme, että kaikki voivat käyttää tätä palvelua. Palvelua ylläpitää { $provider }.
accessibility-scope = Tämä seloste koskee sivuja osoitteessa { $address }.
accessibility-how-far = Kuinka saavutettavia sivut ovat
accessibility-full = Sivut täyttävät kaikki lain vaatimukset.
accessibility-partial = Sivut täyttävät useimmat lain vaatimukset. Puutteet on lueteltu alempana.
accessibility-none = Sivut eivät vielä täytä lain vaatimuksia. Tärkeimmät puutteet on lueteltu alempana.
accessibility-standard = Laki edellyttää eurooppalaista standardia EN 301 549. Verkkosivuilla se noudattaa WCAG 2.2 -ohjeiden tasoa AA.
accessibility-limits = Mikä ei ole saavutettavaa
accessibility-no-limits = Tiedossamme ei ole mitään, mikä ei olisi saavutettavaa.
accessibility-assessment = Miten tämä on tarkistettu
accessibility-tests = Ohjelma tarkistaa jokaisen sivun oikeassa selaimessa aina, kun ohjelmisto muuttuu: vaaleilla ja tummilla väreillä, leveällä ja kapealla näytöllä, pelkällä näppäimistöllä ja ilman JavaScriptiä.
accessibility-by-us = Olemme tarkistaneet sivut itse.
accessibility-by = Sivut on tarkistanut: { $who }
accessibility-prepared = Tämä seloste on laadittu { $day }.
accessibility-reviewed = Se on tarkistettu uudelleen { $day }.
accessibility-enforcement = Jos vastauksemme ei auta
accessibility-enforcement-text = Jos emme vastaa tai vastauksemme ei auta, voit kääntyä saavutettavuutta valvovan viranomaisen puoleen.

## Feedback

feedback-title = Kerro, mikä ei toimi
feedback-intro = Löysitkö jotain, mitä et pysty lukemaan, kuulemaan tai käyttämään? Kerro siitä meille. Et tarvitse tiliä.
feedback-text = Mikä ei toimi?
    .hint = Enintään { $most } merkkiä. Älä kirjoita salaisuuksia.
feedback-page = Millä sivulla?
feedback-email = Sähköpostiosoitteesi
    .hint = Vain jos haluat vastauksen. Emme käytä sitä muuhun.
feedback-send = Lähetä
feedback-sent = Kiitos. Saimme viestisi
    .text = Jos annoit sähköpostiosoitteen, vastaamme sinulle siihen.
feedback-not-sent = Viestiäsi ei lähetetty
feedback-look = Katso merkityt kohdat ja lähetä viesti uudelleen.
feedback-often = Viestejä tuli liian monta lyhyessä ajassa. Odota muutama minuutti. Kirjoittamasi teksti on yhä tässä.
feedback-empty = Kirjoita, mikä ei toimi.
feedback-long = Tämä on liian pitkä.
feedback-no-email = Kirjoita osoite, esimerkiksi nimi@example.org, tai jätä kohta tyhjäksi.
feedback-else = Voit ottaa yhteyttä myös näin:

## Privacy

privacy-intro = Tällä sivulla kerrotaan, mitä tämä palvelu itse säilyttää sinusta, miksi ja kuinka kauan.
privacy-through = Lähteissä olevat tietosi, esimerkiksi osoitteesi tai lainasi, eivät koskaan kulje tämän palvelun kautta. Ne menevät lähteestä suoraan palvelulle, jolle olet antanut luvan.
privacy-who = Kuka vastaa tiedoista
privacy-controller = Rekisterinpitäjä on { $provider }. Se päättää, miksi ja miten tämä palvelu säilyttää tietoja sinusta, ja vastaa siitä.
privacy-basis = Miksi laki sallii tämän
privacy-kept = Mitä säilytämme
privacy-account = Tilisi
    .text = Nimesi, sähköpostiosoitteesi ja kielesi, jotta voit kirjautua ja voimme puhua kanssasi. Salasanastasi säilytetään vain arvo, josta sitä ei voi lukea. Nimi ja sähköpostiosoite on salattu.
privacy-identifiers = Tunnisteesi
    .text = Numerot, joista lähteet tuntevat sinut, esimerkiksi kirjastokortti. Ne on salattu omalla avaimellasi. Niillä etsitään tietojasi vain siellä, missä olet antanut luvan.
privacy-permissions = Päätöksesi
    .text = Jokainen pyyntö, jokainen lupa muutoksineen ja omat sääntösi. Niillä sinä ja me voimme osoittaa, mitä olet päättänyt.
privacy-uses = Tietojesi käyttö
    .text = Mikä palvelu pyysi, milloin ja mihin, ja millaisia tietoja sille näytettiin. Itse tietojen sisältöä siinä ei ole.
privacy-log = Julkinen loki
    .text = Jokaisesta merkinnästä numeroina oleva sormenjälki (”tiiviste”). Se osoittaa, ettei kukaan ole muuttanut merkintää jälkikäteen. Siitä ei voi lukea mitään sinusta.
privacy-requests = Pyynnöt, joihin et ole vastannut
    .text = Jotta voit päättää ja palvelu saa tietää, ettet ole vastannut.
privacy-sessions = Tieto siitä, että olet kirjautunut
    .text = Mistä asti ja mihin asti, jottei sinun tarvitse kirjautua joka sivulla.
privacy-news = Mitä sinulle kerrotaan
    .text = Ilmoitukset ja niitä koskevat valintasi: jotta saat tiedon siitä, mikä ei voi odottaa.
privacy-letters = Merkitsemäsi kirjeet
    .text = Kenelle kirjoitit, miksi ja mihin mennessä vastaus on annettava: jotta saat muistutuksen.
privacy-network = Laitteesi verkko-osoite
    .text = Sillä estetään salasanojen arvailu ja palvelun ruuhkauttaminen.
privacy-feedback = Mitä kirjoitat meille saavutettavuudesta
    .text = Tekstisi ja sähköpostiosoitteesi, jos annat sen, jotta voimme korjata vian ja vastata sinulle. Ne on salattu.
privacy-push = Laitteet, jotka näyttävät ilmoituksia
    .text = Osoite, josta selaimesi tavoitetaan, salauksessa tarvittavat avaimet ja se, millainen laite on. Lisäät jokaisen laitteen itse.
privacy-while-account = Säilytetään niin kauan kuin sinulla on tili.
privacy-until-removed = Säilytetään, kunnes poistat laitteen, kirjaudut sillä ulos tai suljet tilisi.
privacy-for-good = Säilytetään pysyvästi.
privacy-for = Säilytetään enintään: { $time }.
privacy-in-memory = Vain tietokoneen muistissa muutaman minuutin ajan; sitä ei kirjoiteta muistiin.
privacy-hours = { $hours ->
    [one] { $hours } tunti
   *[other] { $hours } tuntia
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minuutti
   *[other] { $minutes } minuuttia
}
privacy-logins = Jos kirjaudut toisen tarjoajan kautta ({ $logins }), saamme siltä tiedon siitä, kuka olet: nimesi, sähköpostiosoitteesi ja sen tarkistamat tunnisteet.
privacy-cookies = Evästeet
privacy-cookies-intro = Eväste on lyhyt teksti, jonka selaimesi säilyttää verkkosivustoa varten. Käytämme vain niitä, joita sivut tarvitsevat. Kukaan ei seuraa, mitä teet, eikä mitään haeta muilta yrityksiltä.
privacy-cookie-session = Kertoo, että olet kirjautunut.
privacy-cookie-language = Muistaa valitsemasi kielen.
privacy-cookie-form = Säilyttää lomakkeeseen kirjoittamasi, jos sinun on kirjauduttava uudelleen ennen lähettämistä.
privacy-cookie-login = Pitää yhdessä toisen tarjoajan kautta tehtävän kirjautumisen vaiheet.
privacy-cookie-device = Tunnistaa laitteen, joka näyttää ilmoituksia, jotta ne loppuvat, kun joku muu kirjautuu sillä.
privacy-recipients = Kuka saa jotakin
privacy-to-source = Lähde saa tunnisteen, josta se jo tuntee sinut, ja tiedon siitä, mitä se saa näyttää ja kenelle.
privacy-to-service = Palvelu saa tietää, mitä olet päättänyt. Se saa sinusta satunnaisen numeron, mutta ei koskaan tunnisteitasi meiltä.
privacy-to-push = Jos lisäät laitteen ilmoituksia varten, sen selaimen valmistaja välittää ne. Se saa tietää, että ilmoitus tulee ja milloin, mutta ei voi lukea sitä.
privacy-to-others = Kukaan muu ei saa mitään. Emme myy mitään, eikä täällä ole mainoksia.
privacy-rights = Oikeutesi
privacy-rights-intro = Kirjoita meille, jos haluat käyttää jotakin näistä oikeuksista. Se ei maksa mitään. Vastaamme kuukauden kuluessa.
privacy-right-access = Näe
    .text = Voit kysyä, mitä säilytämme sinusta, ja saada jäljennöksen.
privacy-right-correct = Oikaise
    .text = Voit pyytää korjaamaan sen, mikä on väärin.
privacy-right-erase = Poista
    .text = Voit pyytää poistamaan sen, mitä emme enää tarvitse.
privacy-right-limit = Rajoita
    .text = Voit pyytää, että vain säilytämme jotakin emmekä käytä sitä, kun sitä koskeva kysymys on auki.
privacy-right-take = Ota mukaasi
    .text = Voit saada meille antamasi tiedot muodossa, jota muut ohjelmat ymmärtävät.
privacy-right-object = Vastusta
    .text = Voit sanoa, ettet omasta syystäsi halua jotakin käyttöä.
privacy-right-withdraw = Peru
    .text = Voit perua jokaisen luvan milloin tahansa. Se, mitä ennen sitä tehtiin, pysyy laillisena.
privacy-automated = Tämä palvelu ei tee sinusta päätöksiä itse. Omia sääntöjäsi noudatetaan, kunnes muutat niitä.
privacy-complain = Jos et ole tyytyväinen
privacy-complain-text = Voit valittaa tietosuojaviranomaiselle. Voit myös mennä tuomioistuimeen.
privacy-authority = Viranomainen

## Status

status-all-good = Kaikki toimii
status-not-all = Kaikki ei toimi juuri nyt
    .text = Alla on merkitty, mikä ei toimi. Lupasi pysyvät ennallaan. Mitä ei voida tarkistaa, sitä ei näytetä kenellekään.
status-at = Tarkistettu:
status-last = Viimeksi:
status-good = Toimii
status-late = Ei vastaa
status-unknown = Ei vielä tiedossa
status-here = Tämä palvelu
    .text = Näet tämän sivun, joten palvelu toimii.
status-log = Julkinen loki
    .text = Se osoittaa, ettei mitään ole muutettu tai jätetty pois jälkikäteen.
status-groups = Luottamuslistat
    .text = Ne kertovat, mitkä operaattorit ja lähteet noudattavat yhteisiä sääntöjä. Haemme ne säännöllisesti.
status-no-groups = Tämä palvelu ei kuulu mihinkään luottamusryhmään.
status-sources = Lähteet
    .text = Vastasiko kukin lähde, kun viimeksi katsoimme.
status-json = Sama ohjelmille (JSON)

## Catalogue

catalogue-intro = Täältä näet, mitä tietoja lähteillä on, mitkä palvelut pyytävät tietoja ja mihin. Palvelulle ei näytetä mitään, ennen kuin annat luvan.
catalogue-kinds = Mitä näytetään
catalogue-sources = Lähteet ({ $count })
catalogue-uses = Palvelut ({ $count })
catalogue-uses-title = Mitä palvelut pyytävät
catalogue-no-uses = Mikään palvelu ei vielä pyydä tietoja täällä.
catalogue-asked = Mitä tietoja se pyytää
