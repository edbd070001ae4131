## Navigation

nav-notifications = Aviseringar
nav-notifications-new = Aviseringar ({ $count } nya)

## The page

news-title = Aviseringar
news-none = Inget att berätta ännu
    .text = När en tjänst ber om dina uppgifter eller något ovanligt händer läser du det här.
news-unread = Nya
news-read = Lästa
news-look = Titta
news-mark = Markera som läst
news-mark-all = Markera alla som lästa
news-choose = Välj vad du får veta

## What has happened

news-new-request = ”{ $service }” ber om dina uppgifter och väntar på ditt beslut.
news-request-granted = ”{ $service }” bad om dina uppgifter, och du sade ja.
news-request-declined = ”{ $service }” bad om dina uppgifter, och du sade nej.
news-request-ended = ”{ $service }” bad om dina uppgifter. Begäran har upphört utan svar.
news-granted-by-rule = En av dina regler har sagt ja till ”{ $service }” åt dig.
news-ends-soon = Ett tillstånd för ”{ $service }” upphör { $date }.
news-first-use = ”{ $service }” har använt ett tillstånd från dig för första gången. Uppgifterna kom från: { $source }.
news-other-country = ”{ $service }” har fått uppgifter om dig. Dess organisation finns i ett land dit inga av dina uppgifter har gått förut: { $country }.
news-unusual-rate = ”{ $service }” har på en dag tittat på dina uppgifter { $times } gånger så ofta som vanligt. Uppgifterna kom från: { $source }.
news-answer-due = Svaret på ett brev om dina uppgifter ska komma senast { $date }: { $who }.
news-answer-overdue = Svaret på ett brev om dina uppgifter skulle komma senast { $date } och är försenat: { $who }. Om inget har kommit kan du klaga.
news-new-device = Någon loggade in på ditt konto med en enhet eller ett program som inte använts förut. Om det inte var du, byt lösenord och avsluta de andra sessionerna.
news-passkey-added = En passnyckel lades till i ditt konto. Den som har den kan logga in.
news-password-changed = Lösenordet till ditt konto byttes.
news-login-changed = E-postadressen som du loggar in med byttes.
news-app-connected = Appen ”{ $app }” släpptes in i ditt konto.
news-linked = Du är nu kopplad till { $source }. Om det inte var du, avsluta kopplingen.
news-link-ends = Kopplingen till { $source } upphör { $date }. Koppla dig igen före det om du vill fortsätta.
news-link-ended = { $source } har avslutat kopplingen till dig. Källan får inte veta något mer om dig förrän du kopplar dig igen.
news-not-linked = Du är inte kopplad till { $source }: det bekräftades inte vid disken.
news-link-refused = Personalen vid disken hos { $source } har nekat att koppla dig. Skälet står på sidan Kopplingar.
news-link-refused-why = Personalen vid disken hos { $source } har nekat att koppla dig: ”{ $why }”
news-change-done = Personalen hos { $source } har gjort ändringen som du bad om.
news-change-refused = Personalen hos { $source } har nekat ändringen som du bad om. Skälet står i din aktivitet.
news-test = Det här är ett test: aviseringar når dig på det här sättet.

## Kinds

kind-new-request = En tjänst ber om dina uppgifter
kind-granted-by-rule = En regel har sagt ja
kind-ends-soon = Ett tillstånd upphör om 14 dagar
kind-first-use = Ett tillstånd används för första gången
kind-other-country = Uppgifter går till ett nytt land
kind-unusual-rate = En tjänst tittar tio gånger så ofta som vanligt
kind-answer-due = Svaret på ett brev från dig ska komma inom tre dagar
kind-answer-overdue = Svaret på ett brev från dig är försenat
kind-new-device = Någon loggar in med en ny enhet
kind-passkey-added = En passnyckel läggs till
kind-password-changed = Lösenordet byts
kind-login-changed = E-postadressen för inloggning byts
kind-app-connected = En app släpps in
kind-linked = Du är kopplad till en källa
kind-link-ends = En koppling till en källa upphör om 14 dagar
kind-link-ended = En källa har avslutat en koppling, eller inte bekräftat den vid sin disk
kind-change-answered = En källas personal svarar på en ändring som du har bett om
kind-test = Test

