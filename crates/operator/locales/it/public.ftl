## Who runs this

about-intro = { $provider } gestisce questo servizio. Qui vede di chi si tratta e come mettersi in contatto.
about-role = Questo servizio sta tra lei, le fonti che hanno i suoi dati e i servizi che vogliono usarli. La legge lo chiama «servizio di intermediazione dei dati» tra le persone e gli utenti dei dati (regolamento (UE) 2022/868, articolo 10, lettera b)). Può usare i suoi dati solo per eseguire ciò che lei decide, e per nient’altro.
about-who = Chi lo gestisce
about-name = Nome
about-legal-form = Forma giuridica
about-register = Numero nel registro
about-notification = Numero della notifica all’autorità
about-rulebook = Regole accettate da tutti
about-authority = Autorità per la protezione dei dati
about-contact = Contatti
about-no-contact = Qui non è ancora indicato nessun contatto.
about-email = E-mail
about-phone = Telefono
about-address = Indirizzo
about-officer = Responsabile della protezione dei dati
about-keys = Per i curiosi: le chiavi
about-keys-intro = Con queste chiavi chiunque può verificare che una ricevuta, un biglietto o il registro pubblico venga davvero da qui.
about-keys-show = Mostra le chiavi
about-uuid = Numero di questo operatore
about-key = Chiave che firma ora
about-former-keys = Chiavi precedenti
about-log-key = Chiave del registro pubblico
about-log = Il registro pubblico
about-api = Come i programmi parlano con questo servizio (in inglese)

## Accessibility

accessibility-intro = { $provider } vuole che tutti possano usare questo servizio.
accessibility-scope = Questa dichiarazione riguarda le pagine all’indirizzo { $address }.
accessibility-how-far = Quanto sono accessibili le pagine
accessibility-full = Le pagine rispettano tutto ciò che la legge chiede.
accessibility-partial = Le pagine rispettano quasi tutto ciò che la legge chiede. Ciò che manca è scritto sotto.
accessibility-none = Le pagine non rispettano ancora ciò che la legge chiede. I difetti più importanti sono scritti sotto.
accessibility-standard = La legge chiede la norma europea EN 301 549. Per le pagine web segue le linee guida WCAG 2.2, livello AA.
accessibility-limits = Che cosa non è accessibile
accessibility-no-limits = Non sappiamo di nulla che non sia accessibile.
accessibility-assessment = Come è stato verificato
accessibility-tests = A ogni modifica del software un programma controlla ogni pagina in un vero browser: con colori chiari e scuri, su schermo largo e stretto, con la sola tastiera e senza JavaScript.
accessibility-by-us = Abbiamo controllato le pagine noi stessi.
accessibility-by = Le pagine sono state controllate da: { $who }
accessibility-prepared = Data di questa dichiarazione: { $day }.
accessibility-reviewed = Ultima revisione: { $day }.
accessibility-enforcement = Se la nostra risposta non aiuta
accessibility-enforcement-text = Se non rispondiamo o se la nostra risposta non la aiuta, può rivolgersi all’autorità che vigila sull’accessibilità.

## Feedback

feedback-title = Ci dica che cosa non funziona
feedback-intro = Ha trovato qualcosa che non riesce a leggere, sentire o usare? Ce lo dica. Non serve un account.
feedback-text = Che cosa non funziona?
    .hint = Al massimo { $most } caratteri. Non scriva segreti.
feedback-page = In quale pagina?
feedback-email = Il suo indirizzo e-mail
    .hint = Solo se vuole una risposta. Non lo usiamo per altro.
feedback-send = Invia
feedback-sent = Grazie. Abbiamo ricevuto il suo messaggio
    .text = Se ha dato un indirizzo e-mail, le risponderemo lì.
