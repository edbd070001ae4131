## Start

source-home = Początek
    .text = Jak działa źródło przy tym konektorze ({ $name }) i co wymaga uwagi.
source-health = System źródła
source-of-kind = System rodzaju { $kind }
source-works = Działa
source-fails-now-and-then = Czasem zawodzi
source-left-alone = Nie odpowiada
source-answered = Ostatnia odpowiedź: { $at }
source-usual = Odpowiedź trwa zwykle { $ms } ms.
source-not-asked = Bez zapytań od uruchomienia.
source-failed = Ostatni błąd: { $at }. { $why }
source-copies = Nieosiągalne; używane są ostatnie kopie
source-files-missing = Nie wszystkich plików można użyć
source-looked = Ostatnio sprawdzono: { $at }
source-untrusting = Nie można odpowiedzieć na żadne żądanie, bo brakuje listy zaufanych operatorów albo jest za stara
source-findings = Ustalenia
    .none = Źródło nie wysyła niczego, czego nie zna jego opis.
    .text = Czego nie opisano, tego się nie udostępnia: prosimy to opisać albo zmienić to, co wysyła źródło.
finding-unknown = { $route }: źródło wysyła „{ $name }”, czego nie ma w opisie.
finding-gone = { $route }: „{ $name }” jest w opisie, ale źródło już tego nie ma.
finding-lost-subscription = { $route }: broker źródła utracił subskrypcję łącznika na „{ $name }”. Łącznik zakłada ją ponownie i informuje usługi o tym, co się w międzyczasie zmieniło.
finding-malformed = { $route }: „{ $name }” ma rekordy, których nie można użyć.
finding-other-type = { $route }: „{ $name }” zawiera coś innego, niż mówi opis.
finding-deviation = { $route }: wartość „{ $name }” nie jest zgodna z modelem danych.
source-brokers = Brokery miasta
    .text = Kto szuka tam danych, znajdzie to źródło.
broker-registered = Zarejestrowane
broker-not-registered = Niezarejestrowane
broker-not-yet = Jeszcze nie pytano
broker-confirmed = Ostatnio potwierdzone: { $at }
broker-down = Z brokerem nie udało się połączyć.
broker-slow = Broker odpowiadał zbyt długo.
broker-login = Broker nie przyjmuje logowania konektora.
broker-status = Broker odpowiedział statusem { $status }.
finding-seen = Widziano po raz pierwszy: { $first }, ostatnio: { $last }
cause-described = Opisano jako: { $kind }
cause-records = Rekordy nieczytelne, zbyt długie lub bez osoby: { $count }. Pierwsze to { $first }.
cause-encoding = Nie w kodowaniu { $encoding }: { $count }. Podaj kodowanie pliku.
cause-model = Naruszono regułę „{ $keyword }” modelu danych.
cause-not-text = To nie jest tekst.
cause-not-a-number = To nie jest liczba.
cause-not-a-date = To nie jest data w podanej postaci.
cause-not-true-or-false = To nie jest ani tak, ani nie.
cause-unknown-code = Kodu nie ma na liście.
cause-no-such-part = Jest za mało części.
cause-not-a-list = To nie jest lista.
cause-not-an-object = To nie jest obiekt.

## Why a request came to nothing

