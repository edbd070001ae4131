## Navigation

nav-operator = Operatör

## An app asks to be let in

app-title = Ska ”{ $app }” släppas in?
app-who = ”{ $app }” är en app som görs av { $publisher }. Den ber om att få komma in på ditt konto här.
app-read-about = Läs om appen
app-sees = Vad den skulle kunna se
app-sees-permissions = Vem som ber om dina uppgifter, dina tillstånd med deras historik och dina regler
app-sees-activity = Varje gång en tjänst har bett om dina uppgifter
app-does = Vad den skulle kunna göra åt dig
app-does-permissions = Säga ja eller nej till förfrågningar, ändra och återkalla tillstånd, göra och avsluta regler: samma sak som du själv
app-never = Den får inte ditt lösenord, dina identiteter eller själva uppgifterna. Du kan stänga ute den när som helst på sidan ”Operatör”.
app-goes = Sedan går du vidare till: { $address }
app-allow = Släpp in den
app-refuse = Släpp inte in den

## The operator

operator-title = Din operatör
operator-intro = Operatören har hand om dina tillstånd. Själva uppgifterna går inte genom den.
operator-who = Vem som driver den
operator-name = Namn
operator-city = Drivs av
operator-contact = Kontakt
operator-rulebook = Regler som den följer
operator-groups = Grupper som den hör till
operator-number = Operatörens nummer
operator-log-key = Nyckel för att kontrollera dess logg
operator-keys = Nycklar för att kontrollera kvitton

## Apps

apps-title = Appar som du har släppt in
apps-none = Du har inte släppt in någon app.
apps-by = Görs av { $publisher }
apps-since = Insläppt { $date }, använd senast { $used }
apps-devices = { $count ->
    [one] På en enhet
   *[other] På { $count } enheter
}
apps-end = Stäng ute { $app }
    .ask = Stänga ute { $app }?
apps-ended = Appen är utestängd
    .text = Den kan inte längre se eller göra något här.

## Feeds

feeds-title = Flöden till dina egna program
feeds-intro = Din kalender eller nyhetsläsare kan visa vad som händer här. Varje flöde har en hemlig adress. Den som har adressen kan läsa vem som ber om dina uppgifter och varför, men aldrig själva uppgifterna.
feeds-none = Du har inget flöde.
feed-calendar = Kalender: vad som upphör när
feed-activity = Nyheter: vad som har hänt
feed-since = Gjort { $date }
feed-make-calendar = Gör ett kalenderflöde
feed-make-activity = Gör ett nyhetsflöde
feed-end = Avsluta detta flöde: { $feed }
feed-made = Ditt flöde är klart
    .text = Kopiera adressen till ditt program nu. Den visas inte igen.
feed-address = Flödets adress
feed-ended = Flödet är avslutat
    .text = Adressen leder inte längre någonstans.

## Taking everything along

export-title = Ladda ner allt
export-intro = En fil med allt som operatören har om dig: konto, identiteter, regler, tillstånd med historik och kvitton, händelser och nycklarna för att kontrollera allt.
export-button = Ladda ner filen
export-progress = Dina uppgifter laddas ner
export-keep = Stanna på den här sidan tills det är klart.
export-stop = Avbryt nerladdningen
export-busy = Nerladdningen har börjat.
export-done = Allt är nerladdat. Filen heter ”my-data.json”.
export-stopped = Nerladdningen är avbruten. Ingenting sparades.
export-broken = Nerladdningen bröts. Ingenting sparades. Försök igen.
export-count = { $done } av { $total } poster

## Closing the account

closing-section = Stäng kontot
closing-section-intro = Du kan lämna när som helst. Först ser du vad det innebär.
closing-go = Stäng kontot
closing-title = Ska ditt konto stängas?
closing-does = Detta händer genast
closing-permissions = { $count ->
    [one] Ett tillstånd upphör. Källorna får veta det.
   *[other] { $count } tillstånd upphör. Källorna får veta det.
}
closing-requests = { $count ->
    [one] En förfrågan som väntar får svaret nej.
   *[other] { $count } förfrågningar som väntar får svaret nej.
}
closing-apps = { $count ->
    [one] En app stängs ute.
   *[other] { $count } appar stängs ute.
}
closing-feeds = { $count ->
    [one] Ett flöde avslutas.
   *[other] { $count } flöden avslutas.
}
closing-erased = Ditt namn, din e-postadress, dina identiteter, regler, din historik och dina händelser raderas.
closing-log = I operatörens offentliga logg finns tal kvar som inte säger något om dig.
closing-received = Det som tjänster redan har fått behåller de så som tillståndet sade. Du kan be dem radera det.
closing-free = Din e-postadress blir ledig för ett nytt konto, som inte har något från det här.
closing-forever = Ingen kan ångra detta
    .text = Ladda ner allt först om du vill behålla det.
closing-password = Ditt lösenord en gång till
closing-fresh = Du har inget lösenord här. Du kan stänga kontot inom tio minuter efter att du har loggat in.
closing-understood = Jag förstår att ingen kan ångra detta
closing-button = Stäng mitt konto för gott
closing-stay = Behåll mitt konto
closing-wrong-password = Det här är inte ditt lösenord.
closing-wrong-fresh = Du loggade in för mer än tio minuter sedan. Logga ut, logga in igen och kom tillbaka.
closing-wrong-understood = Kryssa i rutan om du vill stänga kontot.
closed-title = Ditt konto är stängt
closed-text = Allt om dig är raderat här.
closed-everywhere = Ingen källa visar längre dina uppgifter med dina tillstånd.
closed-pending = { $connector }: inget visas efter { $time }

## What feeds say

feed-calendar-name = Dina uppgifter: vad som upphör ({ $operator })
feed-activity-name = Dina uppgifter: vad som har hänt ({ $operator })
feed-permission-ends = Ditt tillstånd för { $service } upphör
feed-request-ends = Sista dagen att svara { $service }
feed-granted = Ditt tillstånd för { $service } gäller.
feed-declined = Du sa nej till { $service }.
feed-suspended = Ditt tillstånd för { $service } är pausat.
feed-withdrawn = Du återkallade ditt tillstånd för { $service }.
feed-expired = Ditt tillstånd för { $service } har gått ut.
feed-ended-by-others = Ditt tillstånd för { $service } avslutades av andra.
