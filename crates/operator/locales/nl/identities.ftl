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
wrong-password = Het wachtwoord klopt niet.
wrong-short = Het nieuwe wachtwoord is te kort.
wrong-unconfirmed = Bevestig eerst dat u het bent.
wrong-young = U hebt bevestigd met iets dat minder dan 24 uur geleden is toegevoegd. Bevestig met een oudere manier.
wrong-other = Dat past niet meer. Zo staat het er nu voor.