outcome-source-unreachable = Źródło było nieosiągalne
outcome-source-timeout = Źródło odpowiadało zbyt długo
outcome-source-busy = Zbyt wiele żądań naraz
outcome-source-error = Źródło zgłosiło błąd
outcome-source-bad-answer = Nie można było odczytać odpowiedzi źródła
outcome-source-too-large = Odpowiedź źródła była zbyt duża
outcome-person-unknown-at-source = Źródło nie zna tej osoby
outcome-pod-not-shared = Pod tej osoby nie jest udostępniony konektorowi
outcome-permission-not-active = Zgoda nie obowiązuje
outcome-attributes-not-permitted = Te dane nie są dozwolone
outcome-purpose-not-permitted = Ten cel nie jest dozwolony
outcome-agreement-missing = Nie ma umowy o udostępnianiu danych
outcome-lease-expired = Ostatnia odpowiedź operatora jest za stara
outcome-ticket-expired = Bilet wygasł
outcome-ticket-replayed = Bilet został już użyty
outcome-ticket-unknown-issuer = Operatorowi biletu tutaj się nie ufa
outcome-ticket-bad-signature = Podpis biletu jest nieprawidłowy
outcome-ticket-wrong-audience = Bilet jest dla innego adresu
outcome-proof-invalid = Nie udowodniono, czyj jest bilet
outcome-operator-unreachable = Z operatorem nie udało się połączyć
outcome-operator-timeout = Operator odpowiadał zbyt długo
outcome-operator-bad-answer = Odpowiedzi operatora nie można użyć
outcome-change-refused = Źródło odmówiło zmiany
outcome-change-not-offered = Tego nie można tutaj zmienić
outcome-trust-list-expired = Lista zaufanych operatorów wygasła
outcome-trust-list-unavailable = Nie ma ważnej listy zaufanych operatorów
outcome-trust-list-timeout = Rejestr odpowiadał zbyt długo
outcome-trust-list-rolled-back = Lista zaufanych operatorów jest starsza niż widziana wcześniej

## What is due

source-late = Zadania w skrzynce są spóźnione: { $count }
source-soon = Zadania w skrzynce z terminem do tygodnia: { $count }

## What is offered

offer-title = Zbiory danych
    .text = Co źródło udostępnia, kto z tego korzysta i co o tym czytają ludzie.
offer-none = Nic jeszcze nie jest udostępniane.
offer-row = Wersja { $version }, liczba danych: { $count }
offer-edit = Napisz następną wersję
offer-attributes = Dane
offer-path = Ścieżka
offer-called = Nazwa
offer-category = Rodzaj danych
offer-users = Operatorzy i usługi, które z tego korzystają
    .none = Nikt jeszcze nic z tego nie otrzymał.
offer-versions = Wersje opublikowane tutaj
offer-version = Wersja { $version }, { $at }
offer-back = Wszystkie zbiory danych
offer-back-to = Powrót do zbioru danych
offer-sensitive = wrażliwe
offer-official = numer urzędowy

## What people read

preview-title = Co przeczyta człowiek
    .text = Tak zbiór i jego dane są pokazywane ludziom, gdy podejmują decyzję.
preview-language = Język podglądu
preview-show = Pokaż
preview-missing = Jeszcze nie w tym języku; ludzie czytają to w innym
preview-hidden = Tego tutaj nie widzisz.
preview-correct = Możesz to sprostować samodzielnie.
preview-not-corrected = Tego nie można sprostować: { $why }
preview-kept = To musi być przechowywane: { $why }
preview-retention = Czas przechowywania po zakończeniu: { $length }.
preview-sure = Jest udostępniane tylko wtedy, gdy jest dość pewne, kim jesteś.

## Writing the next version

editor-title = Pisanie następnej wersji
    .text = { $dataset }, wersja { $version }. Przed publikacją dla nikogo nic się nie zmienia.
editor-language = Język, w którym powstaje tekst
editor-dataset = Zbiór danych
editor-called = Jak nazywają to ludzie
editor-words = Co to mówi, prostymi słowami
editor-sensitivity = Ostrożność wymagana prawem
editor-ordinary = jak dla wszystkich danych osobowych
editor-holds = Co zawiera
    .hint = To, co źródło wyśle zamiast tego, zostanie zatrzymane i pokazane wśród ustaleń.
editor-single = pojedyncze wartości lub ich listy
editor-text = teksty
editor-number = liczby
editor-boolean = tak lub nie
editor-object = cokolwiek, wraz ze wszystkim, co leży poniżej
editor-category-hint = Wybierz rodzaj danych albo wpisz termin Data Privacy Vocabulary, na przykład pd:Name.
editor-path-hint = Gdzie leży ta dana w tym, co wysyła źródło, na przykład loans.title.
editor-self-access = Ludzie mogą tu oglądać własne dane
    .hint = Ze stron swoich operatorów.
