## Navigation

nav-home = Start
nav-permissions = Zgody
nav-activity = Historia użycia
person-nameless = Zalogowano

## Logging in

login-title = Logowanie
login-email = Adres e-mail
login-password = Hasło
login-button = Zaloguj
login-others = Inne sposoby logowania
login-not = Nie udało się zalogować
login-failed = Adres e-mail i hasło nie pasują do siebie.
login-often = Było za dużo prób. Prosimy odczekać minutę.

## Home

home-title = Państwa dane, Państwa decyzje
home-waiting = Czeka na Państwa decyzję
home-nobody-asks = W tej chwili nikt nie prosi o Państwa dane.
home-permissions = Państwa zgody
home-no-permissions = Nie ma jeszcze żadnej zgody.
home-all-permissions = Wszystkie zgody
home-lately = Co się ostatnio działo
home-nothing-yet = Żadna usługa nie poprosiła jeszcze o Państwa dane.
home-all-activity = Cała historia użycia
who-asks = { $organisation }, usługa: { $service }

## States of a permission

state-requested = Czeka
state-declined = Odmówiono
state-granted = Obowiązuje
state-suspended = Wstrzymana
state-withdrawn = Wycofana
state-expired = Wygasła
state-revoked = Zakończona przez organizację
state-invalidated = Zakończona przez urząd

## Lists

permissions-title = Zgody
permissions-newest = Najpierw ostatnio zmienione
activity-title = Historia użycia
activity-intro = Każdy raz, gdy usługa prosiła o Państwa dane. Najnowsze są na górze.
activity-permission = Zobacz zgodę

## What happened

access-is-open = Dozwolone
access-is-released = Pokazano
access-is-failed = Nie pokazano
access-is-refused = Odmówiono
access-is-unreported = Brak informacji
access-is-filed = U pracowników źródła
access-is-taken-back = Wycofane
access-is-changed = Zmieniono
access-is-unchanged = Niepotwierdzone
access-released = { $source } – pokazano usłudze { $service }: { $data }.
access-released-something = { $source } – pokazano Państwa dane usłudze { $service }.
access-open = { $source } – wolno pokazać Państwa dane usłudze { $service }. Nie ma jeszcze informacji, co pokazano.
access-failed = { $service } – usługa prosiła o Państwa dane i ich nie otrzymała. Źródło: { $source }.
access-refused = { $service } – usługa prosiła o Państwa dane i odmówiono jej. Źródło: { $source }.
access-unreported = { $source }: wolno było pokazać Państwa dane usłudze { $service }. Nie wiemy, czy tak się stało.
own-released = Obejrzeli Państwo własne dane. { $source } – pokazano: { $data }.
own-released-something = Obejrzeli Państwo własne dane. Źródło: { $source }.
own-open = Poprosili Państwo o własne dane. Źródło: { $source }. Jeszcze nie wiemy, co pokazano.
own-unreported = Poprosili Państwo o własne dane. Źródło: { $source }. Nie wiemy, czy coś pokazano.
own-failed = Poprosili Państwo o własne dane i ich nie otrzymali. Źródło: { $source }.
own-refused = Poprosili Państwo o własne dane i spotkali się z odmową. Źródło: { $source }.
own-corrected-there = Te dane zostały przez Państwa sprostowane ({ $source }): { $data }.
own-added-there = Te dane zostały przez Państwa dodane ({ $source }): { $data }.
own-erased-there = Te dane zostały przez Państwa usunięte ({ $source }): { $data }.
own-change-unconfirmed = { $source }: to źródło otrzymało Państwa prośbę o dodanie, sprostowanie lub usunięcie danych. Nie potwierdziło, że to zrobiło.
own-change-with-staff = Poprosili Państwo o sprostowanie lub usunięcie tych danych ({ $source }): { $data }. Pracownicy odpowiedzą najpóźniej { $date }.
own-change-refused-by-staff = Poprosili Państwo o sprostowanie lub usunięcie tych danych ({ $source }): { $data }. Pracownicy odmówili: „{ $why }”
own-change-taken-back = Wycofali Państwo prośbę o sprostowanie lub usunięcie tych danych ({ $source }): { $data }.
own-corrected-by-staff = Pracownicy źródła ({ $source }) sprostowali na Państwa prośbę: { $data }.
own-erased-by-staff = Pracownicy źródła ({ $source }) usunęli na Państwa prośbę: { $data }.
access-purpose = Cel: { $purpose }.
access-given = Data zgody: { $date }.
reason-unanswered = Nie było jeszcze Państwa odpowiedzi.
reason-declined = Odmówili Państwo.
reason-paused = Zgoda była przez Państwa wstrzymana.
reason-withdrawn = Zgoda była przez Państwa wycofana.
reason-expired = Zgoda wygasła.
reason-ended = Zgodę zakończył ktoś inny.
reason-rule = Zabrania tego jedna z Państwa reguł.
reason-beyond = Usługa chciała więcej, niż Państwo pozwolili.
reason-not-yet = Zgoda jeszcze nie obowiązywała.
reason-described = Źródło opisywało dane inaczej niż wtedy, gdy Państwo wyrazili zgodę.
reason-condition = Warunek Państwa zgody nie był spełniony.
reason-assurance = Źródło nie miało dość pewności, że chodzi o Państwa.
reason-all = Usługa bierze wszystko albo nic, a coś zostało zatrzymane.
reason-filter = Źródło nie mogło zatrzymać tego, na co Państwo nie pozwolili, więc nie pokazało niczego.
reason-service-suspended = Operator zawiesił usługę.
reason-service-gone = Usługa nie była już zarejestrowana.
reason-ticket = Dowód zgody okazany przez usługę nie był ważny dla tego źródła.
reason-technical = Wystąpił błąd techniczny.

