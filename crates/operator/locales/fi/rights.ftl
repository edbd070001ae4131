## Rights

rights-title = Oikeutesi
rights-intro = Jokaisen, jolla on tietoja sinusta, on vastattava, kun käytät jotakin näistä oikeuksista. Se ei maksa mitään. Täältä saat kirjeen, jonka voit lähettää itse.
rights-letter = Kirjeesi: { $name }
rights-not-sent = Mitään ei ole lähetetty. Kopioi kirje, tulosta se tai lähetä se sähköpostilla. Jos merkitset tässä lähettäneesi sen, saat tiedon, kun vastauksen määräaika on lähellä.
rights-contact = Lähetä se tänne:
rights-no-contact = Emme tiedä tämän lähteen posti- tai sähköpostiosoitetta. Kysy täältä:
operator-sources = Kuka vastaa tiedoistasi
rights-mail = Avaa sähköpostiohjelmassani
rights-write = Kirjoita kirje
rights-nobody = Mikään lähde ei vielä tunne sinua, etkä ole antanut lupia. Siksi ei ole ketään, jolle kirjoittaa.
rights-to = Kenelle?
rights-right = Mitä haluat?
rights-what = Mistä on kyse? Esimerkiksi mikä tieto on väärin
rights-language = Kirjeen kieli
rights-make = Tee kirje
rights-all = Mitä oikeudet tarkoittavat
rights-deadline = Heidän on vastattava kuukauden kuluessa. Jos asia on hyvin monimutkainen, he voivat käyttää kaksi kuukautta lisää, ja siitä on kerrottava sinulle ensimmäisen kuukauden aikana.
rights-subject = Yleisen tietosuoja-asetuksen { $article } artiklan mukainen pyyntö
rights-dear = Vastaanottaja: { $name }
rights-ask-access = Pyydän teitä kertomaan, käsittelettekö minua koskevia tietoja, ja antamaan niistä jäljennöksen sekä tiedon käsittelyn tarkoituksista, vastaanottajista ja säilytysajasta.
rights-ask-correct = Pyydän teitä oikaisemaan minua koskevat virheelliset tiedot ja täydentämään puuttuvat.
rights-ask-delete = Pyydän teitä poistamaan minua koskevat tiedot.
rights-ask-restrict = Pyydän teitä rajoittamaan minua koskevien tietojen käsittelyä.
rights-ask-take = Pyydän teitä antamaan minua koskevat tiedot yleisesti käytetyssä, koneellisesti luettavassa muodossa.
rights-ask-object = Vastustan minua koskevien tietojen käsittelyä.
rights-ask-human = Pyydän, että ihminen käsittelee uudelleen minua koskevan automaattisen päätöksen.
rights-about = Asia koskee tätä: { $what }
rights-month = Pyydän vastausta kuukauden kuluessa, kuten asetuksen 12 artiklan 3 kohta edellyttää. Jos teidän on varmistettava henkilöllisyyteni, kertokaa, mitä tarvitsette.
rights-regards = Ystävällisin terveisin
rights-link = Oikeutesi ja miten niitä käytetään

## Letters that were sent

letters-title = Lähettämäsi kirjeet
letters-sent-on = Milloin lähetit sen?
    .text = Saat tiedon, kun vastauksen määräaika on lähellä ja kun vastaus on myöhässä.
letters-note = Merkitse lähetetyksi
letters-noted = Se on merkitty.
letters-changed = Se on tallennettu.
letters-removed = Merkintä on poistettu.
letters-restore = Kumoa
letters-wrong-day = Päivän on oltava tänään tai viimeisen vuoden aikana.
letters-wrong-many = Täällä on 100 kirjettä. Poista ensin yksi.
letters-waiting = Odottaa vastausta
letters-due-soon = Vastauksen määräaika on lähellä
letters-overdue = Vastaus on myöhässä
letters-answered = Vastattu
letters-extended = Kaksi kuukautta lisää
letters-sent = Lähetetty { $date }.
letters-due = Vastaus on annettava viimeistään { $date }.
letters-complain = Miten voit valittaa
letters-answer = Vastaus tuli
letters-unanswer = Se ei tullutkaan
letters-extend = He ottavat kaksi kuukautta lisää
letters-unextend = He eivät otakaan lisäaikaa
letters-remove = Poista merkintä

## Mandates

mandates-title = Kuka toimii puolestasi
mandates-nobody = Kukaan ei toimi puolestasi
    .text = Täällä päätät vain sinä. Toisen puolesta toimiminen, esimerkiksi vanhempana tai edunvalvojana, ei ole täällä vielä mahdollista.
mandates-today = Mitä voit tehdä nyt
    .text = Jos tarvitset jonkun toimimaan puolestasi tai toimit itse toisen puolesta, kysy palvelun ylläpitäjältä. Älä anna salasanaasi kenellekään.
