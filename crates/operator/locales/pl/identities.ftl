nav-identities = Logowanie
identities-title = Logowanie i tożsamości
identities-intro = Jak się logujesz, gdzie masz otwarte sesje i po czym poznają Cię źródła danych.

## Ways to log in

ways-title = Jak się logujesz
way-password = Hasło
way-passkey = Klucz dostępu
way-openid = Usługa logowania
way-low = Bezpieczeństwo: niskie
way-substantial = Bezpieczeństwo: średnie
way-high = Bezpieczeństwo: wysokie
way-since = Dodano: { $date }.
way-used = Ostatnie użycie: { $date }.
way-unused = Jeszcze nie użyto.
way-remove = Usuń: { $name }
    .ask = Usunąć { $name }?
    .text = Nie da już dostępu do Twojego konta. Aby wrócił, trzeba go dodać ponownie.
way-only = To Twój jedyny sposób logowania. Zanim go usuniesz, dodaj inny.
confirm-title = Potwierdź, że to Ty
confirm-text = Potwierdź, zanim zmienisz sposób logowania. Potwierdzenie jest ważne pięć minut.
confirm-password = Potwierdź hasłem
confirm-passkey = Potwierdź kluczem dostępu
confirm-again = Wyloguj się i zaloguj ponownie. Masz potem pięć minut.
passkey-title = Dodaj klucz dostępu
passkey-text = Klucz dostępu zostaje na Twoim urządzeniu. Odblokowujesz go tak jak urządzenie i żadna fałszywa strona go nie przejmie.
passkey-name = Nazwa klucza dostępu
passkey-name-hint = Na przykład: mój telefon
passkey-add = Dodaj klucz dostępu
passkey-off = Klucze dostępu są tu wyłączone, bo ta usługa ma adres w postaci numeru, a nie nazwy.
passkey-cancelled = Nic się nie zmieniło. Możesz spróbować ponownie.
passkey-failed = Nie udało się. Spróbuj ponownie.
passkey-ended = Twoja sesja się skończyła. Zaloguj się ponownie w innej karcie i wróć tutaj. Wpisany tekst nie zginie.
passkey-login = Zaloguj się kluczem dostępu
link-title = Połącz inne logowanie
link-add = Połącz: { $provider }
password-title = Zmień hasło
password-old = Obecne hasło
password-new = Nowe hasło
password-hint = Co najmniej 8 znaków. Wszystkie inne sesje się skończą.
password-save = Zmień hasło

login-address-title = Adres e-mail do logowania
login-address-none = Nie masz tu adresu e-mail.
login-address-off = Adresu nie można zmienić, bo ta usługa nie wysyła e-maili.
login-address-confirm = Aby zmienić adres, najpierw potwierdź, że to Ty.
login-address-new = Nowy adres e-mail
login-address-hint = Wyślemy na niego link. Nic się nie zmieni, dopóki go nie otworzysz.
login-address-ask = Wyślij link
login-waiting = Jeszcze niepotwierdzony: { $address }
    .text = Otwórz link z e-maila najpóźniej { $until }. Zajrzyj też do spamu.
login-waiting-cancel = Zachowaj obecny adres
login-confirm-title = Potwierdź nowy adres e-mail
login-confirm-text = Od teraz logujesz się tym adresem:
login-confirm-ends = Wszystkie inne sesje się skończą. Stary adres dostanie wiadomość i przez siedem dni można stamtąd cofnąć zmianę.
login-confirm-button = Loguj się tym adresem
login-confirm-not = Niczego nie zmieniaj
login-undo-title = Cofnij zmianę adresu e-mail
login-undo-text = Ktoś zmienił adres, którym loguje się na Twoje konto. Jeśli to nie Ty, cofnij to:
login-undo-login = Stary adres i stare hasło znów są ważne.
login-undo-sessions = Wszyscy zostaną wylogowani.
login-undo-ways = Klucze dostępu, inne logowania i aplikacje dodane od tego czasu zostaną usunięte.
login-undo-button = Cofnij zmianę
login-undone = Zmiana jest cofnięta
    .text = Zaloguj się starym adresem i od razu zmień hasło.
    .link = Zaloguj się
login-mail-confirm = Potwierdź swój adres e-mail
    .text = Ktoś chce się logować tym adresem e-mail tutaj: { $operator }. Jeśli to Ty, otwórz link w ciągu jednego dnia. Jeśli nie, nic nie rób.
    .link = Potwierdź adres
login-mail-taken = Ktoś chce się logować tym adresem e-mail tutaj: { $operator }. Jest już konto z tym adresem. Jeśli to Ty, zaloguj się nim. Jeśli nie, nic nie rób.
login-mail-changed = Zmieniono Twój adres e-mail do logowania
    .text = Na Twoje konto tutaj loguje się teraz innym adresem e-mail zamiast tego: { $operator }. Jeśli to nie Ty, otwórz link najpóźniej { $date }.
    .link = Cofnij zmianę

## Sessions

sessions-title = Gdzie masz otwarte sesje
session-device = { $program }, { $system }
session-unknown = Nieznane urządzenie
session-this = To urządzenie
session-text = Od: { $since }. Ostatnie użycie: { $used }. Miejsce nieznane.
session-end = Wyloguj: { $device }
sessions-end = Wyloguj wszędzie indziej

## Keychain

keys-title = Po czym poznają Cię źródła danych
keys-none = Żadne źródło jeszcze Cię nie zna.
key-ssn = Osobisty numer identyfikacyjny
key-passport = Paszport
key-library = Karta biblioteczna
key-email = Adres e-mail
key-verified = Sprawdzono: { $who }, { $date }.
key-desk = ta usługa
choice-title = Wybierz, co widzą inni
choice-text = Masz kilka identyfikatorów tego samego rodzaju. Wybierz, który z nich widzi usługa lub źródło.
choice-who = Kto go widzi
choice-which = Co widzi
choice-automatic = Najlepiej sprawdzony
choice-save = Zapisz wybór
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Potwierdzono. Masz pięć minut.
done-removed = Usunięto.
done-password = Hasło zostało zmienione.
done-ended = Sesja się skończyła.
done-chosen = Wybór został zapisany.
done-login-asked = Link jest w drodze na nowy adres.
done-login-cancelled = Twój adres zostaje bez zmian.
done-login = Od teraz logujesz się nowym adresem.
wrong-password = Hasło jest nieprawidłowe.
wrong-short = Nowe hasło jest za krótkie.
wrong-unconfirmed = Najpierw potwierdź, że to Ty.
wrong-login = To nie jest adres e-mail albo to już Twój adres.
wrong-young = Potwierdzasz czymś, co dodano mniej niż 24 godziny temu. Potwierdź starszym sposobem logowania.
wrong-other = To już nie pasuje. Tak wygląda sytuacja teraz.
