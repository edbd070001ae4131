## Who runs this

about-intro = Tę usługę prowadzi { $provider }. Tutaj widać, kto to jest i jak się skontaktować.
about-role = Ta usługa stoi między Państwem, źródłami, które mają Państwa dane, a usługami, które chcą ich używać. W prawie nazywa się to „usługą pośrednictwa danych” między ludźmi a użytkownikami danych (rozporządzenie (UE) 2022/868, art. 10 lit. b). Wolno jej używać Państwa danych tylko po to, żeby wykonać Państwa decyzje, i do niczego innego.
about-who = Kto prowadzi usługę
about-name = Nazwa
about-legal-form = Forma prawna
about-register = Numer w rejestrze
about-notification = Numer zgłoszenia w urzędzie
about-rulebook = Zasady uzgodnione przez wszystkich
about-authority = Urząd ochrony danych
about-contact = Kontakt
about-no-contact = Nie podano tu jeszcze kontaktu.
about-email = E-mail
about-phone = Telefon
about-address = Adres
about-officer = Inspektor ochrony danych
about-keys = Dla ciekawych: klucze
about-keys-intro = Tymi kluczami każdy może sprawdzić, czy potwierdzenie, bilet lub publiczny dziennik naprawdę stąd pochodzi.
about-keys-show = Pokaż klucze
about-uuid = Numer tego operatora
about-key = Klucz, który teraz podpisuje
about-former-keys = Dawne klucze
about-log-key = Klucz publicznego dziennika
about-log = Publiczny dziennik
about-api = Jak programy rozmawiają z tą usługą (po angielsku)

## Accessibility

accessibility-intro = Chcemy, żeby każdy mógł korzystać z tej usługi. Prowadzi ją { $provider }.
accessibility-scope = Ta deklaracja dotyczy stron pod adresem { $address }.
accessibility-how-far = Na ile strony są dostępne
accessibility-full = Strony spełniają wszystko, czego wymaga prawo.
accessibility-partial = Strony spełniają większość tego, czego wymaga prawo. Czego nie spełniają, napisano niżej.
accessibility-none = Strony jeszcze nie spełniają tego, czego wymaga prawo. Najważniejsze braki podano niżej.
accessibility-standard = Prawo wymaga europejskiej normy EN 301 549. Dla stron internetowych opiera się ona na wytycznych WCAG 2.2, poziom AA.
accessibility-limits = Co nie jest dostępne
accessibility-no-limits = Nie wiemy o niczym, co nie byłoby dostępne.
accessibility-assessment = Jak to sprawdzono
accessibility-tests = Przy każdej zmianie oprogramowania program sprawdza każdą stronę w prawdziwej przeglądarce: w jasnych i ciemnych kolorach, na szerokim i wąskim ekranie, samą klawiaturą i bez JavaScriptu.
accessibility-by-us = Strony sprawdziliśmy sami.
accessibility-by = Strony sprawdził podmiot: { $who }
accessibility-prepared = Deklarację napisano { $day }.
accessibility-reviewed = Przejrzano ją ponownie { $day }.
accessibility-enforcement = Jeśli nasza odpowiedź nie pomoże
accessibility-enforcement-text = Jeśli nie odpowiemy albo odpowiedź nie pomoże, mogą Państwo zwrócić się do urzędu, który dba o dostępność.

## Feedback

feedback-title = Proszę napisać, co nie działa
feedback-intro = Czy jest coś, czego nie da się przeczytać, usłyszeć lub użyć? Prosimy o wiadomość. Konto nie jest potrzebne.
feedback-text = Co nie działa?
    .hint = Najwyżej { $most } znaków. Prosimy nie pisać tajnych rzeczy.
feedback-page = Na której stronie?
feedback-email = Państwa adres e-mail
    .hint = Tylko jeśli chcą Państwo odpowiedzi. Nie użyjemy go do niczego innego.
feedback-send = Wyślij
feedback-sent = Dziękujemy. Wiadomość dotarła
    .text = Jeśli podano adres e-mail, tam odpowiemy.
feedback-not-sent = Wiadomość nie została wysłana
feedback-look = Prosimy sprawdzić zaznaczone miejsca i wysłać ponownie.
feedback-often = W krótkim czasie było za dużo wiadomości. Prosimy odczekać kilka minut. Napisany tekst nadal tu jest.
feedback-empty = Prosimy napisać, co nie działa.
feedback-long = To jest za długie.
feedback-no-email = Prosimy wpisać adres taki jak nazwa@example.org albo zostawić puste pole.
feedback-else = Można się z nami skontaktować także tak:

