own-add-unreadable = Tätä ei voi lukea. Tiedosto on taulukko (CSV, UTF-8) tai JSON.
own-add-column = Täällä ei ole mitään nimeltä ”{ $name }”. Ota sarakkeiden nimet tyhjästä taulukosta.
own-add-nothing = Siinä ei ole mitään.
own-add-too-many = Lisää enintään { $count } kerralla.
own-add-record = Merkintä numero { $number } ei kelpaa. Mitään ei lisätty.
own-add-no-room = Tilaa on { $count } merkinnälle. Poista ensin joitakin.
own-add-full = Tälle ei ole tilaa. Poista ensin joitakin merkintöjä.
