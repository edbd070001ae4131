## Logging in

staff-login = Inloggning för personal
    .text = För dem som arbetar i organisationen. Du behöver ditt lösenord och appen som visar dina koder.
staff-not-logged-in = Du är inte inloggad
staff-address = E-postadress
staff-password = Lösenord
staff-code = Kod
    .hint = De sex siffror som appen visar nu, eller en av dina reservkoder.
staff-log-in = Logga in
staff-lost = Om du har förlorat lösenordet, appen och reservkoderna, be en administratör i din organisation om en ny länk.
staff-wrong-login = E-postadressen, lösenordet eller koden stämmer inte. Varje kod fungerar en gång. Vänta fem minuter efter fem felaktiga koder.
staff-wrong-often = För många försök. Vänta en minut och försök igen.

## Coming by a link

staff-invitation = Så kommer du in
    .text = Välkommen, { $name }. Välj ett lösenord och anslut en app som visar koder. Du behöver båda varje gång du loggar in.
staff-choose-password = 1. Välj ett lösenord
staff-your-address = Du loggar in med den här adressen:
staff-new-password = Nytt lösenord
    .hint = Minst { $count } tecken. En mening är lätt att minnas och svår att gissa.
staff-app = 2. Anslut en app
    .text = Vilken app som helst som visar inloggningskoder duger. Läs av den här bilden med den.
    .picture = QR-kod för appen. Nyckeln nedan säger detsamma.
    .key = Eller skriv in den här nyckeln i appen:
staff-first-code = Koden som appen visar
    .hint = Sex siffror. De byts var 30:e sekund.
staff-come = Spara och logga in
staff-not-done = Det gick inte
staff-wrong-code = Koden stämmer inte eller har redan använts. Vänta på nästa.
staff-wrong-password = Ditt nuvarande lösenord stämmer inte.
staff-wrong-new-password = Det nya lösenordet är för kort eller för långt. Det behöver minst 8 tecken.

## Recovery codes

staff-codes = Reservkoder
    .left = { $count ->
        [one] Du har { $count } reservkod kvar.
       *[other] Du har { $count } reservkoder kvar.
    }
    .button = Gör nya reservkoder
staff-codes-made = Förvara koderna på ett säkert ställe
    .text = Du ser dem bara nu. Med varje kod kan du logga in en gång när du inte har appen. Tidigare reservkoder fungerar inte längre.
staff-codes-kept = Jag har sparat dem

## Staff

staff-members = Personal
    .text = Vilka som får logga in för din organisation och vad de får göra.
staff-you = du
staff-state-active = Kan logga in
staff-state-invited = Inbjuden
staff-state-left = Har slutat
staff-seen = Senast inloggad: { $at }
staff-never-seen = Har inte loggat in än
staff-change = Ändra: { $name }
staff-roles = Roller
staff-save-roles = Spara rollerna
staff-role-administrator = Administratör
    .hint = Släpper in och ut personal och byter nycklar. Ser inte vem som har fått uppgifter.
staff-role-data-steward = Dataförvaltare
    .hint = Beskriver vad organisationen erbjuder och gör det som människor ber om.
staff-role-data-protection-officer = Dataskyddsombud
    .hint = Ser vem som har fått uppgifter och vad personalen har gjort, och arbetar med människors begäranden.
staff-role-auditor = Granskare
    .hint = Ser allt och ändrar ingenting.
staff-new-link = Ny länk
    .text = För den som har förlorat lösenordet eller appen, eller vars länk är för gammal. Det som personen loggar in med nu slutar fungera.
    .button = Gör en ny länk
staff-remove = Ta bort { $name }
    .text = Personen kan inte logga in längre. Det som personen har gjort finns kvar i loggen.
    .button = Ta bort
staff-invite = Bjud in någon
    .text = Du får en länk. Ge den till personen själv, så att ingen annan använder den.
    .button = Bjud in
staff-name = Namn
staff-language = Språk
staff-link = Länk för { $name }
    .text = Du ser länken bara nu. Den fungerar en gång, till { $until }.
staff-done-roles = Rollerna är sparade.
staff-done-removed = Borttagen.
staff-done-password = Lösenordet är bytt. Du är utloggad överallt annars.
staff-wrong-address = Det här är ingen e-postadress.
staff-wrong-taken = Någon med den här e-postadressen finns redan här.
staff-wrong-name = Ett namn har 1 till 100 tecken på en rad.
staff-wrong-roles = Välj minst en roll.
staff-wrong-last = Det här är den enda administratören. Gör först någon annan till administratör.
staff-wrong-changed = Någon har ändrat detta under tiden. Så här ser det ut nu.

## One's own account

staff-account = Mitt konto
staff-change-password = Byt lösenord
    .hint = Minst 8 tecken. Du loggas ut överallt annars.
    .button = Byt lösenord
staff-old-password = Nuvarande lösenord

## What staff did

staff-trail = Personalens logg
    .text = Allt som personalen har gjort här. Ingen kan ändra eller ta bort en post.
    .caption = Vad personalen har gjort, det senaste först
    .none = Ingenting har gjorts än.
    .when = När
    .who = Vem
    .what = Vad
    .about = Om
staff-administration = Den här tjänstens förvaltning
act-invited = Bjöd in någon
act-came = Kom genom länken
act-logged-in = Loggade in
act-logged-in-by-recovery = Loggade in med en reservkod
act-login-refused = En inloggning nekades
act-logged-out = Loggade ut
act-roles-changed = Ändrade roller
act-link-renewed = Gjorde en ny länk
act-removed = Tog bort någon
act-password-changed = Bytte lösenord
act-codes-renewed = Gjorde nya reservkoder
