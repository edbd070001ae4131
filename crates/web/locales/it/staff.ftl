## Logging in

staff-login = Accesso per il personale
    .text = Per chi lavora nell’organizzazione. Le servono la password e l’app che mostra i Suoi codici.
staff-not-logged-in = L’accesso non è riuscito
staff-address = Indirizzo e-mail
staff-password = Password
staff-code = Codice
    .hint = Le sei cifre che la Sua app mostra ora, oppure uno dei Suoi codici di riserva.
staff-log-in = Accedi
staff-lost = Se ha perso la password, l’app e i codici di riserva, chieda un nuovo link a chi amministra la Sua organizzazione.
staff-wrong-login = L’indirizzo e-mail, la password o il codice non è giusto. Ogni codice vale una volta. Dopo cinque codici sbagliati aspetti cinque minuti.
staff-wrong-often = Troppi tentativi. Aspetti un minuto e riprovi.

## Coming by a link

staff-invitation = Il Suo accesso
    .text = Le diamo il benvenuto, { $name }. Scelga una password e colleghi un’app che mostra codici. Le servono entrambe a ogni accesso.
staff-choose-password = 1. Scelga una password
staff-your-address = Lei accede con questo indirizzo:
staff-new-password = Nuova password
    .hint = Almeno { $count } caratteri. Una frase è facile da ricordare e difficile da indovinare.
staff-app = 2. Colleghi un’app
    .text = Va bene qualsiasi app che mostra codici di accesso. Inquadri questa immagine con l’app.
    .picture = Codice QR per la Sua app. La chiave qui sotto dice lo stesso.
    .key = Oppure scriva questa chiave nell’app:
staff-first-code = Codice che l’app mostra
    .hint = Sei cifre. Cambiano ogni 30 secondi.
staff-come = Salva e accedi
staff-not-done = Non ha funzionato
staff-wrong-code = Il codice non è giusto o è già stato usato. Aspetti il prossimo.
staff-wrong-password = La Sua password attuale non è giusta.
staff-wrong-new-password = La nuova password è troppo corta o troppo lunga. Servono almeno 8 caratteri.

## Recovery codes

staff-codes = Codici di riserva
    .left = { $count ->
        [one] Le resta { $count } codice di riserva.
       *[other] Le restano { $count } codici di riserva.
    }
    .button = Crea nuovi codici di riserva
staff-codes-made = Conservi questi codici in un luogo sicuro
    .text = Li vede solo ora. Con ognuno può accedere una volta, quando non ha la Sua app. I codici di riserva precedenti non valgono più.
staff-codes-kept = Li ho conservati

## Staff

staff-members = Personale
    .text = Chi può accedere per la Sua organizzazione e che cosa può fare.
staff-you = Lei
staff-state-active = Può accedere
staff-state-invited = Ha ricevuto un invito
staff-state-left = Non lavora più qui
staff-seen = Ultimo accesso: { $at }
staff-never-seen = Non ha ancora effettuato l’accesso
staff-change = Modifica: { $name }
staff-roles = Ruoli
staff-save-roles = Salva i ruoli
staff-role-administrator = Amministrazione
    .hint = Dà e toglie l’accesso al personale e sostituisce le chiavi. Non vede chi ha ricevuto dati.
staff-role-data-steward = Gestione dei dati
    .hint = Descrive che cosa offre l’organizzazione e fa ciò che le persone chiedono.
staff-role-data-protection-officer = Responsabile della protezione dei dati
    .hint = Vede chi ha ricevuto dati e che cosa ha fatto il personale, e segue le richieste delle persone.
staff-role-auditor = Controllo
    .hint = Vede tutto e non cambia niente.
staff-new-link = Nuovo link
    .text = Per chi ha perso la password o l’app, o ha un link troppo vecchio. Il modo di accedere attuale non vale più.
    .button = Crea un nuovo link
staff-remove = Rimuovi { $name }
    .text = Questa persona non può più accedere. Ciò che ha fatto resta nel registro.
    .button = Rimuovi
staff-invite = Inviti qualcuno
    .text = Riceve un link. Lo dia Lei stesso alla persona, perché nessun altro lo usi.
    .button = Invita
staff-name = Nome
staff-language = Lingua
staff-link = Link per { $name }
    .text = Vede questo link solo ora. Vale una volta, fino a { $until }.
staff-done-roles = I ruoli sono salvati.
staff-done-removed = Rimosso.
staff-done-password = La password è cambiata. Altrove l’accesso è terminato.
staff-wrong-address = Questo non è un indirizzo e-mail.
staff-wrong-taken = C’è già qualcuno con questo indirizzo e-mail.
staff-wrong-name = Un nome ha da 1 a 100 lettere su una riga.
staff-wrong-roles = Scelga almeno un ruolo.
staff-wrong-last = Nessun altro ha il ruolo Amministrazione. Lo dia prima a un’altra persona.
staff-wrong-changed = Qualcuno l’ha modificato nel frattempo. Ora è così.

## One's own account

staff-account = Il mio account
staff-change-password = Cambi la password
    .hint = Almeno 8 caratteri. Altrove l’accesso termina.
    .button = Cambia la password
staff-old-password = Password attuale

## What staff did

staff-trail = Registro del personale
    .text = Tutto ciò che il personale ha fatto qui. Nessuno può modificare o togliere una voce.
    .caption = Che cosa ha fatto il personale, dal più recente
    .none = Non è stato ancora fatto niente.
    .when = Quando
    .who = Chi
    .what = Che cosa
    .about = Riguardo a
staff-administration = Amministrazione di questo servizio
act-invited = Ha invitato qualcuno
act-came = È entrato con il link
act-logged-in = Ha effettuato l’accesso
act-logged-in-by-recovery = Ha effettuato l’accesso con un codice di riserva
act-login-refused = Un accesso è stato rifiutato
act-logged-out = È uscito
act-roles-changed = Ha cambiato dei ruoli
act-link-renewed = Ha creato un nuovo link
act-removed = Ha rimosso qualcuno
act-password-changed = Ha cambiato la password
act-codes-renewed = Ha creato nuovi codici di riserva
