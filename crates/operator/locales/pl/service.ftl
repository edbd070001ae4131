## The pages of a service

service-pages = Strony usługi { $name }
service-page-overview = Przegląd
service-page-uses = Zamierzone użycia
service-page-permissions = Uzyskane zgody
service-page-requests = Wysłane prośby
service-page-webhooks = Webhooki
service-page-keys = Klucze
service-page-statistics = Statystyka
service-page-ticket = Bilet próbny
service-suspended = Ta usługa jest zawieszona
    .text = Nie może prosić o zgody ani otrzymywać biletów. O powód proszę zapytać operatora.
service-failing = Webhook niczego nie przyjmuje
filter-all = Wszystkie
column-use = Zamierzone użycie
column-permission = Zgoda
column-covers = Obejmuje
column-until = Do
column-changed = Zmieniono
column-request = Prośba
column-answered = Odpowiedź z dnia
column-event = Zdarzenie
column-attempts = Próby
column-answer = Odpowiedź
column-took = Czas
column-month = Miesiąc
column-source = Źródło
column-releases = Udostępnienia

## Intended uses

uses-published = Opublikowane
uses-none = Nie opublikowano jeszcze żadnego zamierzonego użycia.
uses-drafts = Szkice
uses-version = Wersja { $version }
uses-since = Opublikowano { $date }
uses-new = Opisanie nowego zamierzonego użycia
    .button = Rozpocznij
uses-id = Krótka nazwa
    .hint = Litery, cyfry i myślniki. Później nie można jej zmienić.
uses-id-wrong = Tej krótkiej nazwy nie można użyć albo jest zajęta. Proszę wybrać inną.
uses-open = Otwórz szkic
uses-edit = Pracuj nad nową wersją
draft-state-draft = Szkic
draft-state-submitted = Czeka na zatwierdzenie
draft-state-refused = Niezatwierdzone

## The editor

edit-title = Szkic: { $id }
edit-use-title = Tytuł
edit-notice = Co czytają ludzie, zanim zdecydują
edit-consequences = Co się stanie, jeśli ktoś odmówi
edit-texts = Teksty
    .text = Ludzie czytają je w swoim języku, a jeśli go brakuje, po angielsku.
edit-choose = Wybierz
edit-more = Inne pojęcia
    .hint = Pojęcia z Data Privacy Vocabulary, po jednym w wierszu.
edit-basis = Podstawa prawna
edit-data = Dane
    .text = Proszę prosić tylko o to, czego wymaga cel. Ludzie mogą pominąć to, co niekonieczne.
edit-want-no = Bez prośby
edit-without = Nie prosić o nic z tego
edit-add = Dodanie danych
    .button = Dodaj
edit-handling = Postępowanie z danymi
edit-retention = Liczba dni przechowywania danych
edit-longest = Liczba dni, przez które zgoda obowiązuje najdłużej
edit-lines = Jedna nazwa w wierszu.
edit-countries = Kody krajów, takie jak FI, albo EU lub EEA, po jednym w wierszu.
edit-form = W jakiej formie używane są dane
edit-form-identified = O znanych osobach
edit-form-pseudonymised = Z pseudonimem zamiast osoby
edit-form-aggregated = Tylko zsumowane dla wielu osób
edit-frequency = Jak często prosi się o dane
edit-frequency-once = Raz
edit-frequency-on-demand = Zawsze, gdy osoba korzysta z usługi
edit-frequency-yearly = Raz w roku
edit-frequency-monthly = Raz w miesiącu
edit-frequency-weekly = Raz w tygodniu
edit-frequency-daily = Raz dziennie
edit-frequency-continuous = Cały czas
edit-automated = Decyzje zapadają bez udziału człowieka
edit-all-or-nothing = Użycie nie ma wartości bez wszystkiego, co konieczne
edit-preview = Zapisz i pokaż podgląd
edit-save = Zapisz
edit-saved = Zapisano.
edit-submitted = Przekazano. Najpierw przeczyta to operator.
edit-recalled = To znów szkic.
edit-changed = Ktoś inny zmienił w tym czasie szkic. Proszę sprawdzić wpisane dane i zapisać ponownie.
edit-waits = Ten szkic czeka na zatwierdzenie. Aby go zmienić, proszę go wycofać.
edit-look = Zobacz, co przeczytają ludzie
edit-recall = Wycofaj
edit-discard = Odrzucenie szkicu
    .button = Odrzuć
