## Navigation

nav-notifications = Powiadomienia
nav-notifications-new = Powiadomienia (nowe: { $count })

## The page

news-title = Powiadomienia
news-none = Nie ma jeszcze o czym powiadomić
    .text = Gdy usługa poprosi o Państwa dane lub wydarzy się coś nietypowego, będzie to widać tutaj.
news-unread = Nowe
news-read = Przeczytane
news-look = Zobacz
news-mark = Oznacz jako przeczytane
news-mark-all = Oznacz wszystkie jako przeczytane
news-choose = Wybór powiadomień

## What has happened

news-new-request = „{ $service }” prosi o Państwa dane i czeka na Państwa decyzję.
news-request-granted = „{ $service }” prosi o Państwa dane. Państwa odpowiedź: tak.
news-request-declined = „{ $service }” prosi o Państwa dane. Państwa odpowiedź: nie.
news-request-ended = „{ $service }” prosi o Państwa dane. Prośba wygasła bez odpowiedzi.
news-granted-by-rule = Jedna z Państwa reguł odpowiedziała za Państwa „tak” usłudze „{ $service }”.
news-ends-soon = Zgoda dla „{ $service }” kończy się { $date }.
news-first-use = „{ $service }” po raz pierwszy skorzystała z Państwa zgody. Źródło danych: { $source }.
news-other-country = „{ $service }” otrzymała Państwa dane. Jej organizacja jest w kraju, do którego Państwa dane dotąd nie trafiały: { $country }.
news-unusual-rate = „{ $service }” w ciągu jednego dnia zaglądała do Państwa danych częściej niż zwykle (krotność: { $times }). Źródło danych: { $source }.
news-answer-due = Termin odpowiedzi na list o Państwa danych to { $date }: { $who }.
news-answer-overdue = Termin odpowiedzi na list o Państwa danych minął { $date } i odpowiedź się spóźnia: { $who }. Jeśli nie przyszła, mogą Państwo złożyć skargę.
news-new-device = Ktoś zalogował się na Państwa konto z urządzenia lub programu, którego wcześniej nie używano. Jeśli to nie Państwo, proszę zmienić hasło i zakończyć pozostałe sesje.
news-passkey-added = Do Państwa konta dodano klucz dostępu. Kto go ma, może się zalogować.
news-password-changed = Hasło do Państwa konta zostało zmienione.
news-login-changed = Zmieniono adres e-mail, którym się Państwo logują.
news-app-connected = Aplikację „{ $app }” wpuszczono na Państwa konto.
news-linked = Są Państwo teraz powiązani ze źródłem: { $source }. Jeśli to nie Państwo, proszę zakończyć powiązanie.
news-link-ends = Powiązanie ze źródłem { $source } kończy się { $date }. Aby je zachować, proszę powiązać się ponownie przed tym dniem.
news-link-ended = Źródło ({ $source }) zakończyło powiązanie z Państwem. Nie dowie się o Państwu niczego więcej, dopóki nie powiążą się Państwo ponownie.
news-not-linked = Nie ma powiązania ze źródłem { $source }: nie zostało potwierdzone w okienku.
news-link-refused = Pracownicy w okienku ({ $source }) odmówili powiązania. Powód jest na stronie Powiązania.
news-link-refused-why = Pracownicy w okienku ({ $source }) odmówili powiązania: „{ $why }”
news-change-done = Pracownicy źródła ({ $source }) wprowadzili zmianę, o którą Państwo prosili.
news-change-refused = Pracownicy źródła ({ $source }) odmówili zmiany, o którą Państwo prosili. Powód widać w Państwa aktywności.
news-test = To jest próba: powiadomienia docierają do Państwa w ten sposób.

## Kinds

kind-new-request = Usługa prosi o Państwa dane
kind-granted-by-rule = Państwa reguła odpowiedziała „tak”
kind-ends-soon = Zgoda kończy się za 14 dni
kind-first-use = Zgoda jest używana po raz pierwszy
kind-other-country = Dane trafiają do nowego kraju
kind-unusual-rate = Usługa zagląda dziesięć razy częściej niż zwykle
kind-answer-due = Za trzy dni mija termin odpowiedzi na Państwa list
kind-answer-overdue = Odpowiedź na Państwa list się spóźnia
kind-new-device = Ktoś loguje się z nowego urządzenia
kind-passkey-added = Dodano klucz dostępu
kind-password-changed = Zmieniono hasło
kind-login-changed = Zmieniono adres e-mail do logowania
kind-app-connected = Wpuszczono aplikację
kind-linked = Powstało powiązanie ze źródłem
kind-link-ends = Powiązanie ze źródłem kończy się za 14 dni
kind-link-ended = Źródło zakończyło powiązanie albo nie potwierdziło go w okienku
kind-change-answered = Pracownicy źródła odpowiadają na zmianę, o którą Państwo prosili
kind-test = Próba

