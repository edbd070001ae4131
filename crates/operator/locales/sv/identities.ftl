nav-identities = Inloggning
identities-title = Inloggning och identiteter
identities-intro = Hur du loggar in, var du är inloggad och hur källorna känner dig.

## Ways to log in

ways-title = Så loggar du in
way-password = Lösenord
way-passkey = Passnyckel
way-openid = Inloggningstjänst
way-low = Säkerhet: låg
way-substantial = Säkerhet: väsentlig
way-high = Säkerhet: hög
way-since = Tillagd den { $date }.
way-used = Senast använd den { $date }.
way-unused = Inte använd ännu.
way-remove = Ta bort: { $name }
    .ask = Ta bort { $name }?
    .text = Den leder inte längre in på ditt konto. Vill du ha den tillbaka måste du lägga till den igen.
way-only = Det här är ditt enda sätt att logga in. Lägg till ett annat innan du tar bort det.
confirm-title = Bekräfta att det är du
confirm-text = Bekräfta innan du ändrar hur du loggar in. Det gäller i fem minuter.
confirm-password = Bekräfta med lösenordet
confirm-passkey = Bekräfta med en passnyckel
confirm-again = Logga ut och logga in igen. Sedan har du fem minuter.
passkey-title = Lägg till en passnyckel
passkey-text = En passnyckel stannar på din enhet. Du låser upp den på samma sätt som enheten, och ingen falsk sida kommer åt den.
passkey-name = Passnyckelns namn
passkey-name-hint = Till exempel: min telefon
passkey-add = Lägg till passnyckeln
passkey-off = Passnycklar är avstängda här, eftersom tjänsten nås på ett nummer och inte på ett namn.
passkey-cancelled = Inget har ändrats. Du kan försöka igen.
passkey-failed = Det gick inte. Försök igen.
passkey-ended = Du är inte inloggad längre. Logga in igen på en annan flik och kom tillbaka. Inget du har skrivit försvinner.
passkey-login = Logga in med en passnyckel
link-title = Koppla en annan inloggning
link-add = Koppla { $provider }
password-title = Byt lösenord
password-old = Nuvarande lösenord
password-new = Nytt lösenord
password-hint = Minst 8 tecken. Du loggas ut överallt annars.
password-save = Byt lösenord

login-address-title = E-postadress som du loggar in med
login-address-none = Du har ingen e-postadress här.
login-address-off = Adressen kan inte bytas, för den här tjänsten skickar ingen e-post.
login-address-confirm = Bekräfta först att det är du, så kan du byta adress.
login-address-new = Ny e-postadress
login-address-hint = Vi skickar en länk dit. Inget ändras förrän du följer den.
login-address-ask = Skicka länken
login-waiting = Inte bekräftad än: { $address }
    .text = Följ länken i e-posten senast { $until }. Titta också i skräpposten.
login-waiting-cancel = Behåll nuvarande adress
login-confirm-title = Bekräfta din nya e-postadress
login-confirm-text = Från och med nu loggar du in med den här adressen:
login-confirm-ends = Du loggas ut överallt annars. Den gamla adressen får veta det, och därifrån kan bytet ångras i sju dagar.
login-confirm-button = Logga in med den här adressen
login-confirm-not = Ändra ingenting
login-undo-title = Ångra bytet av e-postadress
login-undo-text = Någon har bytt den adress som ditt konto loggas in på med. Om det inte var du, ångra bytet:
login-undo-login = Den gamla adressen och det gamla lösenordet gäller igen.
login-undo-sessions = Alla loggas ut.
login-undo-ways = Passnycklar, andra inloggningar och appar som har lagts till sedan dess tas bort.
login-undo-button = Ångra bytet
login-undone = Bytet är ångrat
    .text = Logga in med din gamla adress och byt lösenord genast.
    .link = Logga in
login-mail-confirm = Bekräfta din e-postadress
    .text = Någon vill logga in med den här e-postadressen här: { $operator }. Om det är du, följ länken inom ett dygn. Om det inte är du, gör ingenting.
    .link = Bekräfta adressen
login-mail-taken = Någon vill logga in med den här e-postadressen här: { $operator }. Det finns redan ett konto med den. Om det är du, logga in med den. Om det inte är du, gör ingenting.
login-mail-changed = E-postadressen som du loggar in med byttes
    .text = Ditt konto här loggas nu in på med en annan e-postadress i stället för den här: { $operator }. Om det inte var du, följ länken senast { $date }.
    .link = Ångra bytet

## Sessions

sessions-title = Var du är inloggad
session-device = { $program } på { $system }
session-unknown = Okänd enhet
session-this = Den här enheten
session-text = Sedan { $since }. Senast använd { $used }. Platsen är inte känd.
session-end = Logga ut: { $device }
sessions-end = Logga ut överallt annars

## Keychain

keys-title = Hur källorna känner dig
keys-none = Ingen källa känner dig ännu.
key-ssn = Personnummer
key-passport = Pass
key-library = Lånekort
key-email = E-postadress
key-verified = Bekräftad av { $who } den { $date }.
key-desk = den här tjänsten
choice-title = Välj vad andra ser
choice-text = Du har flera av samma slag. Välj vilken en tjänst eller en källa ser.
choice-who = Vem som ser den
choice-which = Vad de ser
choice-automatic = Den som är bäst bekräftad
choice-save = Spara valet
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Bekräftat. Du har fem minuter.
done-removed = Det är borttaget.
done-password = Lösenordet är bytt.
done-ended = Du är utloggad där.
done-chosen = Valet är sparat.
done-login-asked = En länk är på väg till den nya adressen.
done-login-cancelled = Din adress förblir som den är.
done-login = Från och med nu loggar du in med den nya adressen.
wrong-password = Lösenordet är fel.
wrong-short = Det nya lösenordet är för kort.
wrong-unconfirmed = Bekräfta först att det är du.
wrong-login = Det här är ingen e-postadress, eller så är det redan din adress.
wrong-young = Du bekräftade med något som lades till för mindre än 24 timmar sedan. Bekräfta med ett äldre sätt att logga in.
wrong-other = Det stämmer inte längre. Så här är läget nu.
