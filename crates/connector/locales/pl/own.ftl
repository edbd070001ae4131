own-add-unreadable = Nie można tego odczytać. Plik to tabela (CSV w UTF-8) albo JSON.
own-add-column = Nic tu nie nazywa się tak jak kolumna „{ $name }”. Proszę wziąć nazwy kolumn z pustej tabeli.
own-add-nothing = Nic w tym nie ma.
own-add-too-many = Naraz można dodać najwyżej { $count }.
own-add-record = Wpis numer { $number } nie pasuje. Nic nie dodano.
own-add-no-room = Jest miejsce na { $count } wpisów. Najpierw trzeba kilka usunąć.
own-add-full = Nie ma na to miejsca. Najpierw trzeba usunąć kilka wpisów.