feedback-not-sent = Il suo messaggio non è stato inviato
feedback-look = Guardi ciò che è segnato e lo invii di nuovo.
feedback-often = Ci sono stati troppi messaggi in poco tempo. Aspetti qualche minuto. Ciò che ha scritto è ancora qui.
feedback-empty = Scriva che cosa non funziona.
feedback-long = È troppo lungo.
feedback-no-email = Scriva un indirizzo come nome@example.org, o lasci vuoto il campo.
feedback-else = Può contattarci anche così:

## Privacy

privacy-intro = Questa pagina dice che cosa questo servizio conserva su di lei, perché e per quanto tempo.
privacy-through = I suoi dati presso le fonti, come il suo indirizzo o i suoi prestiti, non passano mai da questo servizio. Vanno direttamente dalla fonte al servizio a cui lei lo ha permesso.
privacy-who = Chi ne risponde
privacy-controller = { $provider } è il «titolare del trattamento»: decide perché e come questo servizio conserva dati su di lei, e ne risponde.
privacy-basis = Perché la legge lo permette
privacy-kept = Che cosa conserviamo
privacy-account = Il suo account
    .text = Il suo nome, il suo indirizzo e-mail e la sua lingua, perché lei possa accedere e noi possiamo parlarle. Della sua password solo un valore da cui non si può leggere. Nome e indirizzo e-mail sono cifrati.
privacy-identifiers = I suoi identificativi
    .text = Numeri con cui le fonti la conoscono, come la tessera della biblioteca. Sono cifrati con una chiave solo per lei. Servono solo a trovare i suoi dati dove lei lo ha permesso.
privacy-permissions = Le sue decisioni
    .text = Ogni richiesta, ogni permesso con tutte le modifiche e le sue regole. Così lei e noi possiamo dimostrare che cosa ha deciso.
privacy-uses = Uso dei suoi dati
    .text = Quale servizio ha chiesto, quando e perché, e quali tipi di dati gli sono stati mostrati. Il contenuto dei dati non c’è.
privacy-log = Il registro pubblico
    .text = Per ogni voce un’impronta in numeri (un «hash»). Dimostra che nessuno ha cambiato la voce dopo. Nessuno può leggervi nulla su di lei.
privacy-requests = Richieste a cui non ha risposto
    .text = Perché lei possa decidere e il servizio sappia che non ha risposto.
privacy-sessions = Che ha effettuato l’accesso
    .text = Da quando e fino a quando, perché non debba accedere a ogni pagina.
privacy-news = Ciò di cui viene avvisato
    .text = Le notifiche e ciò che ha scelto al riguardo: per dirle ciò che non deve aspettare.
privacy-letters = Le lettere che ha annotato
    .text = A chi ha scritto, perché ed entro quando è dovuta la risposta: per ricordarglielo.
privacy-network = L’indirizzo di rete del suo dispositivo
    .text = Per fermare i tentativi in massa di indovinare password o di sovraccaricarci.
privacy-feedback = Ciò che ci scrive sull’accessibilità
    .text = Il suo testo e, se lo dà, il suo indirizzo e-mail, perché possiamo correggere il difetto e risponderle. Sono cifrati.
privacy-push = Dispositivi che mostrano notifiche
    .text = L’indirizzo a cui si raggiunge il suo browser, le chiavi per cifrare e che tipo di dispositivo è. Ogni dispositivo lo aggiunge lei.