## Privacy

privacy-intro = Ta strona mówi, co ta usługa sama o Państwu przechowuje, po co i jak długo.
privacy-through = Państwa dane w źródłach, na przykład adres lub wypożyczenia, nigdy nie przechodzą przez tę usługę. Idą prosto ze źródła do usługi, której na to pozwolono.
privacy-who = Kto za to odpowiada
privacy-controller = Administratorem danych jest { $provider }. To znaczy: decyduje, po co i jak ta usługa przechowuje dane o Państwu, i za to odpowiada.
privacy-basis = Dlaczego prawo na to pozwala
privacy-kept = Co przechowujemy
privacy-account = Państwa konto
    .text = Imię i nazwisko, adres e-mail i język, żeby można było się zalogować i żebyśmy mogli się porozumieć. Z hasła tylko wartość, z której nie da się go odczytać. Imię i nazwisko oraz adres e-mail są zaszyfrowane.
privacy-identifiers = Państwa identyfikatory
    .text = Numery, pod którymi znają Państwa źródła, na przykład karta biblioteczna. Są zaszyfrowane osobnym kluczem dla każdej osoby. Służą tylko do znalezienia danych tam, gdzie na to pozwolono.
privacy-permissions = Państwa decyzje
    .text = Każda prośba, każda zgoda ze wszystkimi zmianami i Państwa reguły. Dzięki temu Państwo i my możemy udowodnić, co postanowiono.
privacy-uses = Użycie Państwa danych
    .text = Która usługa pytała, kiedy i po co, i jakie rodzaje danych jej pokazano. Treści danych tam nie ma.
privacy-log = Publiczny dziennik
    .text = Dla każdego wpisu odcisk w liczbach („hash”). Dowodzi on, że nikt później nie zmienił wpisu. Nikt nie może z niego nic o Państwu odczytać.
privacy-requests = Prośby bez odpowiedzi
    .text = Żeby mogli Państwo zdecydować, a usługa dowiedziała się, że nie było odpowiedzi.
privacy-sessions = Że są Państwo zalogowani
    .text = Od kiedy i do kiedy, żeby nie trzeba było logować się na każdej stronie.
privacy-news = O czym Państwa powiadamiamy
    .text = Powiadomienia i Państwa wybory co do nich: by powiedzieć o tym, co nie powinno czekać.
privacy-letters = Zanotowane listy
    .text = Do kogo, w jakiej sprawie i jaki jest termin odpowiedzi: by o tym Państwu przypomnieć.
privacy-network = Adres sieciowy urządzenia
    .text = Żeby powstrzymać masowe zgadywanie haseł i przeciążanie usługi.
privacy-feedback = Co Państwo piszą do nas o dostępności
    .text = Tekst oraz, jeśli go podano, adres e-mail, żebyśmy mogli naprawić błąd i odpowiedzieć. Są zaszyfrowane.
privacy-push = Urządzenia, które pokazują powiadomienia
    .text = Adres, pod którym można dotrzeć do Państwa przeglądarki, klucze do szyfrowania i rodzaj urządzenia. Każde urządzenie dodają Państwo sami.
