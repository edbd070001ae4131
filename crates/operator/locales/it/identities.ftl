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
    .ask = Rimuovere { $name }?
    .text = Non dà più accesso al suo account. Per riaverla deve aggiungerla di nuovo.
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

login-address-title = Indirizzo e-mail per accedere
login-address-none = Qui non ha un indirizzo e-mail.
login-address-off = L’indirizzo non si può cambiare, perché questo servizio non invia e-mail.
login-address-confirm = Per cambiare l’indirizzo, prima confermi che è lei.
login-address-new = Nuovo indirizzo e-mail
login-address-hint = Vi inviamo un link. Nulla cambia finché non lo segue.
login-address-ask = Invia il link
login-waiting = Non ancora confermato: { $address }
    .text = Segua il link nell’e-mail entro { $until }. Guardi anche nella posta indesiderata.
login-waiting-cancel = Mantieni l’indirizzo attuale
login-confirm-title = Confermi il suo nuovo indirizzo e-mail
login-confirm-text = D’ora in poi accede con questo indirizzo:
login-confirm-ends = Sarà scollegato da ogni altro posto. Il vecchio indirizzo viene avvisato e da lì il cambio si può annullare per sette giorni.
login-confirm-button = Accedi con questo indirizzo
login-confirm-not = Non cambiare nulla
login-undo-title = Annullare il cambio dell’indirizzo e-mail
login-undo-text = Qualcuno ha cambiato l’indirizzo con cui si accede al suo account. Se non è stato lei, lo annulli:
login-undo-login = Valgono di nuovo il vecchio indirizzo e la vecchia password.
login-undo-sessions = Tutti vengono scollegati.
login-undo-ways = Le passkey, gli altri accessi e le app aggiunti da allora vengono rimossi.
login-undo-button = Annulla il cambio
login-undone = Il cambio è annullato
    .text = Acceda con il vecchio indirizzo e cambi subito la password.
    .link = Accedi
login-mail-confirm = Confermi il suo indirizzo e-mail
    .text = Qualcuno vuole accedere con questo indirizzo e-mail qui: { $operator }. Se è lei, segua il link entro un giorno. Se non è lei, non faccia nulla.
    .link = Conferma l’indirizzo
login-mail-taken = Qualcuno vuole accedere con questo indirizzo e-mail qui: { $operator }. Esiste già un account con esso. Se è lei, acceda con quello. Se non è lei, non faccia nulla.
login-mail-changed = Il suo indirizzo e-mail per accedere è stato cambiato
    .text = Al suo account qui ora si accede con un altro indirizzo e-mail al posto di questo: { $operator }. Se non è stato lei, segua il link entro il { $date }.
    .link = Annulla il cambio

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
done-login-asked = Un link è in arrivo al nuovo indirizzo.
done-login-cancelled = Il suo indirizzo resta com’è.
done-login = D’ora in poi accede con il nuovo indirizzo.
wrong-password = La password non è giusta.
wrong-short = La nuova password è troppo corta.
wrong-unconfirmed = Prima confermi che è lei.
wrong-login = Non è un indirizzo e-mail, oppure è già il suo indirizzo.
wrong-young = Ha confermato con qualcosa aggiunto meno di 24 ore fa. Confermi con un modo di accesso più vecchio.
wrong-other = Questo non va più bene. La situazione ora è questa.