edit-refused = Operator tego nie zatwierdził
edit-problem = Kontrola operatora coś znalazła
edit-lacks = Brakuje jeszcze
edit-lacks-title = Tytuł
edit-lacks-notice = Co czytają ludzie, zanim zdecydują
edit-lacks-purposes = Przynajmniej jeden cel
edit-lacks-processing = Co robi się z danymi
edit-lacks-basis = Podstawa prawna
edit-lacks-data = Dane, o które się prosi
edit-lacks-attributes = Z każdego rodzaju danych przynajmniej jedna pozycja
edit-lacks-retention = Przez ile dni przechowuje się dane
edit-lacks-longest = Przez ile dni obowiązuje zgoda, najwyżej 3653
edit-publish = Publikacja
    .text = Powstanie nowa wersja. Udzielone zgody pozostają takie, jakich udzielono.
    .button = Opublikuj tak, jak pokazano

## The preview

preview-title = Co przeczytają ludzie
preview-text = Tę stronę widzą ludzie, gdy są proszeni o zgodę. Stąd nie można niczego wysłać.
preview-language = Język strony
preview-show = Pokaż
preview-incomplete = Szkic nie jest jeszcze na tyle gotowy, aby go pokazać.

## Permissions held and requests sent

held-text = Zna się tu ludzi tylko pod tymi identyfikatorami. Kto to jest, wie tylko operator.
held-none = Nie udzielono jeszcze żadnej zgody.
held-counts = Zgody według zamierzonego użycia i stanu
requests-none = Nie wysłano jeszcze żadnej prośby.
request-status-granted = Udzielono

## Webhooks

webhooks-text = Operator powiadamia usługę pod poniższymi adresami, co się dzieje. Każde zdarzenie jest podpisane.
webhooks-none = Nie ma jeszcze webhooka.
webhook-title = Webhook
webhook-add = Dodanie webhooka
    .button = Dodaj
webhook-url = Adres
    .hint = Zaczyna się od https i jest dostępny z internetu.
webhook-url-wrong = Tego adresu nie można użyć. Musi zaczynać się od https i być dostępny z internetu.
webhook-many = Jest za dużo webhooków. Najpierw proszę jeden usunąć.
webhook-events = Co jest wysyłane
webhook-state-active = Aktywny
webhook-state-failing = Niczego nie przyjmuje
webhook-state-off = Wyłączony
webhook-state-stopped = Zatrzymany
webhook-failing = Niczego nie przyjął od { $date }
    .text = Próby są powtarzane w coraz dłuższych odstępach. Jeśli niczego nie przyjmie, zostanie zatrzymany { $date }.
webhook-stopped = Ten webhook został zatrzymany
    .text = Zbyt długo niczego nie przyjmował, więc nic więcej nie jest do niego wysyłane. Proszę go naprawić, a potem uruchomić ponownie. To, co pominięto, jest na stronie zgód.
webhook-resume = Uruchom ponownie
webhook-mail = Webhook usługi { $service } został zatrzymany
    .text = Zbyt długo niczego nie przyjmował, więc nic więcej do niego nie wysyłamy. Proszę go naprawić, a potem uruchomić ponownie na jego stronie.
    .link = Strona webhooka
webhook-test = Wyślij zdarzenie próbne
webhook-deliveries = Co wysłano
    .none = Niczego jeszcze nie wysłano.
