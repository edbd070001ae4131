## Rights

rights-title = Państwa prawa
rights-intro = Każdy, kto ma dane o Państwu, musi odpowiedzieć, gdy korzystają Państwo z jednego z tych praw. To nic nie kosztuje. Tutaj powstaje list, który można wysłać samodzielnie.
rights-letter = Państwa list do: { $name }
rights-not-sent = Nic nie zostało wysłane. List można skopiować, wydrukować lub wysłać e-mailem. Jeśli zanotują Państwo tutaj, że list jest wysłany, dostaną Państwo wiadomość o terminie odpowiedzi.
rights-contact = Proszę wysłać go na adres:
rights-no-contact = Nie znamy adresu pocztowego ani e-mail tego źródła. Proszę zapytać tam:
operator-sources = Kto odpowiada za Państwa dane
rights-mail = Otwórz w moim programie pocztowym
rights-write = Napisać list
rights-nobody = Żadne źródło jeszcze Państwa nie zna i nie ma żadnych zgód. Nie ma więc do kogo pisać.
rights-to = Do kogo?
rights-right = Czego Państwo chcą?
rights-what = Czego to dotyczy? Na przykład które dane są błędne
rights-language = Język listu
rights-make = Przygotuj list
rights-all = Co oznaczają te prawa
rights-deadline = Odpowiedź musi nadejść w ciągu miesiąca. Jeśli sprawa jest bardzo złożona, może to potrwać dwa miesiące dłużej, o czym trzeba Państwa zawiadomić w ciągu pierwszego miesiąca.
rights-subject = Wniosek na podstawie art. { $article } ogólnego rozporządzenia o ochronie danych
rights-dear = Do: { $name }
rights-ask-access = Proszę o informację, czy przetwarzane są dane o mnie, oraz o ich kopię wraz z celami, odbiorcami i czasem przechowywania.
rights-ask-correct = Proszę o sprostowanie błędnych danych o mnie i uzupełnienie brakujących.
rights-ask-delete = Proszę o usunięcie danych o mnie.
rights-ask-restrict = Proszę o ograniczenie przetwarzania danych o mnie.
rights-ask-take = Proszę o przekazanie danych o mnie w powszechnie używanym formacie nadającym się do odczytu maszynowego.
rights-ask-object = Wnoszę sprzeciw wobec przetwarzania danych o mnie.
rights-ask-human = Proszę, aby zautomatyzowaną decyzję o mnie ponownie rozpatrzył człowiek.
rights-about = Dotyczy: { $what }
rights-month = Proszę o odpowiedź w ciągu miesiąca, jak wymaga art. 12 ust. 3 rozporządzenia. Jeśli trzeba potwierdzić moją tożsamość, proszę napisać, co jest potrzebne.
rights-regards = Z poważaniem
rights-link = Państwa prawa i jak z nich korzystać

## Letters that were sent

letters-title = Wysłane listy
letters-sent-on = Kiedy list został wysłany?
    .text = Dostaną Państwo wiadomość, gdy zbliża się termin odpowiedzi i gdy odpowiedź się spóźnia.
letters-note = Zanotuj, że list jest wysłany
letters-noted = Zanotowano.
letters-changed = Zapisano.
letters-removed = Notatka została usunięta.
letters-restore = Cofnij
letters-wrong-day = To musi być dzień dzisiejszy lub z ostatniego roku.
letters-wrong-many = Jest tu 100 listów. Najpierw trzeba usunąć jeden.
letters-waiting = Czeka na odpowiedź
letters-due-soon = Zbliża się termin odpowiedzi
letters-overdue = Odpowiedź się spóźnia
letters-answered = Jest odpowiedź
letters-extended = Dwa miesiące więcej
letters-sent = Wysłano { $date }.
letters-due = Termin odpowiedzi: { $date }.
letters-complain = Jak złożyć skargę
letters-answer = Odpowiedź przyszła
letters-unanswer = Jednak nie przyszła
letters-extend = Biorą dwa miesiące więcej
letters-unextend = Jednak nie biorą więcej czasu
letters-remove = Usuń notatkę

## Mandates

mandates-title = Kto działa w Państwa imieniu
mandates-nobody = Nikt nie działa w Państwa imieniu
    .text = Tutaj decydują tylko Państwo. Działanie za kogoś innego, na przykład jako rodzic lub opiekun, nie jest tu jeszcze możliwe.
mandates-today = Co można zrobić dziś
    .text = Jeśli ktoś ma działać w Państwa imieniu lub Państwo działają za kogoś, proszę zapytać prowadzących tę usługę. Proszę nigdy nikomu nie podawać hasła.
