## Navigation

nav-notifications = Ilmoitukset
nav-notifications-new = Ilmoitukset ({ $count } uutta)

## The page

news-title = Ilmoitukset
news-none = Ei vielä kerrottavaa
    .text = Kun palvelu pyytää tietojasi tai tapahtuu jotain poikkeavaa, luet siitä täältä.
news-unread = Uudet
news-read = Luetut
news-look = Katso
news-mark = Merkitse luetuksi
news-mark-all = Merkitse kaikki luetuiksi
news-choose = Valitse, mistä sinulle kerrotaan

## What has happened

news-new-request = ”{ $service }” pyytää tietojasi ja odottaa päätöstäsi.
news-request-granted = ”{ $service }” pyysi tietojasi, ja vastasit kyllä.
news-request-declined = ”{ $service }” pyysi tietojasi, ja vastasit ei.
news-request-ended = ”{ $service }” pyysi tietojasi. Pyyntö on päättynyt ilman vastausta.
news-granted-by-rule = Jokin säännöistäsi on vastannut puolestasi kyllä: ”{ $service }”.
news-ends-soon = Lupa palvelulle ”{ $service }” päättyy { $date }.
news-first-use = ”{ $service }” on käyttänyt lupaasi ensimmäisen kerran. Tiedot tulivat täältä: { $source }.
news-other-country = ”{ $service }” on saanut tietojasi. Sen organisaatio on maassa, johon tietojasi ei ole mennyt aiemmin: { $country }.
news-unusual-rate = ”{ $service }” on katsonut tietojasi yhden päivän aikana { $times } kertaa niin usein kuin tavallisesti. Tiedot tulivat täältä: { $source }.
news-answer-due = Vastaus tietojasi koskevaan kirjeeseen on annettava viimeistään { $date }: { $who }.
news-answer-overdue = Vastaus tietojasi koskevaan kirjeeseen oli annettava viimeistään { $date } ja on myöhässä: { $who }. Jos vastausta ei ole tullut, voit valittaa.
news-new-device = Tilillesi kirjauduttiin laitteella tai ohjelmalla, jota ei ole käytetty aiemmin. Jos se et ollut sinä, vaihda salasanasi ja päätä muut istunnot.
news-passkey-added = Tilillesi lisättiin pääsyavain. Se, jolla se on, voi kirjautua sisään.
news-password-changed = Tilisi salasana vaihdettiin.
news-login-changed = Sähköpostiosoite, jolla kirjaudut, vaihdettiin.
news-app-connected = Sovellus ”{ $app }” päästettiin tilillesi.
news-linked = Sinut on nyt yhdistetty lähteeseen: { $source }. Jos se et ollut sinä, lopeta yhteys.
news-link-ends = Yhteys lähteeseen { $source } päättyy { $date }. Yhdistä itsesi uudelleen sitä ennen, jos haluat jatkaa.
news-link-ended = { $source } on lopettanut yhteyden kanssasi. Sille ei kerrota sinusta enää mitään, ennen kuin yhdistät itsesi uudelleen.
news-not-linked = Sinua ei ole yhdistetty lähteeseen { $source }: yhteyttä ei vahvistettu palvelupisteessä.
news-link-refused = Lähteen { $source } palvelupiste on evännyt yhdistämisen. Syy näkyy sivulla Yhteydet.
news-link-refused-why = Lähteen { $source } palvelupiste on evännyt yhdistämisen: ”{ $why }”
news-change-done = Lähteen { $source } henkilöstö on tehnyt pyytämäsi muutoksen.
news-change-refused = Lähteen { $source } henkilöstö on evännyt pyytämäsi muutoksen. Syy näkyy tapahtumissasi.
news-test = Tämä on kokeilu: ilmoitukset tavoittavat sinut tätä kautta.

## Kinds

kind-new-request = Palvelu pyytää tietojasi
kind-granted-by-rule = Sääntösi on vastannut kyllä
kind-ends-soon = Lupa päättyy 14 päivän kuluttua
kind-first-use = Lupaa käytetään ensimmäisen kerran
kind-other-country = Tietoja menee maahan, johon niitä ei ole aiemmin mennyt
kind-unusual-rate = Palvelu katsoo kymmenen kertaa niin usein kuin tavallisesti
kind-answer-due = Vastaus kirjeeseesi on annettava kolmen päivän kuluessa
kind-answer-overdue = Vastaus kirjeeseesi on myöhässä
kind-new-device = Joku kirjautuu uudella laitteella
kind-passkey-added = Pääsyavain lisätään
kind-password-changed = Salasana vaihdetaan
kind-login-changed = Kirjautumisen sähköpostiosoite vaihdetaan
kind-app-connected = Sovellus päästetään sisään
kind-linked = Sinut on yhdistetty lähteeseen
kind-link-ends = Yhteys lähteeseen päättyy 14 päivän kuluttua
kind-link-ended = Lähde on lopettanut yhteyden tai ei vahvistanut sitä palvelupisteessään
kind-change-answered = Lähteen henkilöstö vastaa pyytämääsi muutokseen
kind-test = Kokeilu

