## Navigation

nav-notifications = Powiadomienia
nav-notifications-new = Powiadomienia (nowe: { $count })

## The page

news-title = Powiadomienia
news-none = Nie ma jeszcze o czym powiadomić
    .text = Gdy usługa poprosi o Twoje dane lub wydarzy się coś nietypowego, przeczytasz o tym tutaj.
news-unread = Nowe
news-read = Przeczytane
news-look = Zobacz
news-mark = Oznacz jako przeczytane
news-mark-all = Oznacz wszystkie jako przeczytane
news-choose = Wybierz, o czym chcesz wiedzieć

## What has happened

news-new-request = „{ $service }” prosi o Twoje dane i czeka na Twoją decyzję.
news-request-granted = „{ $service }” prosi o Twoje dane. Twoja odpowiedź: tak.
news-request-declined = „{ $service }” prosi o Twoje dane. Twoja odpowiedź: nie.
news-request-ended = „{ $service }” prosi o Twoje dane. Prośba wygasła bez odpowiedzi.
news-granted-by-rule = Jedna z Twoich reguł odpowiedziała za Ciebie „tak” usłudze „{ $service }”.
news-ends-soon = Zgoda dla „{ $service }” kończy się { $date }.
news-first-use = „{ $service }” po raz pierwszy skorzystała z Twojej zgody. Źródło danych: { $source }.
news-other-country = „{ $service }” otrzymała Twoje dane. Jej organizacja jest w kraju, do którego Twoje dane dotąd nie trafiały: { $country }.
news-unusual-rate = „{ $service }” w ciągu jednego dnia zaglądała do Twoich danych częściej niż zwykle (krotność: { $times }). Źródło danych: { $source }.
news-answer-due = Termin odpowiedzi na list o Twoich danych to { $date }: { $who }.
news-answer-overdue = Termin odpowiedzi na list o Twoich danych minął { $date } i odpowiedź się spóźnia: { $who }. Jeśli nie przyszła, możesz złożyć skargę.
news-new-device = Ktoś zalogował się na Twoje konto z urządzenia lub programu, którego wcześniej nie używano. Jeśli to nie Ty, zmień hasło i zakończ pozostałe sesje.
news-passkey-added = Do Twojego konta dodano klucz dostępu. Kto go ma, może się zalogować.
news-password-changed = Hasło do Twojego konta zostało zmienione.
news-login-changed = Zmieniono adres e-mail, którym się logujesz.
news-app-connected = Aplikację „{ $app }” wpuszczono na Twoje konto.
news-test = To jest próba: powiadomienia docierają do Ciebie w ten sposób.

## Kinds

kind-new-request = Usługa prosi o Twoje dane
kind-granted-by-rule = Twoja reguła odpowiedziała „tak”
kind-ends-soon = Zgoda kończy się za 14 dni
kind-first-use = Zgoda jest używana po raz pierwszy
kind-other-country = Dane trafiają do nowego kraju
kind-unusual-rate = Usługa zagląda dziesięć razy częściej niż zwykle
kind-answer-due = Za trzy dni mija termin odpowiedzi na Twój list
kind-answer-overdue = Odpowiedź na Twój list się spóźnia
kind-new-device = Ktoś loguje się z nowego urządzenia
kind-passkey-added = Dodano klucz dostępu
kind-password-changed = Zmieniono hasło
kind-login-changed = Zmieniono adres e-mail do logowania
kind-app-connected = Wpuszczono aplikację
kind-test = Próba

## Choices

choices-title = Powiadomienia
choices-intro = Wybierz, o czym i jak chcesz się dowiadywać.
choices-caption = O czym i jak się dowiadujesz
choices-what = O czym
choices-always = Zawsze
    .text = „Zawsze” nie da się wyłączyć: prawo wymaga, by Twoje konto było bezpieczne (RODO, art. 32), a ten, kto się dostał do środka, nie może tego przed Tobą ukryć.
way-page = W tym serwisie
way-email = E-mailem
way-push = Na Twoich urządzeniach
choices-pace = Kiedy przychodzą e-maile
pace-at-once = Od razu
pace-daily = Raz dziennie, wszystkie razem
pace-never = Nigdy, poza tym, co zawsze włączone
choices-address = E-maile trafiają na adres { $address }.
choices-no-address = Twoje konto nie ma adresu e-mail, więc nie wysyłamy Ci e-maili.
choices-test = Wyślij próbę
choices-tested = Próba jest w drodze do Ciebie.

## Devices

devices-title = Powiadomienia na Twoich urządzeniach
devices-intro = Twoja przeglądarka może pokazywać powiadomienia także wtedy, gdy ten serwis jest zamknięty. Mówią tylko, jakiego rodzaju rzecz się wydarzyła, nigdy nie podają nazw ani Twoich danych.
devices-way = Idą zaszyfrowane przez usługę dostarczania firmy, która tworzy Twoją przeglądarkę. Firma wie, że powiadomienie przychodzi i kiedy, ale nie może go przeczytać.
devices-needs = Aby dodać urządzenie, potrzebny jest JavaScript i przeglądarka, która może pokazywać powiadomienia. Okna prywatne często tego nie potrafią. Na iPhonie lub iPadzie najpierw dodaj ten serwis do ekranu początkowego i otwórz go stamtąd.
devices-ask = Gdy naciśniesz przycisk, przeglądarka zapyta, czy ten serwis może pokazywać powiadomienia. Każdy, kto widzi ekran tego urządzenia, może je potem przeczytać.
devices-add = Także na tym urządzeniu
devices-since = Dodano { $date }
devices-used = Ostatnie powiadomienie { $date }
devices-unused = Jeszcze bez powiadomień
devices-through = Przez { $service }
devices-remove = Usuń: { $device }
devices-added = Powiadomienia pokazują się teraz na tym urządzeniu.
devices-removed = Powiadomienia nie pokazują się już na tamtym urządzeniu.
devices-denied = Twoja przeglądarka nie pozwala temu serwisowi pokazywać powiadomień. Możesz to zmienić w jej ustawieniach.
devices-failed = Nie udało się. Być może usługa dostarczania Twojej przeglądarki jest niedostępna. Spróbuj ponownie później.
devices-many = Dodano już tyle urządzeń, ile można. Najpierw usuń jedno.

## E-mails

mail-several = Powiadomienia: { $count }
mail-why = Otrzymujesz to, bo masz tu konto: { $operator }. Wybierz, o czym chcesz wiedzieć: { $url }
mail-why-always = Otrzymujesz to, bo chodzi o bezpieczeństwo Twojego konta tutaj: { $operator }. Więcej o powiadomieniach: { $url }
mail-stop = Nie chcę więcej takich e-maili
unsubscribe-title = E-maile z powiadomieniami
unsubscribe-text = To, co dotyczy bezpieczeństwa konta, nadal przychodzi e-mailem. Po zalogowaniu możesz wybrać ponownie w ustawieniach.
unsubscribe-button = Nie wysyłajcie mi więcej takich e-maili
unsubscribe-done = Nie wysyłamy Ci już takich e-maili.
closed-mail = Twoje konto jest zamknięte
    .text = Twoje konto tutaj jest zamknięte, a zapisane dane o Tobie są usunięte: { $operator }. Jeśli to nie Ty, powiedz o tym tym, którzy prowadzą tę usługę.

## E-mails of a demo

mails-title = E-maile tej wersji pokazowej
mails-intro = Tutaj e-maile nie trafiają do nikogo: leżą w folderze i każdy może je czytać.
mails-none = Nie ma jeszcze e-maili
mails-to = Do: { $address }
mails-all = Wszystkie e-maile
