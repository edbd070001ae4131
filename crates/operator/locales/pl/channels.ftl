## Navigation

nav-operator = Operator

## An app asks to be let in

app-title = Wpuścić aplikację „{ $app }”?
app-who = „{ $app }” to aplikacja. Jej autor: { $publisher }. Prosi o dostęp do Państwa konta tutaj.
app-read-about = Więcej o aplikacji
app-sees = Co mogłaby widzieć
app-sees-permissions = Kto prosi o Państwa dane, Państwa zgody z ich historią i Państwa reguły
app-sees-activity = Każdy raz, gdy usługa prosiła o Państwa dane
app-does = Co mogłaby robić za Państwa
app-does-permissions = Odpowiadać na prośby „tak” lub „nie”, zmieniać i wycofywać zgody, tworzyć i kończyć reguły: to samo co Państwo
app-never = Nie dostaje Państwa hasła, identyfikatorów ani samych danych. W każdej chwili można odebrać jej dostęp na stronie „Operator”.
app-goes = Potem nastąpi przejście do: { $address }
app-allow = Wpuść
app-refuse = Nie wpuszczaj

## The operator

operator-title = Państwa operator
operator-intro = Operator przechowuje Państwa zgody. Same dane tędy nie przechodzą.
operator-who = Kto go prowadzi
operator-name = Nazwa
operator-city = Prowadzi
operator-contact = Kontakt
operator-rulebook = Zasady, których przestrzega
operator-groups = Grupy, do których należy
operator-number = Numer tego operatora
operator-log-key = Klucz do sprawdzania jego dziennika
operator-keys = Klucze do sprawdzania potwierdzeń

## Apps

apps-title = Aplikacje, które mają dostęp
apps-none = Żadna aplikacja nie ma dostępu.
apps-by = Autor: { $publisher }
apps-since = Dostęp od { $date }, ostatnie użycie: { $used }
apps-devices = { $count ->
    [one] Na jednym urządzeniu
    [few] Na { $count } urządzeniach
    [many] Na { $count } urządzeniach
   *[other] Na { $count } urządzenia
}
apps-end = Odbierz dostęp: { $app }
    .ask = Odciąć { $app }?
apps-ended = Aplikacja nie ma już dostępu
    .text = Nie może tu już nic widzieć ani robić.

## Feeds

feeds-title = Kanały dla Państwa programów
feeds-intro = Kalendarz lub czytnik wiadomości może pokazywać, co się tu dzieje. Każdy kanał ma tajny adres. Kto ma adres, może przeczytać, kto i po co prosi o Państwa dane, ale nigdy samych danych.
feeds-none = Nie ma żadnego kanału.
feed-calendar = Kalendarz: co i kiedy się kończy
feed-activity = Wiadomości: co się wydarzyło
feed-since = Utworzono { $date }
feed-make-calendar = Utwórz kanał kalendarza
feed-make-activity = Utwórz kanał wiadomości
feed-end = Zakończ ten kanał: { $feed }
feed-made = Kanał jest gotowy
    .text = Prosimy teraz skopiować adres do swojego programu. Nie zostanie pokazany ponownie.
feed-address = Adres kanału
feed-ended = Kanał jest zakończony
    .text = Jego adres już nigdzie nie prowadzi.

## Taking everything along

export-title = Pobierz wszystko
export-intro = Jeden plik ze wszystkim, co ten operator ma o Państwu: konto, identyfikatory, reguły, zgody z historią i potwierdzeniami, historia użycia oraz klucze do sprawdzenia wszystkiego.
export-button = Pobierz plik
export-progress = Pobieranie Państwa danych
export-keep = Prosimy pozostać na tej stronie do końca pobierania.
export-stop = Zatrzymaj pobieranie
export-busy = Pobieranie się rozpoczęło.
export-done = Wszystko zostało pobrane. Plik nazywa się „my-data.json”.
export-stopped = Pobieranie zostało zatrzymane. Nic nie zapisano.
export-broken = Pobieranie zostało przerwane. Nic nie zapisano. Prosimy spróbować ponownie.
export-count = { $done } z { $total } wpisów

