## Navigation

nav-rules = Reguły
nav-my-data = Moje dane
nav-settings = Ustawienia

## Activity of one source

activity-only = Tylko dane z tego źródła: { $source }
activity-all = Pokaż całą historię użycia

## My data

own-title = Moje dane
own-intro = Gdzie są dane o Państwu i co jest tam zapisane.
own-nowhere = Żadne źródło jeszcze Państwa nie zna
    .text = Gdy jakieś źródło rozpozna Państwa po jednym z identyfikatorów, będzie tu widać, co o Państwu przechowuje.
own-straight = Dane trafiają prosto ze źródła do Państwa przeglądarki. My ich nie widzimy. Każde obejrzenie jest zapisane w historii użycia.
own-without = Aby pokazać tu dane, przeglądarka potrzebuje JavaScriptu i bezpiecznego połączenia. Bez nich widać, co może być zapisane. Dane można też odczytać tym poleceniem:
own-show-all = Pokaż wszystko
own-progress = Sprawdzone zbiory danych
own-show = Pokaż, co jest zapisane
own-not-offered = To źródło nie pokazuje tu swoich danych. Prosimy zapytać samo źródło:
own-available = Co może być tu zapisane ({ $count })
own-not-shown = Aby to pokazać, musielibyśmy mieć większą pewność, kim Państwo są.
own-who = Kto i kiedy dostał dane z tego źródła: { $source }
own-busy = Pytamy źródło…
own-shown = To jest zapisane o Państwu:
own-nothing = Nic tu o Państwu nie zapisano.
own-again = Pokaż jeszcze raz
own-original = Pokaż tak, jak zapisuje to źródło
own-converted = Pokaż tak, jak jest to tutaj opisane
own-left-out = Źródło zapisało to w sposób, którego nie da się odczytać:
own-yes = tak
own-no = nie
own-none = nic nie zapisano
own-slow = Źródło nie odpowiada na czas. Prosimy spróbować później.
own-dead = Ze źródłem nie można się teraz połączyć. Prosimy spróbować później.
own-refused-here = Źródło nie chce teraz tego pokazać. Prosimy spróbować później.
own-often = Dane były oglądane bardzo często. Prosimy odczekać minutę i spróbować ponownie.
own-unreadable = Odpowiedzi źródła nie da się odczytać. Prosimy spróbować później.
own-login = Nie są już Państwo zalogowani. Prosimy odświeżyć stronę i zalogować się.
own-ours = Nie udało nam się zapytać źródła. To nasza wina. Prosimy spróbować później.
own-past = Pokaż, jak było wcześniej
own-past-from = Od { $time }
own-past-shown = Tak się to zmieniało, od najnowszych:
own-past-none = Źródło nie zachowało wcześniejszych danych.

## Changing my data

