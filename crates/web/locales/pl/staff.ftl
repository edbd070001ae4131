## Logging in

staff-login = Logowanie dla pracowników
    .text = Dla osób, które pracują w organizacji. Potrzebne są hasło i aplikacja, która pokazuje kody.
staff-not-logged-in = Logowanie nie powiodło się
staff-address = Adres e-mail
staff-password = Hasło
staff-code = Kod
    .hint = Sześć cyfr, które aplikacja pokazuje teraz, albo jeden z kodów zapasowych.
staff-log-in = Zaloguj
staff-lost = W razie utraty hasła, aplikacji i kodów zapasowych prosimy zwrócić się do administratora swojej organizacji o nowy link.
staff-wrong-login = Adres e-mail, hasło lub kod jest nieprawidłowy. Każdy kod działa jeden raz. Po pięciu błędnych kodach prosimy odczekać pięć minut.
staff-wrong-often = Zbyt wiele prób. Prosimy odczekać minutę i spróbować ponownie.

## Coming by a link

staff-invitation = Dostęp do stron
    .text = Witamy, { $name }. Prosimy wybrać hasło i połączyć aplikację, która pokazuje kody. Jedno i drugie jest potrzebne przy każdym logowaniu.
staff-choose-password = 1. Wybór hasła
staff-your-address = Adres do logowania:
staff-new-password = Nowe hasło
    .hint = Co najmniej { $count } znaków. Zdanie łatwo zapamiętać, a trudno odgadnąć.
staff-app = 2. Połączenie aplikacji
    .text = Nadaje się każda aplikacja, która pokazuje kody do logowania. Prosimy zeskanować nią ten obraz.
    .picture = Kod QR dla aplikacji. Klucz poniżej mówi to samo.
    .key = Można też wpisać w aplikacji ten klucz:
staff-first-code = Kod, który pokazuje aplikacja
    .hint = Sześć cyfr. Zmieniają się co 30 sekund.
staff-come = Zapisz i zaloguj
staff-not-done = To się nie udało
staff-wrong-code = Kod jest nieprawidłowy albo był już użyty. Prosimy poczekać na następny.
staff-wrong-password = Obecne hasło jest nieprawidłowe.
staff-wrong-new-password = Nowe hasło jest za krótkie lub za długie. Potrzeba co najmniej 8 znaków.

## Recovery codes

staff-codes = Kody zapasowe
    .left = { $count ->
        [one] Pozostał { $count } kod zapasowy.
        [few] Pozostały { $count } kody zapasowe.
       *[other] Pozostało { $count } kodów zapasowych.
    }
    .button = Utwórz nowe kody zapasowe
staff-codes-made = Prosimy przechować te kody w bezpiecznym miejscu
    .text = Widać je tylko teraz. Każdy pozwala zalogować się jeden raz, gdy aplikacja jest niedostępna. Wcześniejsze kody zapasowe już nie działają.
staff-codes-kept = Kody są zachowane

## Staff

staff-members = Pracownicy
    .text = Kto może logować się w imieniu organizacji i co może robić.
staff-you = to Pan lub Pani
staff-state-active = Może się logować
staff-state-invited = Czeka na wejście przez link
staff-state-left = Już nie pracuje
staff-seen = Ostatnie logowanie: { $at }
staff-never-seen = Jeszcze bez logowania
staff-change = Zmiana: { $name }
staff-roles = Role
staff-save-roles = Zapisz role
staff-role-administrator = Administrator
    .hint = Daje i odbiera dostęp pracownikom i wymienia klucze. Nie widzi, kto otrzymał dane.
staff-role-data-steward = Opiekun danych
    .hint = Opisuje, co organizacja udostępnia, i robi to, o co proszą ludzie.
staff-role-data-protection-officer = Inspektor ochrony danych
    .hint = Widzi, kto otrzymał dane i co robili pracownicy, oraz zajmuje się prośbami ludzi.
staff-role-auditor = Kontroler
    .hint = Widzi wszystko i niczego nie zmienia.
staff-new-link = Nowy link
    .text = Dla osoby, która straciła hasło lub aplikację albo której link jest za stary. Obecny sposób logowania przestaje działać.
    .button = Utwórz nowy link
staff-remove = Usuń: { $name }
    .text = Ta osoba nie może się już logować. To, co zrobiła, pozostaje w rejestrze.
    .button = Usuń
staff-invite = Zaproszenie nowej osoby
    .text = Pojawi się link. Prosimy przekazać go tej osobie osobiście, aby nikt inny go nie użył.
    .button = Zaproś
staff-name = Imię i nazwisko
staff-language = Język
staff-link = Link dla: { $name }
    .text = Ten link widać tylko teraz. Działa jeden raz, do { $until }.
staff-done-roles = Role są zapisane.
staff-done-removed = Usunięto.
staff-done-password = Hasło jest zmienione. We wszystkich innych miejscach nastąpiło wylogowanie.
staff-wrong-address = To nie jest adres e-mail.
staff-wrong-taken = Ktoś z tym adresem e-mail już tu jest.
staff-wrong-name = Nazwa ma od 1 do 100 liter w jednym wierszu.
staff-wrong-roles = Prosimy wybrać co najmniej jedną rolę.
staff-wrong-last = To jedyny administrator. Najpierw prosimy dać tę rolę komuś innemu.
staff-wrong-changed = Ktoś zmienił to w międzyczasie. Tak jest teraz.

## One's own account

staff-account = Moje konto
staff-change-password = Zmiana hasła
    .hint = Co najmniej 8 znaków. We wszystkich innych miejscach nastąpi wylogowanie.
    .button = Zmień hasło
staff-old-password = Obecne hasło

## What staff did

staff-trail = Rejestr działań pracowników
    .text = Wszystko, co zrobili tu pracownicy. Nikt nie może zmienić ani usunąć wpisu.
    .caption = Działania pracowników, od najnowszych
    .none = Nic jeszcze nie zrobiono.
    .when = Kiedy
    .who = Kto
    .what = Co
    .about = Czego dotyczy
staff-administration = Administracja tej usługi
act-invited = Zaproszenie osoby
act-came = Wejście przez link
act-logged-in = Zalogowanie
act-logged-in-by-recovery = Zalogowanie kodem zapasowym
act-login-refused = Odmowa logowania
act-logged-out = Wylogowanie
act-roles-changed = Zmiana ról
act-link-renewed = Utworzenie nowego linku
act-removed = Usunięcie osoby
act-password-changed = Zmiana hasła
act-codes-renewed = Utworzenie nowych kodów zapasowych