editor-self-change = Ludzie mogą tu poprawiać i usuwać własne dane
    .hint = Czego system źródła nie może zmienić, trafia do skrzynki.
editor-more = Więcej
editor-rectify = Czy osoba może to sprostować?
editor-rectify-by-person = tak, samodzielnie
editor-rectify-with-evidence = tak, po okazaniu dowodu
editor-no = nie
editor-erase = Czy osoba może to usunąć?
editor-erase-yes = tak
editor-law = Jakie prawo tego zabrania
editor-why = Rodzaj powodu, jako termin Data Privacy Vocabulary
editor-retention = Przez ile dni jest przechowywane po zakończeniu
editor-assurance = Jak pewnie trzeba znać osobę?
editor-assurance-low = niski
editor-assurance-substantial = średni
editor-assurance-high = wysoki
editor-hidden = Osoba tego nie widzi
    .hint = Tylko tam, gdzie prawo ogranicza dostęp do własnych danych.
editor-identifiers = Identyfikatory, po których źródło znajduje osobę
    .hint = Po jednym w wierszu, najlepszy pierwszy, na przykład ssn.
editor-model = Adres modelu danych
    .hint = Smart Data Model lub JSON Schema, z którym dane są zgodne.
editor-history = Usługi mogą widzieć także wcześniejsze wartości
    .hint = Tylko tam, gdzie zapis zawsze dotyczył tej samej osoby.
editor-remove = Usuń { $path }
editor-new = Nowa dana
editor-save = Zapisz szkic
editor-preview = Tak, jak zapisano ostatnio, w języku pisania.
editor-faults = To nie pasuje i zostało pominięte
editor-partly = Reszta szkicu jest zapisana
editor-publish = Publikacja
    .text = Wersja { $version } zaczyna obowiązywać od razu. Nigdy nie można jej zmienić; zastąpi ją tylko nowsza.
    .button = Opublikuj wersję { $version }
editor-not-yet = Nie można jej jeszcze opublikować
editor-not-published = Nie opublikowano jej. Poniżej widać, czego brakuje.
editor-drop = Porzuć szkic

## The log

log-title = Rejestr
    .text = Kto prosił o dane z tego źródła i co z tego wynikło. Samych wartości w rejestrze nie ma.
log-operator = Operator
log-operator-all = Wszyscy operatorzy
log-month-all = Wszystkie miesiące
log-before-day = Przed tym dniem
log-jsonl = Pobierz dla programów (wiersze JSON)
log-service = Usługa
log-kind = Wynik
log-kind-all = Wszystko
log-filter = Filtruj
log-none = O nic nie proszono.
log-caption = Żądania, od najnowszych
log-entry = Wpis
log-when = Kiedy
log-dataset = Zbiór danych
log-outcome = Wynik
log-attributes = Dane
log-released = Udostępniono
log-begun = Udostępnianie rozpoczęte
log-interrupted = Przerwano
log-changed = Zmienione przez osobę
log-change-begun = Zmiana rozpoczęta
log-refused = Odmówiono
log-refusals-counted = Odmówiono, bez osobnych wpisów
log-subscription = W sprawie subskrypcji
log-link = W sprawie powiązania z osobą
log-link-begun = Powiązanie: przyszła osoba
log-link-code-asked = Powiązanie: poproszono o kod
log-link-sent-to-desk = Powiązanie: skierowano do okienka
log-link-confirmed = Powiązanie: potwierdzili pracownicy
log-link-refused = Powiązanie: odmówili pracownicy
log-link-failed = Powiązanie: nie powstało
log-link-linked = Powiązano z osobą
log-link-ended-by-person = Powiązanie zakończyła osoba
log-link-ended-by-source = Powiązanie zakończyło źródło
log-link-emptied = Powiązanie: opróżniono własne miejsce osoby
log-event = Zgłoszono zdarzenie
log-staff = Wykonane przez pracowników
log-person = Ta osoba

## Statistics

statistics-title = Statystyka
    .text = Co udostępniono w miesiącu, według operatora, usługi i zbioru, do rozliczeń. Nie ma tu niczyich danych.