## Facts about a use of data

fact-who = Kto prosi
fact-purpose = Po co
fact-processing = Co dzieje się z danymi
fact-longest = Na jak długo najwyżej można się zgodzić
fact-retention = Jak długo usługa je przechowuje
fact-recipients = Kto jeszcze je dostaje
fact-nobody = Nikt
fact-storage = Gdzie są przechowywane
fact-third-countries = Kraje spoza Europejskiego Obszaru Gospodarczego, do których trafiają
fact-decisions = Decyzje
fact-automated = O Państwa sprawach decyduje sam komputer.
fact-basis = Podstawa prawna, czyli dlaczego prawo na to pozwala
fact-refusal = Jeśli Państwo odmówią
dataset-needed = Potrzebne
dataset-optional = Tylko jeśli Państwo chcą

## A request

error-title = To się nie udało
error-choice = Wybór nie pasuje do prośby. Prosimy spojrzeć jeszcze raz.
error-changed = Zgoda w międzyczasie się zmieniła. Tak wygląda teraz.
request-granted = Zgodzili się Państwo
    .text = W każdej chwili można to zmienić lub wycofać.
request-declined = Odmówili Państwo
    .text = Usłudze nic nie jest pokazywane.
request-expired = Czas na odpowiedź minął
    .text = Usługa może poprosić ponownie.
request-continue = Dalej do usługi { $service }
request-before = Nic nie jest pokazywane, zanim się Państwo zgodzą. Zgodę można wycofać w każdej chwili. To tak samo łatwe jak jej udzielenie.
request-yes = Tak, pokaż te dane
request-no = Nie, nic nie pokazuj
request-information = Tu nie pytamy o Państwa zgodę. Prawo pozwala na to z innego powodu: { $basis }.
request-rights = Państwa prawa
request-read = Zapoznałem się lub zapoznałam się

## A permission

permission-pending = Ostatnia zmiana nie jest jeszcze wszędzie potwierdzona
permission-pending-at = { $connector }: obowiązuje najpóźniej od { $time }
permission-in-force = Zmiana obowiązuje już wszędzie
    .text = Żadne źródło nie pokazuje już Państwa danych na podstawie tej zgody.
permission-rule = Jedna z Państwa reguł zatrzymuje część danych
    .text = To, czego zabrania reguła, nie jest pokazywane. Zgodę można wycofać, jeśli nie jest już potrzebna.
permission-ends = Zgoda sama się skończy: { $date }.
permission-save = Zapisz mój wybór
permission-change = Zmień lub zakończ
permission-withdraw = Wycofaj
permission-pause = Wstrzymaj
permission-extend = Przedłuż
permission-object = Zgłoś sprzeciw
permission-resume = Pozwól na dalsze użycie
permission-again = Udziel ponownie
permission-about = Co warto wiedzieć
permission-use = Użycie Państwa danych na podstawie tej zgody
permission-use-none = Jeszcze nie użyto.
permission-history = Historia zgody
permission-history-caption = Wszystkie wersje tej zgody, najnowsza na górze
permission-receipt = Potwierdzenie { $version }
column-version = Wersja
column-time = Kiedy
column-state = Stan
column-by = Kto
column-receipt = Potwierdzenie
by-you = Państwo
by-app = Państwo, w aplikacji { $name }
by-mandate = Ktoś, kto działa w Państwa imieniu
by-rule = Jedna z Państwa reguł
by-organisation = Organizacja
by-authority = Urząd: { $name }
by-time = Czas minął