privacy-while-account = Przechowujemy, dopóki mają Państwo konto.
privacy-until-removed = Przechowujemy, dopóki nie usuną Państwo urządzenia, nie wylogują się na nim albo nie zamkną konta.
privacy-for-good = Przechowujemy na zawsze.
privacy-for = Najdłuższy czas przechowywania: { $time }.
privacy-in-memory = Tylko w pamięci komputera, przez kilka minut; nie jest zapisywany.
privacy-hours = { $hours ->
    [one] { $hours } godzina
    [few] { $hours } godziny
    [many] { $hours } godzin
   *[other] { $hours } godziny
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minuta
    [few] { $minutes } minuty
    [many] { $minutes } minut
   *[other] { $minutes } minuty
}
privacy-logins = Przy logowaniu przez innego dostawcę ({ $logins }) dowiadujemy się od niego, kim Państwo są: imię i nazwisko, adres e-mail i identyfikatory, które sprawdził.
privacy-cookies = Pliki cookie
privacy-cookies-intro = Cookie to krótki tekst, który przeglądarka przechowuje dla strony internetowej. Używamy tylko tych, które są stronom potrzebne. Nikt nie śledzi, co Państwo robią, i nic nie pochodzi od innych firm.
privacy-cookie-session = Mówi, że są Państwo zalogowani.
privacy-cookie-language = Pamięta wybrany język.
privacy-cookie-form = Przechowuje to, co wpisano w formularzu, jeśli przed wysłaniem trzeba się ponownie zalogować.
privacy-cookie-login = Łączy kroki logowania przez innego dostawcę.
privacy-cookie-device = Rozpoznaje urządzenie, które pokazuje powiadomienia, aby ustały, gdy zaloguje się na nim ktoś inny.
privacy-recipients = Kto coś dostaje
privacy-to-source = Źródło dostaje identyfikator, pod którym już Państwa zna, i dowiaduje się, które dane wolno komu pokazać.
privacy-to-service = Usługa dowiaduje się, co Państwo postanowili. Dostaje losowy numer, a od nas nigdy nie dostaje Państwa identyfikatorów.
privacy-to-push = Jeśli dodadzą Państwo urządzenie do powiadomień, dostarcza je firma, która tworzy jego przeglądarkę. Wie, że powiadomienie przychodzi i kiedy, ale nie może go przeczytać.
privacy-to-others = Nikt inny. Niczego nie sprzedajemy i nie ma reklam.
privacy-rights = Państwa prawa
privacy-rights-intro = Żeby skorzystać z któregoś z tych praw, prosimy do nas napisać. To nic nie kosztuje. Odpowiadamy w ciągu miesiąca.
privacy-right-access = Wgląd
    .text = Można zapytać, co o Państwu przechowujemy, i dostać kopię.
privacy-right-correct = Poprawienie
    .text = Można poprosić o poprawienie tego, co jest błędne.
privacy-right-erase = Usunięcie
    .text = Można poprosić o usunięcie tego, czego już nie potrzebujemy.
privacy-right-limit = Ograniczenie
    .text = Można poprosić, żebyśmy coś tylko przechowywali i tego nie używali, dopóki sprawa nie jest wyjaśniona.
privacy-right-take = Przeniesienie
    .text = Można dostać to, co nam Państwo podali, w formie zrozumiałej dla innych programów.
privacy-right-object = Sprzeciw
    .text = Można powiedzieć, że z własnego powodu nie chcą Państwo jakiegoś użycia.
privacy-right-withdraw = Wycofanie
    .text = Każdą zgodę można wycofać w każdej chwili. To, co zrobiono wcześniej, pozostaje zgodne z prawem.
privacy-automated = Ta usługa sama nie podejmuje decyzji o Państwu. Państwa własne reguły obowiązują, dopóki ich Państwo nie zmienią.
privacy-complain = Jeśli są Państwo niezadowoleni
privacy-complain-text = Można złożyć skargę w urzędzie ochrony danych. Można też iść do sądu.
privacy-authority = Urząd

## Status

status-all-good = Wszystko działa
status-not-all = W tej chwili nie wszystko działa
    .text = Co nie działa, zaznaczono niżej. Państwa zgody pozostają bez zmian. Czego nie da się sprawdzić, tego nikomu się nie pokazuje.
status-at = Sprawdzono:
status-last = Ostatnio:
status-good = Działa
status-late = Brak odpowiedzi
status-unknown = Jeszcze nie wiadomo
status-here = Ta usługa
    .text = Widzą Państwo tę stronę, więc usługa działa.
status-log = Publiczny dziennik
    .text = Dowodzi, że niczego później nie zmieniono ani nie pominięto.
status-groups = Listy zaufania
    .text = Mówią, którzy operatorzy i które źródła trzymają się wspólnych zasad. Pobieramy je regularnie.
status-no-groups = Ta usługa nie należy do żadnej grupy zaufania.
status-sources = Źródła
    .text = Czy każde źródło odpowiedziało, gdy ostatnio sprawdzaliśmy.
status-json = To samo dla programów (JSON)

## Catalogue

catalogue-intro = Tutaj widać, jakie dane mają źródła oraz które usługi proszą o dane i po co. Usłudze nic nie pokazuje się przed Państwa zgodą.
catalogue-kinds = Co jest pokazane
catalogue-sources = Źródła ({ $count })
catalogue-uses = Usługi ({ $count })
catalogue-uses-title = O co proszą usługi
catalogue-no-uses = Żadna usługa nie prosi tu jeszcze o dane.
catalogue-asked = O jakie dane prosi ta usługa