privacy-while-account = Conservato finché lei ha un account.
privacy-until-removed = Conservato finché non rimuove il dispositivo, non esce da lì o non chiude l’account.
privacy-for-good = Conservato per sempre.
privacy-for = Tempo massimo di conservazione: { $time }.
privacy-in-memory = Solo nella memoria del computer, per pochi minuti; non viene scritto.
privacy-hours = { $hours ->
    [one] { $hours } ora
   *[other] { $hours } ore
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minuti
}
privacy-logins = Se accede tramite un altro fornitore ({ $logins }), da lui sappiamo chi è: il suo nome, il suo indirizzo e-mail e gli identificativi che ha verificato.
privacy-cookies = Cookie
privacy-cookies-intro = Un cookie è un piccolo testo che il suo browser conserva per un sito. Usiamo solo quelli di cui le pagine hanno bisogno. Nessuno segue ciò che fa, e nulla viene da altre aziende.
privacy-cookie-session = Dice che ha effettuato l’accesso.
privacy-cookie-language = Ricorda la lingua scelta.
privacy-cookie-form = Conserva ciò che ha inserito in un modulo se deve accedere di nuovo prima dell’invio.
privacy-cookie-login = Tiene insieme i passi di un accesso tramite un altro fornitore.
privacy-cookie-device = Riconosce un dispositivo che mostra notifiche, perché smettano quando vi accede qualcun altro.
privacy-recipients = Chi riceve qualcosa
privacy-to-source = Una fonte riceve l’identificativo con cui già la conosce, e viene a sapere quali dati può mostrare a chi.
privacy-to-service = Un servizio viene a sapere che cosa ha deciso. Riceve un numero casuale per lei, e mai i suoi identificativi da noi.
privacy-to-push = Se aggiunge un dispositivo per le notifiche, le consegna l’azienda che produce il suo browser. L’azienda sa che ne arriva una e quando, ma non può leggerla.
privacy-to-others = Nessun altro. Non vendiamo nulla e non c’è pubblicità.
privacy-rights = I suoi diritti
privacy-rights-intro = Ci scriva se vuole usare uno di questi diritti. Non costa nulla. Rispondiamo entro un mese.
privacy-right-access = Vedere
    .text = Può chiedere che cosa conserviamo su di lei e averne una copia.
privacy-right-correct = Correggere
    .text = Può far correggere ciò che è sbagliato.
privacy-right-erase = Cancellare
    .text = Può far cancellare ciò che non ci serve più.
privacy-right-limit = Limitare
    .text = Può chiederci di conservare soltanto un dato senza usarlo, finché una questione è aperta.
privacy-right-take = Portare con sé
    .text = Può avere ciò che ci ha dato in una forma che altri programmi capiscono.
privacy-right-object = Opporsi
    .text = Può dire che per un suo motivo non vuole un certo uso.
privacy-right-withdraw = Revocare
    .text = Può revocare ogni permesso in qualsiasi momento. Ciò che è stato fatto prima resta lecito.
privacy-automated = Questo servizio non prende da solo decisioni su di lei. Le sue regole valgono finché lei non le cambia.
privacy-complain = Se non è soddisfatto
privacy-complain-text = Può presentare un reclamo all’autorità per la protezione dei dati. Può anche rivolgersi a un tribunale.
privacy-authority = L’autorità

## Status

status-all-good = Tutto funziona
status-not-all = Al momento non tutto funziona
    .text = Ciò che non funziona è segnato sotto. I suoi permessi restano come sono. Ciò che non si può verificare non viene mostrato a nessuno.
status-at = Verificato:
status-last = Ultima volta:
status-good = Funziona
status-late = Non risponde
status-unknown = Non ancora noto
status-here = Questo servizio
    .text = Vede questa pagina, quindi funziona.
status-log = Il registro pubblico
    .text = Dimostra che nulla è stato cambiato o tralasciato dopo.
status-groups = Elenchi di fiducia
    .text = Dicono quali operatori e fonti seguono le regole comuni. Li scarichiamo regolarmente.
status-no-groups = Questo servizio non è in nessun gruppo di fiducia.
status-sources = Fonti
    .text = Se ogni fonte ha risposto quando abbiamo guardato l’ultima volta.
status-json = Lo stesso per i programmi (JSON)

## Catalogue

catalogue-intro = Qui vede quali dati hanno le fonti, quali servizi chiedono dati e perché. Nulla viene mostrato a un servizio prima che lei lo permetta.
catalogue-kinds = Che cosa viene mostrato
catalogue-sources = Fonti ({ $count })
catalogue-uses = Servizi ({ $count })
catalogue-uses-title = Che cosa chiedono i servizi
catalogue-no-uses = Qui nessun servizio chiede ancora dati.
catalogue-asked = Quali dati chiede