own-can-both = Mogą Państwo to tutaj sprostować i usunąć.
own-can-correct = Mogą Państwo to tutaj sprostować.
own-can-erase = Mogą Państwo to tutaj usunąć.
own-can-staff = Tu możesz poprosić o poprawienie lub usunięcie: zrobią to pracownicy źródła.
own-kept-by = Prawo nakazuje źródłu to przechowywać: { $law }.
own-letter-correct = Napisz list: sprostowanie danych
own-letter-erase = Napisz list: usunięcie danych
own-correct = Sprostuj
own-add = Dodaj
own-erase = Usuń
own-new-value = Nowa wartość: { $what }
own-per-line = Prosimy wpisać po jednej w wierszu.
own-correct-what = { $source } otrzyma ją prosto z Państwa przeglądarki i zmieni od razu. My jej nie widzimy.
own-save = Zapisz
own-cancel = Anuluj
own-telling = Przekazywanie do źródła…
own-corrected = Sprostowano: { $what }.
own-undo = Cofnij
own-undone = Jest znowu jak przedtem: { $what }.
own-same = Nic się nie zmieniło: wartość jest taka sama.
own-erased = Usunięto: { $what }.
own-erased-all = Usunięto wszystko: { $what }.
own-erase-ask = Usunąć „{ $what }”?
own-erase-lost = To zostanie utracone:
own-erase-final = { $source } usunie to na zawsze. Nikt nie może tego cofnąć. To, co inni już otrzymali, nie zostanie u nich usunięte.
own-staff-look = Pracownicy { $source } sprawdzą to i odpowiedzą w ciągu 30 dni. To, co wpiszesz, trafi z przeglądarki prosto do nich. My tego nie widzimy.
own-staff-erase = Pracownicy { $source } sprawdzą to i odpowiedzą w ciągu 30 dni. Do tego czasu nic nie zostanie usunięte.
own-staff-send = Wyślij do pracowników
own-staff-sent = Wysłano do pracowników { $source }: { $what }. Najpóźniej { $day } powiemy, co zrobili. Do tego czasu nic się nie zmieni.
own-asked-correct = Dnia { $day } poprosili Państwo, aby to zmienić na „{ $value }”. Pracownicy { $source } odpowiedzą najpóźniej { $until }.
own-asked-erase = Dnia { $day } poprosili Państwo, aby to usunąć. Pracownicy { $source } odpowiedzą najpóźniej { $until }.
own-asked-erase-all = Dnia { $day } poprosili Państwo, aby usunąć stąd wszystko. Pracownicy { $source } odpowiedzą najpóźniej { $until }.
own-asked-done = Zrobione: dnia { $decided } pracownicy { $source } zrobili to, o co prosili Państwo dnia { $day }.
own-asked-refused = Odmowa: dnia { $decided } pracownicy { $source } odmówili tego, o co prosili Państwo dnia { $day }: „{ $why }”
own-take-back = Wycofaj prośbę
own-taken-back = Wycofano prośbę: { $what }. Nic się nie zmieni.
own-asked-waits = Prośba o zmianę tych danych już czeka. Proszę poczekać na odpowiedź pracowników albo wycofać to, co czeka.
own-asked-over = To już nie czeka. Proszę zobaczyć, co odpowiedzieli pracownicy.
own-erase-all = Usuń wszystko
own-keep = Zachowaj
own-empty = Prosimy wpisać wartość. Aby ją usunąć, prosimy anulować i wybrać usunięcie.
own-invalid = To nie ma właściwej postaci. Prosimy sprawdzić.
own-not-theirs = Tego nie można tutaj zmienić. Prosimy napisać list do źródła: odnośniki są poniżej.
own-change-refused = Źródło nie przyjęło zmiany. Prosimy ją sprawdzić albo napisać list do źródła.
own-says = Źródło odpowiada:
own-unsure = Nie wiemy, czy źródło dokonało zmiany. Prosimy ponownie pokazać dane i sprawdzić.
own-untold = Źródło nie dokonało zmiany. Prosimy spróbować później.
own-add-record = Dodaj wpis
own-add-file = Dodaj z pliku
    .hint = Tabela (CSV) albo JSON, jeden wpis w wierszu. { $source } dostaje to wprost z Państwa przeglądarki. My tego nie widzimy.
own-add-table = Zapisz pustą tabelę do wypełnienia
own-add-title = Dodaj do „{ $what }”
own-add-send = Dodaj zawartość pliku
own-added-one = Wpis jest dodany.
own-added-many = Dodane wpisy: { $number }.
own-add-large = Plik jest za duży. Może mieć najwyżej 1 megabajt.
own-add-wrong = Proszę wybrać plik o nazwie kończącej się na .csv, .json albo .jsonl.
own-add-none = Proszę wypełnić co najmniej jedno pole.
own-entry = Wpis { $number }
own-entry-erase = Usuń ten wpis
own-entry-erased = Usunięto: { $what }.

## Rules

rules-title = Reguły
rules-intro = Reguła odpowiada na prośby za Państwa, tak jak Państwo chcą.
rules-new = Utwórz regułę
rules-none = Nie mają Państwo reguł
    .text = Pytamy o każdą prośbę. Dzięki regule można zawsze zgadzać się na pewne prośby albo zawsze odmawiać.