## Choices

choices-title = Powiadomienia
choices-intro = Tutaj mogą Państwo wybrać, o czym i jak chcą się dowiadywać.
choices-caption = O czym i jak się Państwo dowiadują
choices-what = O czym
choices-always = Zawsze
    .text = „Zawsze” nie da się wyłączyć: prawo wymaga, by Państwa konto było bezpieczne (RODO, art. 32), a ten, kto się dostał do środka, nie może tego przed Państwem ukryć.
way-page = W tym serwisie
way-email = E-mailem
way-push = Na Państwa urządzeniach
choices-pace = Kiedy przychodzą e-maile
pace-at-once = Od razu
pace-daily = Raz dziennie, wszystkie razem
pace-never = Nigdy, poza tym, co zawsze włączone
choices-address = E-maile trafiają na adres { $address }.
choices-no-address = Państwa konto nie ma adresu e-mail, więc nie wysyłamy Państwu e-maili.
choices-test = Wyślij próbę
choices-tested = Próba jest w drodze do Państwa.

## Devices

devices-title = Powiadomienia na Państwa urządzeniach
devices-intro = Państwa przeglądarka może pokazywać powiadomienia także wtedy, gdy ten serwis jest zamknięty. Mówią tylko, jakiego rodzaju rzecz się wydarzyła, nigdy nie podają nazw ani Państwa danych.
devices-way = Idą zaszyfrowane przez usługę dostarczania firmy, która tworzy Państwa przeglądarkę. Firma wie, że powiadomienie przychodzi i kiedy, ale nie może go przeczytać.
devices-needs = Aby dodać urządzenie, potrzebny jest JavaScript i przeglądarka, która może pokazywać powiadomienia. Okna prywatne często tego nie potrafią. Na iPhonie lub iPadzie proszę najpierw dodać ten serwis do ekranu początkowego i otworzyć go stamtąd.
devices-ask = Gdy nacisną Państwo przycisk, przeglądarka zapyta, czy ten serwis może pokazywać powiadomienia. Każdy, kto widzi ekran tego urządzenia, może je potem przeczytać.
devices-add = Także na tym urządzeniu
devices-since = Dodano { $date }
devices-used = Ostatnie powiadomienie { $date }
devices-unused = Jeszcze bez powiadomień
devices-through = Przez { $service }
devices-remove = Usuń: { $device }
devices-added = Powiadomienia pokazują się teraz na tym urządzeniu.
devices-removed = Powiadomienia nie pokazują się już na tamtym urządzeniu.
devices-denied = Państwa przeglądarka nie pozwala temu serwisowi pokazywać powiadomień. Można to zmienić w jej ustawieniach.
devices-failed = Nie udało się. Być może usługa dostarczania Państwa przeglądarki jest niedostępna. Proszę spróbować ponownie później.
devices-many = Dodano już tyle urządzeń, ile można. Najpierw trzeba usunąć jedno.

## E-mails

mail-several = Powiadomienia: { $count }
mail-why = Otrzymują to Państwo, bo mają tu konto: { $operator }. Wybór powiadomień: { $url }
mail-why-always = Otrzymują to Państwo, bo chodzi o bezpieczeństwo Państwa konta tutaj: { $operator }. Więcej o powiadomieniach: { $url }
mail-stop = Nie chcę więcej takich e-maili
unsubscribe-title = E-maile z powiadomieniami
unsubscribe-text = To, co dotyczy bezpieczeństwa konta, nadal przychodzi e-mailem. Po zalogowaniu mogą Państwo wybrać ponownie w ustawieniach.
unsubscribe-button = Nie wysyłajcie mi więcej takich e-maili
unsubscribe-done = Nie wysyłamy Państwu już takich e-maili.
closed-mail = Państwa konto jest zamknięte
    .text = Państwa konto tutaj jest zamknięte, a zapisane dane o Państwu są usunięte: { $operator }. Jeśli to nie Państwo, proszę powiedzieć o tym tym, którzy prowadzą tę usługę.

## E-mails of a demo

mails-title = E-maile i SMS-y tej wersji pokazowej
mails-intro = Tutaj e-maile i SMS-y nie trafiają do nikogo: leżą w folderze i każdy może je czytać.
mails-none = Nie ma jeszcze e-maili
mails-to = Do: { $address }
mails-all = Wszystkie e-maile
