own-add-unreadable = Dit is niet leesbaar. Een bestand is een tabel (CSV in UTF-8) of JSON.
own-add-column = Niets heet hier zoals de kolom ‘{ $name }’. Neem de kolomnamen uit de lege tabel.
own-add-nothing = Er staat niets in.
own-add-too-many = Voeg er hoogstens { $count } tegelijk toe.
own-add-record = Item nummer { $number } past niet. Er is niets toegevoegd.
own-add-no-room = Er is plaats voor { $count } items. Verwijder er eerst een paar.
own-add-full = Hiervoor is geen plaats. Verwijder eerst een paar items.