## Closing the account

closing-section = Zamknij konto
closing-section-intro = Odejść można w każdej chwili. Najpierw widać, co to oznacza.
closing-go = Zamknij konto
closing-title = Zamknąć konto?
closing-does = To stanie się od razu
closing-permissions = { $count ->
    [one] Jedna zgoda się skończy. Źródła się o tym dowiedzą.
    [few] { $count } zgody się skończą. Źródła się o tym dowiedzą.
    [many] { $count } zgód się skończy. Źródła się o tym dowiedzą.
   *[other] { $count } zgody się skończy. Źródła się o tym dowiedzą.
}
closing-requests = { $count ->
    [one] Jedna czekająca prośba dostanie odpowiedź „nie”.
    [few] { $count } czekające prośby dostaną odpowiedź „nie”.
    [many] { $count } czekających próśb dostanie odpowiedź „nie”.
   *[other] { $count } czekającej prośby dostanie odpowiedź „nie”.
}
closing-apps = { $count ->
    [one] Jedna aplikacja straci dostęp.
    [few] { $count } aplikacje stracą dostęp.
    [many] { $count } aplikacji straci dostęp.
   *[other] { $count } aplikacji straci dostęp.
}
closing-feeds = { $count ->
    [one] Jeden kanał się skończy.
    [few] { $count } kanały się skończą.
    [many] { $count } kanałów się skończy.
   *[other] { $count } kanału się skończy.
}
closing-erased = Imię i nazwisko, adres e-mail, identyfikatory, reguły, historia zgód i historia użycia zostaną usunięte.
closing-log = W publicznym dzienniku operatora zostaną liczby, które nic o Państwu nie mówią.
closing-received = To, co usługi już otrzymały, zachowają tak, jak było napisane w zgodzie. Można je poprosić o usunięcie.
closing-free = Adres e-mail będzie wolny dla nowego konta, które nie ma nic z tego.
closing-forever = Nikt nie może tego cofnąć
    .text = Prosimy najpierw pobrać wszystko, jeśli ma zostać zachowane.
closing-password = Hasło jeszcze raz
closing-fresh = Nie mają tu Państwo hasła. Konto można zamknąć w ciągu dziesięciu minut od zalogowania.
closing-understood = Rozumiem, że nikt nie może tego cofnąć
closing-button = Zamknij moje konto na zawsze
closing-stay = Zachowaj moje konto
closing-wrong-password = To nie jest Państwa hasło.
closing-wrong-fresh = Od zalogowania minęło ponad dziesięć minut. Prosimy się wylogować, zalogować ponownie i wrócić.
closing-wrong-understood = Prosimy zaznaczyć pole, jeśli konto ma zostać zamknięte.
closed-title = Konto jest zamknięte
closed-text = Wszystko o Państwu zostało tu usunięte.
closed-everywhere = Żadne źródło nie pokazuje już Państwa danych na podstawie Państwa zgód.
closed-pending = { $connector }: nic nie jest pokazywane po { $time }

## What feeds say

feed-calendar-name = Państwa dane: co się kończy ({ $operator })
feed-activity-name = Państwa dane: co się wydarzyło ({ $operator })
feed-permission-ends = Kończy się zgoda dla usługi { $service }
feed-request-ends = Ostatni dzień na odpowiedź usłudze { $service }
feed-granted = Zgoda dla usługi { $service } obowiązuje.
feed-declined = Odmówiono usłudze { $service }.
feed-suspended = Zgoda dla usługi { $service } jest wstrzymana.
feed-withdrawn = Zgoda dla usługi { $service } została przez Państwa wycofana.
feed-expired = Zgoda dla usługi { $service } wygasła.
feed-ended-by-others = Zgoda dla usługi { $service } została zakończona przez innych.
