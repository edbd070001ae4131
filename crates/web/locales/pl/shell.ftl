## Around every page

shell-skip = Przejdź do treści
shell-navigation = Menu główne
shell-menu = Menu
shell-menu-new = Menu (nowe: { $count })
shell-log-out = Wyloguj
shell-language = Język
shell-language-choose = Wybór języka
shell-language-change = Zmień język
shell-developers = Dla programistów
shell-start = Do strony głównej
shell-about = O usłudze
shell-privacy = Prywatność
shell-accessibility = Dostępność
shell-status = Stan usługi
shell-catalogue = Katalog
shell-footer = O tej stronie

## Components

field-optional = (nieobowiązkowe)
pages = Strony
pages-newest = Najnowsze
pages-older = Starsze
dialog-close = Zamknij

## How long

duration-days = { $days ->
    [one] { $days } dzień
    [few] { $days } dni
    [many] { $days } dni
   *[other] { $days } dnia
}
duration-years = { $years ->
    [one] { $years } rok
    [few] { $years } lata
    [many] { $years } lat
   *[other] { $years } roku
}

## When something goes wrong

problem-missing = Tej strony tu nie ma
    .text = Adres może być błędny albo strona została usunięta. Widzą Państwo tylko to, co do Państwa należy.
problem-forbidden = To jest niedozwolone
    .text = Nie mogą Państwo tego zobaczyć ani zrobić. Jeśli przyszli Państwo z innej strony internetowej, prosimy przejść do strony głównej i spróbować stamtąd.
problem-login = Prosimy się zalogować
    .text = Nie są Państwo zalogowani albo nastąpiło wylogowanie, bo długo nic się nie działo.
problem-closed = To się w międzyczasie zmieniło
    .text = Ktoś inny był szybszy albo Państwo sami w innym oknie. Prosimy wrócić, odświeżyć stronę i zobaczyć, jak jest teraz.
problem-often = Za dużo prób
    .text = Prosimy odczekać minutę i spróbować ponownie.
problem-input = Nie udało się tego zrozumieć
    .text = Coś w przesłanych danych się nie zgadza. Prosimy wrócić i sprawdzić, co zostało wpisane.
problem-unavailable = W tej chwili nie możemy odpowiedzieć
    .text = To nasza wina, nie Państwa. Prosimy spróbować za kilka minut.
problem-internal = Coś się u nas nie udało
    .text = To nasza wina, nie Państwa. Nic z Państwa danych się nie zmieniło. Prosimy spróbować później.
problem-name = Nazwa problemu
problem-request = Numer tego zapytania, gdy potrzebna jest pomoc