statistics-month = Miesiąc
statistics-show = Pokaż miesiąc
statistics-none = W tym miesiącu o nic nie proszono.
statistics-caption = Żądania: { $month }
statistics-requests = Żądania
statistics-records = Rekordy
statistics-attributes = Dane
statistics-total = Udostępniono razem
statistics-csv = Pobierz jako tabelę (CSV)

## Keys

keys-title = Klucze
    .text = Czym konektor podpisuje. Klucz wymienia się sam po tylu dniach: { $days }.
keys-published = Opublikowane klucze
keys-signs = Podpisuje
keys-verifies = Teraz nie podpisuje
keys-where = Inni znajdują je tutaj:
keys-log = Klucz rejestru
    .text = Kto go ma, może sprawdzić, że z rejestru niczego nie usunięto.
keys-rotate = Wymiana klucza teraz
    .text = Nowy klucz zostaje opublikowany i podpisuje, gdy inni zdążą go poznać. Nic nie zostaje przerwane.
    .button = Wymień klucz

## The inbox

inbox-title = Skrzynka
    .text = O co proszą ludzie, a czego system źródła sam nie zrobi, oraz kto przyjdzie do okienka. Każde zadanie podaje termin.
inbox-none = Nie ma nic do zrobienia.
inbox-done = Pokaż zakończone
inbox-live = Pokaż do zrobienia
inbox-back = Powrót do skrzynki
task-correction = Poprawienie czyichś danych
task-erasure = Usunięcie czyichś danych
task-desk-confirmation = Potwierdzenie tożsamości przy okienku
task-open = Otwarte
task-soon = Termin do tygodnia
task-late = Spóźnione
task-taken = Zajmuje się tym { $name }
task-done = Zrobione
task-refused = Odmówiono
task-lapsed = Upłynął termin albo osoba zrezygnowała
task-taken-back = Wycofane przez osobę
task-due = Do zrobienia do { $day }
task-received = Wpłynęło
task-until = Do zrobienia do
task-correct = Do poprawienia
task-erase = Do usunięcia
task-erase-all = Wszystko o tej osobie w tym zbiorze danych
task-desk = Jak sprawdzić, kto to jest
    .text = Osoba przychodzi i pokazuje kod. Proszę obejrzeć dowód tożsamości i znaleźć tę osobę w swoich danych. W razie wątpliwości proszę odmówić i podać powód.
    .told = Osoba przeczytała:
task-do = Co dalej
task-take = Zajmę się tym
task-put-back = Odłóż
task-note = Notatka
    .hint = Przy odmowie prosimy podać powód. Nie należy pisać nic o osobie: notatka jest przechowywana.
    .told = W razie odmowy proszę podać powód: osoba go przeczyta. Proszę nie pisać nic o tej osobie, bo notatka jest przechowywana.
task-finish = Zrobione
task-refuse = Odmów
task-history = Co zrobiono
task-wrong-reason = Odmowa musi podawać powód.

## What staff did

act-task-taken = Przyjęcie zadania
act-task-put-back = Odłożenie zadania
act-task-done = Wykonanie zadania
act-task-refused = Odmowa prośby
act-key-rotated = Wymiana klucza
act-draft-changed = Zmiana szkicu
act-draft-dropped = Porzucenie szkicu
act-dataset-published = Publikacja wersji zbioru danych
act-log-saved = Zapisanie kopii rejestru
act-entities-kept = Zapis danych osoby
act-entities-erased = Usunięcie danych osoby
act-entities-saved = Zapis danych wszystkich osób ze zbioru do pliku
log-change-filed = Przekazano pracownikom

## GDPR API

gdpr-api-kept = { $dataset }: nie można usunąć, ponieważ te dane trzeba przechowywać: { $what }.
gdpr-api-not-here = { $dataset }: nie można usunąć tą drogą. Prosimy o kontakt z organizacją.
gdpr-api-by-staff = { $dataset }: dane usuną pracownicy organizacji, najpóźniej { $day }.
