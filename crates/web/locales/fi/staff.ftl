## Logging in

staff-login = Henkilöstön kirjautuminen
    .text = Organisaatiossa työskenteleville. Tarvitset salasanasi ja sovelluksen, joka näyttää koodisi.
staff-not-logged-in = Kirjautuminen ei onnistunut
staff-address = Sähköpostiosoite
staff-password = Salasana
staff-code = Koodi
    .hint = Kuusi numeroa, jotka sovelluksesi näyttää nyt, tai yksi varakoodeistasi.
staff-log-in = Kirjaudu
staff-lost = Jos olet hukannut salasanan, sovelluksen ja varakoodit, pyydä uusi linkki organisaatiosi pääkäyttäjältä.
staff-wrong-login = Sähköpostiosoite, salasana tai koodi on väärin. Jokainen koodi toimii kerran. Odota viiden väärän koodin jälkeen viisi minuuttia.
staff-wrong-often = Liian monta yritystä. Odota minuutti ja yritä uudelleen.

## Coming by a link

staff-invitation = Näin pääset sisään
    .text = Tervetuloa, { $name }. Valitse salasana ja yhdistä sovellus, joka näyttää koodeja. Tarvitset molempia aina, kun kirjaudut.
staff-choose-password = 1. Valitse salasana
staff-your-address = Kirjaudut tällä osoitteella:
staff-new-password = Uusi salasana
    .hint = Vähintään { $count } merkkiä. Lause on helppo muistaa ja vaikea arvata.
staff-app = 2. Yhdistä sovellus
    .text = Mikä tahansa kirjautumiskoodeja näyttävä sovellus käy. Lue tämä kuva sillä.
    .picture = QR-koodi sovellukselle. Alla oleva avain kertoo saman.
    .key = Tai kirjoita sovellukseen tämä avain:
staff-first-code = Koodi, jonka sovellus näyttää
    .hint = Kuusi numeroa. Ne vaihtuvat 30 sekunnin välein.
staff-come = Tallenna ja kirjaudu
staff-not-done = Se ei onnistunut
staff-wrong-code = Koodi on väärin tai se on jo käytetty. Odota seuraavaa.
staff-wrong-password = Nykyinen salasanasi on väärin.
staff-wrong-new-password = Uusi salasana on liian lyhyt tai liian pitkä. Siinä on oltava vähintään 8 merkkiä.

## Recovery codes

staff-codes = Varakoodit
    .left = { $count ->
        [one] Sinulla on { $count } varakoodi jäljellä.
       *[other] Sinulla on { $count } varakoodia jäljellä.
    }
    .button = Tee uudet varakoodit
staff-codes-made = Säilytä nämä koodit turvallisessa paikassa
    .text = Näet ne vain nyt. Kullakin voit kirjautua kerran, kun sovellus ei ole käytettävissä. Aiemmat varakoodit eivät enää toimi.
staff-codes-kept = Olen tallettanut ne

## Staff

staff-members = Henkilöstö
    .text = Ketkä voivat kirjautua organisaatiosi puolesta ja mitä he saavat tehdä.
staff-you = sinä
staff-state-active = Voi kirjautua
staff-state-invited = Kutsuttu
staff-state-left = Lähtenyt
staff-seen = Kirjautui viimeksi: { $at }
staff-never-seen = Ei ole vielä kirjautunut
staff-change = Muuta: { $name }
staff-roles = Roolit
staff-save-roles = Tallenna roolit
staff-role-administrator = Pääkäyttäjä
    .hint = Päästää henkilöstön sisään ja ulos ja vaihtaa avaimet. Ei näe, kuka on saanut tietoja.
staff-role-data-steward = Tietovastaava
    .hint = Kuvaa, mitä organisaatio tarjoaa, ja tekee sen, mitä ihmiset pyytävät.
staff-role-data-protection-officer = Tietosuojavastaava
    .hint = Näkee, kuka on saanut tietoja ja mitä henkilöstö on tehnyt, ja käsittelee ihmisten pyyntöjä.
staff-role-auditor = Tarkastaja
    .hint = Näkee kaiken eikä muuta mitään.
staff-new-link = Uusi linkki
    .text = Sille, joka on hukannut salasanan tai sovelluksen tai jonka linkki on liian vanha. Nykyinen kirjautumistapa lakkaa toimimasta.
    .button = Tee uusi linkki
staff-remove = Poista { $name }
    .text = Hän ei voi enää kirjautua. Merkinnät hänen teoistaan säilyvät.
    .button = Poista
staff-invite = Kutsu joku
    .text = Saat linkin. Anna se henkilölle itse, ettei kukaan muu käytä sitä.
    .button = Kutsu
staff-name = Nimi
staff-language = Kieli
staff-link = Linkki: { $name }
    .text = Näet tämän linkin vain nyt. Se toimii kerran, { $until } asti.
staff-done-roles = Roolit on tallennettu.
staff-done-removed = Poistettu.
staff-done-password = Salasana on vaihdettu. Sinut on kirjattu ulos kaikkialta muualta.
staff-wrong-address = Tämä ei ole sähköpostiosoite.
staff-wrong-taken = Tällä sähköpostiosoitteella on jo joku.
staff-wrong-name = Nimessä on 1–100 merkkiä yhdellä rivillä.
staff-wrong-roles = Valitse vähintään yksi rooli.
staff-wrong-last = Tämä on ainoa pääkäyttäjä. Tee ensin jostakusta toisesta pääkäyttäjä.
staff-wrong-changed = Joku muutti tätä sillä välin. Näin asia on nyt.

## One's own account

staff-account = Oma tili
staff-change-password = Vaihda salasana
    .hint = Vähintään 8 merkkiä. Sinut kirjataan ulos kaikkialta muualta.
    .button = Vaihda salasana
staff-old-password = Nykyinen salasana

## What staff did

staff-trail = Henkilöstön loki
    .text = Kaikki, mitä henkilöstö on täällä tehnyt. Merkintöjä ei voi muuttaa eikä poistaa.
    .caption = Henkilöstön teot, uusin ensin
    .none = Mitään ei ole vielä tehty.
    .when = Milloin
    .who = Kuka
    .what = Mitä
    .about = Mistä
staff-administration = Tämän palvelun ylläpito
act-invited = Kutsui jonkun
act-came = Tuli linkillä
act-logged-in = Kirjautui
act-logged-in-by-recovery = Kirjautui varakoodilla
act-login-refused = Kirjautuminen torjuttiin
act-logged-out = Kirjautui ulos
act-roles-changed = Muutti rooleja
act-link-renewed = Teki uuden linkin
act-removed = Poisti jonkun
act-password-changed = Vaihtoi salasanan
act-codes-renewed = Teki uudet varakoodit
