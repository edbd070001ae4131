own-add-unreadable = Det går inte att läsa. En fil är en tabell (CSV i UTF-8) eller JSON.
own-add-column = Här finns inget som heter som kolumnen ”{ $name }”. Ta kolumnernas namn från den tomma tabellen.
own-add-nothing = Den innehåller ingenting.
own-add-too-many = Lägg till högst { $count } åt gången.
own-add-record = Uppgift nummer { $number } passar inte. Inget lades till.
own-add-no-room = Det finns plats för { $count } uppgifter. Ta först bort några.
own-add-full = Det finns inte plats för detta. Ta först bort några uppgifter.
