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
wrong-password = Salasana ei ole oikein.
wrong-short = Uusi salasana on liian lyhyt.
wrong-unconfirmed = Vahvista ensin, että se olet sinä.
wrong-young = Vahvistit tavalla, joka on lisätty alle 24 tuntia sitten. Vahvista vanhemmalla kirjautumistavalla.
wrong-other = Se ei enää sovi. Tilanne on nyt tämä.