## Choices

choices-title = Ilmoitukset
choices-intro = Valitse, mistä sinulle kerrotaan ja miten.
choices-caption = Mistä sinulle kerrotaan ja miten
choices-what = Mistä
choices-always = Aina
    .text = ”Aina” ei ole kytkettävissä pois: laki vaatii, että tilisi pidetään turvassa (tietosuoja-asetuksen 32 artikla), eikä sisään päässyt saa voida salata sitä sinulta.
way-page = Tällä sivustolla
way-email = Sähköpostilla
way-push = Laitteillasi
choices-pace = Milloin sähköpostit tulevat
pace-at-once = Heti
pace-daily = Kerran päivässä, kaikki yhdessä
pace-never = Ei koskaan, paitsi mikä on aina päällä
choices-address = Sähköpostit menevät osoitteeseen { $address }.
choices-no-address = Tililläsi ei ole sähköpostiosoitetta, joten sinulle ei lähetetä sähköpostia.
choices-test = Lähetä kokeilu
choices-tested = Kokeilu on matkalla sinulle.

## Devices

devices-title = Ilmoitukset laitteillasi
devices-intro = Selaimesi voi näyttää ilmoituksia myös silloin, kun tämä sivusto on suljettu. Niissä sanotaan vain, millaisesta asiasta on kyse, ei koskaan nimiä eikä tietojasi.
devices-way = Ne kulkevat salattuina selaimesi valmistajan välityspalvelun kautta. Se saa tietää, että ilmoitus tulee ja milloin, mutta ei voi lukea sitä.
devices-needs = Laitteen lisäämiseen tarvitaan JavaScript ja selain, joka voi näyttää ilmoituksia. Yksityiset ikkunat eivät useinkaan voi. Lisää tämä sivusto iPhonessa tai iPadissa ensin Koti-valikkoon ja avaa se sieltä.
devices-ask = Kun painat painiketta, selaimesi kysyy, saako tämä sivusto näyttää ilmoituksia. Sen jälkeen jokainen, joka näkee tämän laitteen näytön, voi lukea ne.
devices-add = Myös tällä laitteella
devices-since = Lisätty { $date }
devices-used = Viimeisin ilmoitus { $date }
devices-unused = Ei vielä ilmoituksia
devices-through = Välittäjä: { $service }
devices-remove = Poista: { $device }
devices-added = Ilmoitukset näkyvät nyt tällä laitteella.
devices-removed = Ilmoitukset eivät enää näy sillä laitteella.
devices-denied = Selaimesi ei salli tämän sivuston näyttää ilmoituksia. Voit muuttaa sen selaimesi asetuksista.
devices-failed = Se ei onnistunut. Selaimesi välityspalvelu ei ehkä ole tavoitettavissa. Yritä myöhemmin uudelleen.
devices-many = Olet lisännyt niin monta laitetta kuin voi. Poista ensin yksi.

## E-mails

mail-several = { $count } ilmoitusta
mail-why = Saat tämän, koska sinulla on tili täällä: { $operator }. Valitse, mistä sinulle kerrotaan: { $url }
mail-why-always = Saat tämän, koska se koskee tilisi turvallisuutta täällä: { $operator }. Lisää ilmoituksista: { $url }
mail-stop = Ei enää näitä sähköposteja
unsubscribe-title = Ilmoitusten sähköpostit
unsubscribe-text = Tilisi turvallisuutta koskevat asiat tulevat edelleen sähköpostilla. Kirjauduttuasi voit valita uudelleen asetuksissa.
unsubscribe-button = Älkää lähettäkö näitä sähköposteja enää
unsubscribe-done = Näitä sähköposteja ei enää lähetetä sinulle.
closed-mail = Tilisi on suljettu
    .text = Tilisi täällä on suljettu, ja sinusta tallennetut tiedot on poistettu: { $operator }. Jos se et ollut sinä, kerro tämän palvelun ylläpitäjille.

## E-mails of a demo

mails-title = Tämän esittelyn sähköpostit ja tekstiviestit
mails-intro = Täällä sähköpostit ja tekstiviestit eivät mene kenellekään: ne säilytetään kansiossa, ja kaikki voivat lukea ne.
mails-none = Ei vielä sähköposteja
mails-to = Vastaanottaja: { $address }
mails-all = Kaikki sähköpostit