## Choices

choices-title = Aviseringar
choices-intro = Välj vad du får veta och hur.
choices-caption = Vad du får veta och hur
choices-what = Vad
choices-always = Alltid
    .text = ”Alltid” kan inte stängas av: lagen kräver att ditt konto hålls säkert (dataskyddsförordningen artikel 32), och den som tagit sig in får inte kunna dölja det för dig.
way-page = På den här webbplatsen
way-email = Med e-post
way-push = På dina enheter
choices-pace = När e-post kommer
pace-at-once = Genast
pace-daily = En gång om dagen, alla tillsammans
pace-never = Aldrig, utom det som alltid är på
choices-address = E-post går till { $address }.
choices-no-address = Ditt konto har ingen e-postadress, så ingen e-post skickas till dig.
choices-test = Skicka ett test
choices-tested = Ett test är på väg till dig.

## Devices

devices-title = Aviseringar på dina enheter
devices-intro = Din webbläsare kan visa aviseringar även när den här webbplatsen är stängd. De säger bara vilket slags sak som har hänt, aldrig ett namn och aldrig dina uppgifter.
devices-way = De skickas krypterade genom leveranstjänsten hos företaget som gör din webbläsare. Det får veta att en avisering kommer och när, men kan inte läsa den.
devices-needs = För att lägga till en enhet behövs JavaScript och en webbläsare som kan visa aviseringar. Privata fönster kan det ofta inte. På en iPhone eller iPad lägger du först till webbplatsen på hemskärmen och öppnar den därifrån.
devices-ask = När du trycker på knappen frågar din webbläsare om webbplatsen får visa aviseringar. Sedan kan alla som ser den här enhetens skärm läsa dem.
devices-add = Även på den här enheten
devices-since = Tillagd { $date }
devices-used = Senaste aviseringen { $date }
devices-unused = Ingen avisering ännu
devices-through = Genom { $service }
devices-remove = Ta bort: { $device }
devices-added = Aviseringar visas nu på den här enheten.
devices-removed = Aviseringar visas inte längre på den enheten.
devices-denied = Din webbläsare låter inte den här webbplatsen visa aviseringar. Du kan ändra det i webbläsarens inställningar.
devices-failed = Det gick inte. Webbläsarens leveranstjänst kanske inte kan nås. Försök igen senare.
devices-many = Du har lagt till så många enheter som det går. Ta bort en först.

## E-mails

mail-several = { $count } aviseringar
mail-why = Du får det här för att du har ett konto här: { $operator }. Välj vad du får veta: { $url }
mail-why-always = Du får det här för att det gäller säkerheten för ditt konto här: { $operator }. Mer om aviseringar: { $url }
mail-stop = Inga fler sådana e-brev
unsubscribe-title = E-post om aviseringar
unsubscribe-text = Det som gäller säkerheten för ditt konto når dig fortfarande med e-post. När du har loggat in kan du välja om i inställningarna.
unsubscribe-button = Skicka inga fler sådana e-brev
unsubscribe-done = Inga fler sådana e-brev skickas till dig.
closed-mail = Ditt konto är avslutat
    .text = Ditt konto här är avslutat, och det som fanns sparat om dig är raderat: { $operator }. Om det inte var du, säg till dem som driver den här tjänsten.

## E-mails of a demo

mails-title = E-post och sms i den här demon
mails-intro = Här går e-post och sms till ingen: de sparas i en mapp och alla kan läsa dem.
mails-none = Ingen e-post ännu
mails-to = Till { $address }
mails-all = All e-post
