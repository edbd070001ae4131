nav-identities = Inloggen
identities-title = Inloggen en identiteiten
identities-intro = Hoe u inlogt, waar u ingelogd bent en hoe bronnen u kennen.

## Ways to log in

ways-title = Zo logt u in
way-password = Wachtwoord
way-passkey = Passkey
way-openid = Inlogdienst
way-low = Zekerheid: laag
way-substantial = Zekerheid: substantieel
way-high = Zekerheid: hoog
way-since = Toegevoegd op { $date }.
way-used = Laatst gebruikt op { $date }.
way-unused = Nog niet gebruikt.
way-remove = Verwijderen: { $name }
    .ask = { $name } verwijderen?
    .text = Hij geeft geen toegang meer tot uw account. Wilt u hem terug, dan moet u hem opnieuw toevoegen.
way-only = Dit is uw enige manier om in te loggen. Voeg een andere toe voordat u deze verwijdert.
confirm-title = Bevestig dat u het bent
confirm-text = Bevestig voordat u verandert hoe u inlogt. Het geldt vijf minuten.
confirm-password = Bevestigen met het wachtwoord
confirm-passkey = Bevestigen met een passkey
confirm-again = Log uit en log weer in. Dan hebt u vijf minuten.
passkey-title = Een passkey toevoegen
passkey-text = Een passkey blijft op uw apparaat. U ontgrendelt hem zoals het apparaat, en geen valse pagina kan erbij.
passkey-name = Naam van de passkey
passkey-name-hint = Bijvoorbeeld: mijn telefoon
passkey-add = Passkey toevoegen
passkey-off = Passkeys zijn hier uitgeschakeld, omdat deze dienst op een nummer te bereiken is en niet op een naam.
passkey-cancelled = Er is niets veranderd. U kunt het opnieuw proberen.
passkey-failed = Dat is niet gelukt. Probeer het opnieuw.
passkey-ended = U bent niet meer ingelogd. Log opnieuw in op een ander tabblad en kom terug. Wat u hebt getypt, blijft staan.
passkey-login = Inloggen met een passkey
link-title = Een andere inlog koppelen
link-add = { $provider } koppelen
password-title = Wachtwoord wijzigen
password-old = Huidig wachtwoord
password-new = Nieuw wachtwoord
password-hint = Minstens 8 tekens. U wordt overal elders uitgelogd.
password-save = Wachtwoord wijzigen

login-address-title = E-mailadres om in te loggen
login-address-none = U hebt hier geen e-mailadres.
login-address-off = Het adres kan niet worden gewijzigd, want deze dienst stuurt geen e-mails.
login-address-confirm = Bevestig eerst dat u het bent om het adres te wijzigen.
login-address-new = Nieuw e-mailadres
login-address-hint = We sturen er een link naartoe. Er verandert niets tot u die volgt.
login-address-ask = Link sturen
login-waiting = Nog niet bevestigd: { $address }
    .text = Volg de link in de e-mail uiterlijk { $until }. Kijk ook bij de ongewenste e-mail.
login-waiting-cancel = Huidig adres houden
login-confirm-title = Bevestig uw nieuwe e-mailadres
login-confirm-text = Vanaf nu logt u in met dit adres:
login-confirm-ends = U wordt overal elders uitgelogd. Het oude adres krijgt bericht en kan de wijziging zeven dagen lang ongedaan maken.
login-confirm-button = Inloggen met dit adres
login-confirm-not = Niets wijzigen
login-undo-title = De wijziging van het e-mailadres ongedaan maken
login-undo-text = Iemand heeft het adres gewijzigd waarmee op uw account wordt ingelogd. Was u het niet, maak het dan ongedaan:
login-undo-login = Het oude adres en het oude wachtwoord gelden weer.
login-undo-sessions = Iedereen wordt uitgelogd.
login-undo-ways = Passkeys, andere logins en apps die sindsdien zijn toegevoegd, worden verwijderd.
login-undo-button = Wijziging ongedaan maken
login-undone = De wijziging is ongedaan gemaakt
    .text = Log in met uw oude adres en wijzig meteen het wachtwoord.
    .link = Inloggen
login-mail-confirm = Bevestig uw e-mailadres
    .text = Iemand wil met dit e-mailadres hier inloggen: { $operator }. Bent u dat, volg dan de link binnen een dag. Bent u het niet, doe dan niets.
    .link = Adres bevestigen
login-mail-taken = Iemand wil met dit e-mailadres hier inloggen: { $operator }. Er is al een account mee. Bent u dat, log er dan mee in. Bent u het niet, doe dan niets.
login-mail-changed = Uw e-mailadres om in te loggen is gewijzigd
    .text = Op uw account hier wordt nu ingelogd met een ander e-mailadres in plaats van dit: { $operator }. Was u het niet, volg dan de link uiterlijk { $date }.
    .link = Wijziging ongedaan maken

## Sessions

sessions-title = Waar u ingelogd bent
session-device = { $program } op { $system }
session-unknown = Onbekend apparaat
session-this = Dit apparaat
session-text = Sinds { $since }. Laatst gebruikt { $used }. Plaats niet bekend.
session-end = Uitloggen: { $device }
sessions-end = Overal elders uitloggen

## Keychain

keys-title = Hoe bronnen u kennen
keys-none = Nog geen bron kent u.
key-ssn = Persoonsnummer
key-passport = Paspoort
key-library = Bibliotheekpas
key-email = E-mailadres
key-verified = Gecontroleerd door { $who } op { $date }.
key-desk = deze dienst
choice-title = Kies wat anderen zien
choice-text = U hebt er meer van één soort. Kies welke een dienst of een bron ziet.
choice-who = Wie het ziet
choice-which = Wat er te zien is
choice-automatic = De best gecontroleerde
choice-save = Keuze opslaan
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Bevestigd. U hebt vijf minuten.
done-removed = Het is verwijderd.
done-password = Het wachtwoord is gewijzigd.
done-ended = U bent daar uitgelogd.
done-chosen = De keuze is opgeslagen.
done-login-asked = Er is een link onderweg naar het nieuwe adres.
done-login-cancelled = Uw adres blijft zoals het is.
done-login = Vanaf nu logt u in met het nieuwe adres.
wrong-password = Het wachtwoord klopt niet.
wrong-short = Het nieuwe wachtwoord is te kort.
wrong-unconfirmed = Bevestig eerst dat u het bent.
wrong-login = Dit is geen e-mailadres, of het is al uw adres.
wrong-young = U hebt bevestigd met iets dat minder dan 24 uur geleden is toegevoegd. Bevestig met een oudere manier.
wrong-other = Dat past niet meer. Zo staat het er nu voor.