rules-saved = Reguła jest zapisana
rules-waits = Dotyczy nowych prośb. Prośba, od której Państwo zaczęli, nadal czeka na odpowiedź.
rules-waits-link = Odpowiedz na nią
rules-removed = Reguła jest usunięta
rules-again = Utwórz ją ponownie
rules-remove = Usuń tę regułę
rules-is-allow = Gdy o dane prosi { $who }, zgódź się bez pytania mnie
rules-is-allow-anyone = Gdy ktokolwiek prosi o dane, zgódź się bez pytania mnie
rules-is-ask = Gdy o dane prosi { $who }, zapytaj mnie
rules-is-ask-anyone = Gdy ktokolwiek prosi o dane, zapytaj mnie
rules-is-deny = Gdy o dane prosi { $who }, odmów
rules-is-deny-anyone = Gdy ktokolwiek prosi o dane, odmów
rules-for = Jeśli dane służą do tego: { $list }.
rules-for-any = Niezależnie od celu.
rules-doing = Jeśli z danymi robi się to: { $list }.
rules-about = Dotyczy tych danych: { $list }.
rules-about-any = Dotyczy wszystkich danych.
rules-ends = Ostatni dzień reguły: { $date }.
rules-window = Tylko w te dni i w tych godzinach: { $first }–{ $last }, { $opens }–{ $closes } ({ $zone }).
rules-only-if = Tylko jeśli to wszystko jest prawdą:
rules-not-if = Ale nie wtedy, gdy to wszystko jest prawdą:
rules-if-keep = Dane są przechowywane najwyżej { $time }
rules-if-within = Dane pozostają na tym obszarze: { $area }
rules-if-recipients = Dane nie są przekazywane nikomu innemu
rules-if-pseudonymised = Dane są używane bez Państwa nazwiska
rules-if-aggregated = Dane są używane tylko jako liczby o wielu osobach
rules-if-automated = Żadnej decyzji o Państwu nie podejmuje sam komputer
rules-area-eu = Unia Europejska
rules-area-eea = Europejski Obszar Gospodarczy
rules-group = członek grupy zaufania { $group }
rules-whole = { $dataset }, wszystko ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = poniedziałek
day-tuesday = wtorek
day-wednesday = środa
day-thursday = czwartek
day-friday = piątek
day-saturday = sobota
day-sunday = niedziela

## Making a rule

rules-new-title = Nowa reguła
rules-new-intro = Prosimy wybrać, czego dotyczy reguła. Przed zapisaniem widać, co by zrobiła.
rules-effect = Co ma się dziać?
rules-allow = Zawsze się zgadzaj
    .text = Usługa dostaje to, czego potrzebuje, i nic więcej. Powiadomimy o tym Państwa.
rules-ask = Zawsze mnie pytaj
    .text = Państwo decydują za każdym razem, nawet gdy inna reguła się zgadza.
rules-deny = Zawsze odmawiaj
    .text = Usługa nic nie dostaje. Powiadomimy o tym Państwa.
rules-party = Kto prosi?
rules-anyone = Ktokolwiek
rules-purposes = W jakim celu?
    .text = Nie trzeba nic wybierać, jeśli chodzi o każdy cel.
rules-purposes-all = Cele
rules-purposes-other = Inne cele
rules-data = Które dane?
    .text = Nie trzeba nic wybierać, jeśli chodzi o wszystkie dane. Reguła, która się zgadza, obejmuje dane wrażliwe tylko wtedy, gdy zostaną one wybrane.
rules-data-kinds = Rodzaje danych
rules-data-other-kinds = Inne rodzaje danych
rules-data-others = Inne dane
choices-search = Szukaj na tej liście
choices-found = Znaleziono: { $count }
choices-chosen = Wybrano: { $count }
rules-conditions = Warunki
    .text = Reguła, która się zgadza, działa tylko wtedy, gdy to wszystko jest prawdą. Inne reguły nie działają, gdy to wszystko jest prawdą.
