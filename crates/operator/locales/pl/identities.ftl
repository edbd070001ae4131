nav-identities = Logowanie
identities-title = Logowanie i tożsamości
identities-intro = Jak się Państwo logują, gdzie mają Państwo otwarte sesje i po czym poznają Państwa źródła danych.

## Ways to log in

ways-title = Jak się Państwo logują
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
    .text = Nie da już dostępu do Państwa konta. Aby wrócił, trzeba go dodać ponownie.
way-only = To Państwa jedyny sposób logowania. Przed usunięciem trzeba dodać inny.
confirm-title = Proszę potwierdzić, że to Państwo
confirm-text = Przed zmianą sposobu logowania proszę to potwierdzić. Potwierdzenie jest ważne pięć minut.
confirm-password = Potwierdź hasłem
confirm-passkey = Potwierdź kluczem dostępu
confirm-again = Proszę się wylogować i zalogować ponownie. Mają Państwo potem pięć minut.
passkey-title = Dodaj klucz dostępu
passkey-text = Klucz dostępu zostaje na Państwa urządzeniu. Odblokowuje się go tak jak urządzenie i żadna fałszywa strona go nie przejmie.
passkey-name = Nazwa klucza dostępu
passkey-name-hint = Na przykład: mój telefon
passkey-add = Dodaj klucz dostępu
passkey-off = Klucze dostępu są tu wyłączone, bo ta usługa ma adres w postaci numeru, a nie nazwy.
passkey-cancelled = Nic się nie zmieniło. Można spróbować ponownie.
passkey-failed = Nie udało się. Proszę spróbować ponownie.
passkey-ended = Państwa sesja się skończyła. Proszę zalogować się ponownie w innej karcie i wrócić tutaj. Wpisany tekst nie zginie.
passkey-login = Zaloguj się kluczem dostępu
link-title = Połącz inne logowanie
link-add = Połącz: { $provider }
password-title = Zmień hasło
password-old = Obecne hasło
password-new = Nowe hasło
password-hint = Co najmniej 8 znaków. Wszystkie inne sesje się skończą.
password-save = Zmień hasło

login-address-title = Adres e-mail do logowania
login-address-none = Nie mają tu Państwo adresu e-mail.
login-address-off = Adresu nie można zmienić, bo ta usługa nie wysyła e-maili.
login-address-confirm = Aby zmienić adres, najpierw proszę potwierdzić, że to Państwo.
login-address-new = Nowy adres e-mail
login-address-hint = Wyślemy na niego link. Nic się nie zmieni, dopóki go Państwo nie otworzą.
login-address-ask = Wyślij link
login-waiting = Jeszcze niepotwierdzony: { $address }
    .text = Proszę otworzyć link z e-maila najpóźniej { $until }. Warto zajrzeć też do spamu.
login-waiting-cancel = Zachowaj obecny adres
login-confirm-title = Potwierdź nowy adres e-mail
login-confirm-text = Od teraz logują się Państwo tym adresem:
login-confirm-ends = Wszystkie inne sesje się skończą. Stary adres dostanie wiadomość i przez siedem dni można stamtąd cofnąć zmianę.
login-confirm-button = Loguj się tym adresem
login-confirm-not = Niczego nie zmieniaj
login-undo-title = Cofnij zmianę adresu e-mail
login-undo-text = Ktoś zmienił adres, którym loguje się na Państwa konto. Jeśli to nie Państwo, mogą Państwo to cofnąć:
login-undo-login = Stary adres i stare hasło znów są ważne.
login-undo-sessions = Wszyscy zostaną wylogowani.
login-undo-ways = Klucze dostępu, inne logowania i aplikacje dodane od tego czasu zostaną usunięte.
login-undo-button = Cofnij zmianę
login-undone = Zmiana jest cofnięta
    .text = Proszę zalogować się starym adresem i od razu zmienić hasło.
    .link = Zaloguj się
login-mail-confirm = Proszę potwierdzić swój adres e-mail
    .text = Ktoś chce się logować tym adresem e-mail tutaj: { $operator }. Jeśli to Państwo, proszę otworzyć link w ciągu jednego dnia. Jeśli nie, nie trzeba nic robić.
    .link = Potwierdź adres
login-mail-taken = Ktoś chce się logować tym adresem e-mail tutaj: { $operator }. Jest już konto z tym adresem. Jeśli to Państwo, proszę się nim zalogować. Jeśli nie, nie trzeba nic robić.
login-mail-changed = Zmieniono Państwa adres e-mail do logowania
    .text = Na Państwa konto tutaj loguje się teraz innym adresem e-mail zamiast tego: { $operator }. Jeśli to nie Państwo, proszę otworzyć link najpóźniej { $date }.
    .link = Cofnij zmianę

## Sessions

sessions-title = Gdzie mają Państwo otwarte sesje
session-device = { $program }, { $system }
session-unknown = Nieznane urządzenie
session-this = To urządzenie
session-text = Od: { $since }. Ostatnie użycie: { $used }. Miejsce nieznane.
session-end = Wyloguj: { $device }
sessions-end = Wyloguj wszędzie indziej

## Keychain

keys-title = Po czym poznają Państwa źródła danych
keys-none = Żadne źródło jeszcze Państwa nie zna.
key-ssn = Osobisty numer identyfikacyjny
key-passport = Paszport
key-library = Karta biblioteczna
key-email = Adres e-mail
key-verified = Sprawdzono: { $who }, { $date }.
key-desk = ta usługa
choice-title = Co widzą inni
choice-text = Mają Państwo kilka identyfikatorów tego samego rodzaju. Tutaj mogą Państwo wybrać, który z nich widzi usługa lub źródło.
choice-who = Kto go widzi
choice-which = Co widzi
choice-automatic = Najlepiej sprawdzony
choice-save = Zapisz wybór
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Potwierdzono. Mają Państwo pięć minut.
done-removed = Usunięto.
done-password = Hasło zostało zmienione.
done-ended = Sesja się skończyła.
done-chosen = Wybór został zapisany.
done-login-asked = Link jest w drodze na nowy adres.
done-login-cancelled = Państwa adres zostaje bez zmian.
done-login = Od teraz logują się Państwo nowym adresem.
wrong-password = Hasło jest nieprawidłowe.
wrong-short = Nowe hasło jest za krótkie.
wrong-unconfirmed = Najpierw proszę potwierdzić, że to Państwo.
wrong-login = To nie jest adres e-mail albo to już Państwa adres.
wrong-young = Potwierdzają Państwo czymś, co dodano mniej niż 24 godziny temu. Proszę potwierdzić starszym sposobem logowania.
wrong-other = To już nie pasuje. Tak wygląda sytuacja teraz.