webhook-change = Zmiana
webhook-active = Wysyłaj zdarzenia
    .hint = To, co się dzieje, gdy jest wyłączony, nie jest wysyłane później.
webhook-remove = Usunięcie tego webhooka
    .button = Usuń
event-permission-granted = Zgoda udzielona
event-permission-amended = Zgoda zmieniona
event-permission-suspended = Zgoda wstrzymana
event-permission-resumed = Zgoda znów obowiązuje
event-permission-withdrawn = Zgoda wycofana
event-permission-expired = Zgoda wygasła
event-permission-ended = Zgoda zakończona
event-request-answered = Odpowiedź na prośbę
event-intended-use-decided = Decyzja o zamierzonym użyciu
event-test = Próba
delivery-waiting = Do wysłania
delivery-delivered = Doręczono
delivery-given-up = Nie doręczono
delivery-about = Co mówi zdarzenie
delivery-again = Wyślij jeszcze raz
delivery-none = Nie podjęto jeszcze próby.

## Keys

keys-text = Tymi kluczami usługa potwierdza, kim jest. Tutaj jest tylko ich część publiczna.
key-active = Ważny
key-ended = Zakończony
key-ends = Ważny do { $date }
key-end = Zakończ { $key }
key-add = Dodanie klucza
    .button = Dodaj
key-jwk = Klucz publiczny
    .hint = JSON Web Key, Ed25519 lub P-256. Proszę nigdy nie podawać klucza prywatnego.
key-replace = Zastępuje klucze powyżej
key-hours = Liczba godzin, przez które to, co zastąpiono, pozostaje ważne
key-wrong = To nie jest klucz publiczny, którego można użyć.
key-there = Ten klucz już jest albo kluczy jest za dużo.
key-last = To ostatni klucz, który pozostaje ważny. Najpierw proszę dodać inny.
secret-text = Usługa potwierdza tajnym hasłem, kim jest. Tutaj można je zastąpić.
secret-replace = Utwórz nowe tajne hasło
secret-made = Nowe tajne hasło
    .text = Jest pokazywane tylko ten raz. Proszę przechować je bezpiecznie.

## Statistics

statistics-text = Jak często źródła pokazywały dane usłudze, według miesięcy (UTC). Nic nie mówi, czyje to były dane.
statistics-from = Od
statistics-to = Do
statistics-none = W tych miesiącach niczego nie pokazano.
statistics-unknown = Źródło nie podało
statistics-total = Razem
statistics-csv = Pobierz jako tabelę
statistics-wrong = Tych miesięcy nie można pokazać. Proszę wybrać najwyżej 60.

## Test ticket

ticket-text = Tu można sprawdzić, czy bilet zostałby wydany i co by zawierał. Nie powstaje tu żaden bilet.
ticket-address = Adres u źródła
    .hint = Adres łącznika albo jednej z jego tras.
ticket-check = Sprawdź
ticket-good = Bilet zostałby wydany. Zawierałby:
ticket-refused = Bilet nie zostałby wydany
ticket-wrong = Proszę podać identyfikator zgody i adres zaczynający się od https.
ticket-not-active = Zgoda nie obowiązuje.
ticket-not-covered = Zgoda nie obejmuje danych źródła pod tym adresem.
ticket-no-filter = Osoba zgodziła się tylko na część, a to źródło nie może zatrzymać reszty.

## What staff did

act-webhook-added = Dodano webhook
act-webhook-changed = Zmieniono webhook
act-webhook-removed = Usunięto webhook
act-key-added = Dodano klucz
act-key-replaced = Zastąpiono klucz
act-key-ended = Zakończono klucz
act-secret-replaced = Zastąpiono tajne hasło
act-use-submitted = Przekazano zamierzone użycie
act-use-published = Opublikowano zamierzone użycie
held-attributes = { $count ->
    [one] { $count } dana
    [few] { $count } dane
   *[other] { $count } danych
}