rules-keep = Przez ile dni najwyżej dane są przechowywane
rules-within = Gdzie pozostają dane
rules-anywhere = Gdziekolwiek
rules-form = Jak dane są używane
rules-form-any = W dowolny sposób
rules-until = Ostatni dzień reguły
rules-look = Pokaż, co zrobiłaby reguła
rules-would = Co ta reguła zrobiłaby dzisiaj
rules-would-nothing = Nic z tego, co dziś wiadomo, by się nie zmieniło. Reguła dotyczy późniejszych prośb.
rules-would-allow = Jeśli poproszą, dostaną zgodę bez pytania Państwa ({ $count }):
rules-would-decline = Jeśli poproszą, dostaną odmowę ({ $count }):
rules-would-ask = Jeśli poproszą, zapytamy Państwa ({ $count }):
rules-would-end = Zgody, które by się skończyły, bo dała je reguła ({ $count }):
rules-would-keep-back = Zgody udzielone przez Państwa. Reguła zatrzymuje to, czego zabrania ({ $count }):
rules-not-yet = Nic jeszcze nie jest zapisane.
rules-save = Zapisz tę regułę
rules-leave = Nie zapisuj jej
rules-change = Zmiana reguły przed zapisaniem
rules-wrong-effect = Prosimy wybrać, co ma się dziać.
rules-wrong-keep = Prosimy wpisać liczbę dni, na przykład 30.
rules-wrong-until = Prosimy wybrać dzień, który jeszcze nie minął.
rules-wrong-many = Mają już Państwo tyle reguł, ile można mieć. Prosimy najpierw usunąć jedną.
rules-like = Takie prośby
    .text = Można utworzyć regułę. Przed zapisaniem widać, co by zrobiła.
rules-like-allow = Zawsze zgadzaj się na takie prośby
rules-like-deny = Zawsze odmawiaj na takie prośby

## Settings

settings-title = Ustawienia
settings-you = O Państwu
settings-name = Jak się do Państwa zwracamy
    .text = To imię widzą tylko Państwo. Usługi go nie widzą.
settings-name-wrong = Imię jest za długie. Może mieć 200 liter, wszystkie w jednym wierszu.
settings-save = Zapisz
settings-saved = Ustawienia są zapisane
settings-language = Język
    .text = Te strony mówią do Państwa w tym języku, gdziekolwiek się Państwo zalogują.
settings-account = Państwa konto
settings-login = Logowanie za pomocą
settings-zone = Czas podajemy dla
    .text = To czas w mieście, które prowadzi te strony.

## Own values on a request

values-title = Państwa własne dane
values-straight = Dane trafiają prosto ze źródła do Państwa przeglądarki. My ich nie widzimy. Obejrzenie o niczym nie rozstrzyga i zostaje zapisane w Państwa aktywności.
values-show = Pokaż moje dane
values-without = Co jest o Państwu przechowywane:
values-nowhere = To źródło nie może Państwa znaleźć na podstawie tego, co o Państwu wiemy, więc nie ma czego pokazać.
values-not-offered = To źródło nie pokazuje tutaj swoich danych. Proszę zapytać samo źródło.

## Rarely used conditions of a rule

rules-organisations = Organizacje
rules-kinds = Rodzaje organizacji
rules-groups = Grupy zaufania
rules-more = Więcej warunków
rules-processing = Co robi się z danymi?
    .text = Proszę nic nie wybierać, jeśli chodzi o wszystko, co się z nimi robi.
rules-hours = Dni i godziny
    .text = Reguła działa tylko wtedy, według dzisiejszego czasu tutaj. Proszę zostawić puste, jeśli działa zawsze.
rules-first-day = Pierwszy dzień
rules-last-day = Ostatni dzień
rules-any-day = Dowolny dzień
rules-opens = Od
rules-closes = Do
rules-wrong-hours = Proszę wpisać dwie godziny, wcześniejszą jako pierwszą.
