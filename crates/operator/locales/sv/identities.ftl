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
wrong-password = Lösenordet är fel.
wrong-short = Det nya lösenordet är för kort.
wrong-unconfirmed = Bekräfta först att det är du.
wrong-young = Du bekräftade med något som lades till för mindre än 24 timmar sedan. Bekräfta med ett äldre sätt att logga in.
wrong-other = Det stämmer inte längre. Så här är läget nu.
