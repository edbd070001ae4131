nav-identities = Accesso
identities-title = Accesso e identità
identities-intro = Come accede, dove è collegato e come la riconoscono le fonti.

## Ways to log in

ways-title = Come accede
way-password = Password
way-passkey = Passkey
way-openid = Servizio di accesso
way-low = Sicurezza: bassa
way-substantial = Sicurezza: significativa
way-high = Sicurezza: elevata
way-since = Aggiunta il { $date }.
way-used = Usata l’ultima volta il { $date }.
way-unused = Non ancora usata.
way-remove = Rimuovi: { $name }
way-only = È il suo unico modo di accedere. Ne aggiunga un altro prima di rimuoverlo.
confirm-title = Confermi che è lei
confirm-text = Confermi prima di cambiare il modo di accedere. Vale per cinque minuti.
confirm-password = Conferma con la password
confirm-passkey = Conferma con una passkey
confirm-again = Esca e acceda di nuovo. Poi ha cinque minuti.
passkey-title = Aggiungere una passkey
passkey-text = Una passkey resta sul suo dispositivo. La sblocca come il dispositivo, e nessuna pagina falsa può prenderla.
passkey-name = Nome della passkey
passkey-name-hint = Per esempio: il mio telefono
passkey-add = Aggiungi la passkey
passkey-off = Qui le passkey sono disattivate, perché questo servizio ha per indirizzo un numero e non un nome.
passkey-cancelled = Non è cambiato nulla. Può riprovare.
passkey-failed = Non ha funzionato. Riprovi.
passkey-ended = Non è più collegato. Acceda di nuovo in un’altra scheda e torni qui. Ciò che ha scritto non va perso.
passkey-login = Accedi con una passkey
link-title = Collegare un altro accesso
link-add = Collega { $provider }
password-title = Cambiare la password
password-old = Password attuale
password-new = Nuova password
password-hint = Almeno 8 caratteri. Sarà scollegato da ogni altro posto.
password-save = Cambia la password

## Sessions

sessions-title = Dove è collegato
session-device = { $program } su { $system }
session-unknown = Dispositivo sconosciuto
session-this = Questo dispositivo
session-text = Dal { $since }. Ultimo uso { $used }. Luogo non noto.
session-end = Scollega: { $device }
sessions-end = Scollega ovunque altrove

## Keychain

keys-title = Come la riconoscono le fonti
keys-none = Nessuna fonte la conosce ancora.
key-ssn = Codice identificativo personale
key-passport = Passaporto
key-library = Tessera della biblioteca
key-email = Indirizzo e-mail
key-verified = Verificato da { $who } il { $date }.
key-desk = questo servizio
choice-title = Scelga che cosa vedono gli altri
choice-text = Ne ha più di uno dello stesso tipo. Scelga quale vede un servizio o una fonte.
choice-who = Chi lo vede
choice-which = Che cosa vede
choice-automatic = Quello verificato meglio
choice-save = Salva la scelta
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Confermato. Ha cinque minuti.
done-removed = È stato rimosso.
done-password = La password è cambiata.
done-ended = È scollegato da lì.
done-chosen = La scelta è salvata.
wrong-password = La password non è giusta.
wrong-short = La nuova password è troppo corta.
wrong-unconfirmed = Prima confermi che è lei.
wrong-young = Ha confermato con qualcosa aggiunto meno di 24 ore fa. Confermi con un modo di accesso più vecchio.
wrong-other = Questo non va più bene. La situazione ora è questa.
