nav-identities = Kirjautuminen
identities-title = Kirjautuminen ja henkilöllisyys
identities-intro = Miten kirjaudut, missä olet kirjautuneena ja miten tietolähteet tuntevat sinut.

## Ways to log in

ways-title = Näin kirjaudut
way-password = Salasana
way-passkey = Pääsyavain
way-openid = Tunnistuspalvelu
way-low = Varmuus: matala
way-substantial = Varmuus: korotettu
way-high = Varmuus: korkea
way-since = Lisätty { $date }.
way-used = Käytetty viimeksi { $date }.
way-unused = Ei vielä käytetty.
way-remove = Poista: { $name }
    .ask = Poistetaanko { $name }?
    .text = Sillä ei enää pääse tilillesi. Jos haluat sen takaisin, se on lisättävä uudelleen.
way-only = Tämä on ainoa tapasi kirjautua. Lisää toinen tapa, ennen kuin poistat tämän.
confirm-title = Vahvista, että se olet sinä
confirm-text = Vahvista ennen kuin muutat kirjautumistapojasi. Vahvistus on voimassa viisi minuuttia.
confirm-password = Vahvista salasanalla
confirm-passkey = Vahvista pääsyavaimella
confirm-again = Kirjaudu ulos ja uudelleen sisään. Sen jälkeen sinulla on viisi minuuttia.
passkey-title = Lisää pääsyavain
passkey-text = Pääsyavain pysyy laitteessasi. Avaat sen samalla tavalla kuin laitteen, eikä mikään väärä sivu pääse siihen käsiksi.
passkey-name = Pääsyavaimen nimi
passkey-name-hint = Esimerkiksi: oma puhelin
passkey-add = Lisää pääsyavain
passkey-off = Pääsyavaimet eivät ole käytössä, koska tämä palvelu toimii numero-osoitteessa eikä nimellä.
passkey-cancelled = Mitään ei muutettu. Voit yrittää uudelleen.
passkey-failed = Se ei onnistunut. Yritä uudelleen.
passkey-ended = Et ole enää kirjautuneena. Kirjaudu uudelleen toisessa välilehdessä ja palaa tähän. Kirjoittamasi teksti säilyy.
passkey-login = Kirjaudu pääsyavaimella
link-title = Yhdistä toinen kirjautuminen
link-add = Yhdistä { $provider }
password-title = Vaihda salasana
password-old = Nykyinen salasana
password-new = Uusi salasana
password-hint = Vähintään 8 merkkiä. Sinut kirjataan ulos kaikkialta muualta.
password-save = Vaihda salasana

login-address-title = Sähköpostiosoite, jolla kirjaudut
login-address-none = Sinulla ei ole täällä sähköpostiosoitetta.
login-address-off = Osoitetta ei voi vaihtaa, koska tämä palvelu ei lähetä sähköposteja.
login-address-confirm = Vahvista ensin, että se olet sinä. Sitten voit vaihtaa osoitteen.
login-address-new = Uusi sähköpostiosoite
login-address-hint = Lähetämme siihen linkin. Mikään ei muutu, ennen kuin avaat linkin.
login-address-ask = Lähetä linkki
login-waiting = Ei vielä vahvistettu: { $address }
    .text = Avaa sähköpostissa oleva linkki viimeistään { $until }. Katso myös roskapostista.
login-waiting-cancel = Pidä nykyinen osoite
login-confirm-title = Vahvista uusi sähköpostiosoitteesi
login-confirm-text = Tästä lähtien kirjaudut tällä osoitteella:
login-confirm-ends = Sinut kirjataan ulos kaikkialta muualta. Vanhaan osoitteeseen lähtee tieto, ja sieltä muutoksen voi perua seitsemän päivän ajan.
login-confirm-button = Kirjaudu tällä osoitteella
login-confirm-not = Älä muuta mitään
login-undo-title = Peru sähköpostiosoitteen vaihto
login-undo-text = Joku vaihtoi osoitteen, jolla tilillesi kirjaudutaan. Jos se et ollut sinä, peru vaihto:
login-undo-login = Vanha osoite ja vanha salasana ovat taas voimassa.
login-undo-sessions = Kaikki kirjataan ulos.
login-undo-ways = Sen jälkeen lisätyt pääsyavaimet, muut kirjautumiset ja sovellukset poistetaan.
login-undo-button = Peru vaihto
login-undone = Vaihto on peruttu
    .text = Kirjaudu vanhalla osoitteellasi ja vaihda salasana heti.
    .link = Kirjaudu
login-mail-confirm = Vahvista sähköpostiosoitteesi
    .text = Joku haluaa kirjautua tällä sähköpostiosoitteella täällä: { $operator }. Jos se olet sinä, avaa linkki vuorokauden kuluessa. Jos se et ole sinä, älä tee mitään.
    .link = Vahvista osoite
login-mail-taken = Joku haluaa kirjautua tällä sähköpostiosoitteella täällä: { $operator }. Sillä on jo tili. Jos se olet sinä, kirjaudu sillä. Jos se et ole sinä, älä tee mitään.
login-mail-changed = Sähköpostiosoite, jolla kirjaudut, vaihdettiin
    .text = Tilillesi kirjaudutaan nyt toisella sähköpostiosoitteella eikä enää tällä: { $operator }. Jos se et ollut sinä, avaa linkki viimeistään { $date }.
    .link = Peru vaihto

## Sessions

sessions-title = Missä olet kirjautuneena
session-device = { $program }, { $system }
session-unknown = Tuntematon laite
session-this = Tämä laite
session-text = Alkaen { $since }. Käytetty viimeksi { $used }. Paikka ei ole tiedossa.
session-end = Kirjaa ulos: { $device }
sessions-end = Kirjaa ulos kaikkialta muualta

## Keychain

keys-title = Miten tietolähteet tuntevat sinut
keys-none = Mikään tietolähde ei vielä tunne sinua.
key-ssn = Henkilötunnus
key-passport = Passi
key-library = Kirjastokortti
key-email = Sähköpostiosoite
key-verified = Vahvistaja: { $who }, { $date }.
key-desk = tämä palvelu
choice-title = Valitse, mitä muut näkevät
choice-text = Sinulla on useita samanlaisia. Valitse, minkä niistä palvelu tai tietolähde näkee.
choice-who = Kuka sen näkee
choice-which = Mitä hän näkee
choice-automatic = Parhaiten vahvistettu
choice-save = Tallenna valinta
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Vahvistettu. Sinulla on viisi minuuttia.
done-removed = Se on poistettu.
done-password = Salasana on vaihdettu.
done-ended = Sinut on kirjattu ulos sieltä.
done-chosen = Valinta on tallennettu.
done-login-asked = Linkki on matkalla uuteen osoitteeseen.
done-login-cancelled = Osoitteesi pysyy ennallaan.
done-login = Tästä lähtien kirjaudut uudella osoitteella.
wrong-password = Salasana ei ole oikein.
wrong-short = Uusi salasana on liian lyhyt.
wrong-unconfirmed = Vahvista ensin, että se olet sinä.
wrong-login = Tämä ei ole sähköpostiosoite, tai se on jo osoitteesi.
wrong-young = Vahvistit tavalla, joka on lisätty alle 24 tuntia sitten. Vahvista vanhemmalla kirjautumistavalla.
wrong-other = Se ei enää sovi. Tilanne on nyt tämä.
