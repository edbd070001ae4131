## Navigation

nav-home = Inizio
nav-permissions = Permessi
nav-activity = Attività
person-nameless = Accesso effettuato

## Logging in

login-title = Accesso
login-email = Indirizzo e-mail
login-password = Password
login-button = Accedi
login-others = Altri modi di accedere
login-not = Accesso non riuscito
login-failed = L’indirizzo e-mail e la password non corrispondono.
login-often = Ci sono stati troppi tentativi. Aspetti un minuto.

## Home

home-title = I suoi dati, le sue decisioni
home-waiting = In attesa della sua decisione
home-nobody-asks = Al momento nessuno chiede i suoi dati.
home-permissions = I suoi permessi
home-no-permissions = Non ha ancora dato nessun permesso.
home-all-permissions = Tutti i permessi
home-lately = Che cosa è successo di recente
home-nothing-yet = Nessun servizio ha ancora chiesto i suoi dati.
home-all-activity = Tutta l’attività
who-asks = { $organisation }, per { $service }

## States of a permission

state-requested = In attesa
state-declined = Rifiutato
state-granted = In vigore
state-suspended = In pausa
state-withdrawn = Revocato
state-expired = Scaduto
state-revoked = Chiuso dall’organizzazione
state-invalidated = Chiuso da un’autorità

## Lists

permissions-title = Permessi
permissions-newest = Prima gli ultimi cambiati
activity-title = Attività
activity-intro = Ogni volta che un servizio ha chiesto i suoi dati. Prima le più recenti.
activity-permission = Vedi il permesso

## What happened

access-is-open = Consentito
access-is-released = Mostrato
access-is-failed = Non mostrato
access-is-refused = Rifiutato
access-is-unreported = Nessuna notizia
access-is-filed = Presso il personale della fonte
access-is-taken-back = Ritirato
access-is-changed = Modificato
access-is-unchanged = Non confermato
access-released = { $source } ha mostrato questo a { $service }: { $data }.
access-released-something = { $source } ha mostrato dati su di lei a { $service }.
access-open = { $source } può mostrare dati su di lei a { $service }. La fonte non ha ancora detto che cosa ha mostrato.
access-failed = { $service } ha chiesto dati su di lei e non ne ha ricevuti. Fonte: { $source }.
access-refused = { $service } ha chiesto dati su di lei. La richiesta è stata rifiutata. Fonte: { $source }.
access-unreported = { $source } poteva mostrare dati su di lei a { $service }. Non sappiamo se lo ha fatto.
own-released = Ha guardato i suoi dati. { $source } le ha mostrato: { $data }.
own-released-something = Ha guardato i suoi dati. { $source } le ha mostrato dati su di lei.
own-open = Ha chiesto i suoi dati a { $source }. Non sappiamo ancora che cosa le ha mostrato.
own-unreported = Ha chiesto i suoi dati a { $source }. Non sappiamo se le ha mostrato qualcosa.
own-failed = Ha chiesto i suoi dati a { $source } e non ne ha ricevuti.
own-refused = Ha chiesto i suoi dati a { $source }. La richiesta è stata rifiutata.
own-corrected-there = Ha corretto questo di persona presso { $source }: { $data }.
own-added-there = Ha aggiunto questo di persona presso { $source }: { $data }.
own-erased-there = Ha cancellato questo di persona presso { $source }: { $data }.
own-change-unconfirmed = Ha chiesto a { $source } di aggiungere, correggere o cancellare dati su di Lei. La fonte non ha confermato di averlo fatto.
own-change-with-staff = Ha chiesto a { $source } di correggere o cancellare questo: { $data }. Il personale risponde entro il { $date }.
own-change-refused-by-staff = Ha chiesto a { $source } di correggere o cancellare questo: { $data }. Il personale ha rifiutato: «{ $why }»
own-change-taken-back = Ha ritirato ciò che aveva chiesto a { $source } di correggere o cancellare: { $data }.
own-corrected-by-staff = Il personale di { $source } ha corretto questo, come ha chiesto: { $data }.
own-erased-by-staff = Il personale di { $source } ha cancellato questo, come ha chiesto: { $data }.
access-purpose = Scopo: { $purpose }.
access-given = Ha dato questo permesso il { $date }.
reason-unanswered = Non aveva ancora risposto.
reason-declined = Aveva detto no.
reason-paused = Aveva messo in pausa il permesso.
reason-withdrawn = Aveva revocato il permesso.
reason-expired = Il permesso era scaduto.
reason-ended = Il permesso era stato chiuso da altri.
reason-rule = Una delle sue regole lo vieta.
reason-beyond = Il servizio ha chiesto più di quanto aveva permesso.
reason-not-yet = Il permesso non era ancora valido.
reason-described = La fonte descriveva i dati diversamente da quando ha dato il permesso.
reason-condition = Una condizione del suo permesso non era soddisfatta.
reason-assurance = La fonte non era abbastanza sicura che si trattasse di lei.
reason-all = Il servizio prende tutto o niente, e qualcosa è stato trattenuto.
reason-filter = La fonte non poteva trattenere ciò che non aveva permesso, quindi non è stato mostrato nulla.
reason-service-suspended = L’operatore aveva sospeso il servizio.
reason-service-gone = Il servizio non era più registrato.
reason-ticket = La prova del suo permesso mostrata dal servizio non era valida per questa fonte.
reason-technical = C’è stato un guasto tecnico.

## Facts about a use of data

fact-who = Chi chiede
fact-purpose = Per che cosa
fact-processing = Che cosa si fa con i dati
fact-longest = Per quanto tempo al massimo può permetterlo
fact-retention = Per quanto tempo il servizio li conserva
fact-recipients = Chi altro li riceve
fact-nobody = Nessuno
fact-storage = Dove sono conservati
fact-third-countries = Paesi fuori dallo Spazio economico europeo in cui vanno
fact-decisions = Decisioni
fact-automated = Su di lei decide da solo un computer.
fact-basis = Base giuridica: perché la legge lo permette
fact-refusal = Se dice no
dataset-needed = Necessari
dataset-optional = Solo se vuole

## A request

error-title = Non è riuscito
error-choice = La sua scelta non va bene per la richiesta. La guardi ancora una volta.
error-changed = Nel frattempo il permesso è cambiato. Ora è così.
request-granted = Ha detto sì
    .text = Può cambiarlo o revocarlo in ogni momento.
request-declined = Ha detto no
    .text = Al servizio non viene mostrato nulla.
request-expired = Il tempo per rispondere è passato
    .text = Il servizio può chiedere di nuovo.
request-continue = Continua verso { $service }
request-before = Nulla viene mostrato prima che lei dica sì. Può ritirare il suo sì in ogni momento. È facile come darlo.
request-yes = Sì, mostra questi dati
request-no = No, non mostrare nulla
request-information = Qui non si chiede il suo consenso. La legge permette questo uso per un altro motivo: { $basis }.
request-rights = I suoi diritti
request-read = Ho letto

## A permission

permission-pending = L’ultimo cambiamento non è ancora confermato ovunque
permission-pending-at = { $connector }: in vigore al più tardi il { $time }
permission-in-force = Ora è in vigore ovunque
    .text = Nessuna fonte mostra più i suoi dati con questo permesso.
permission-rule = Una delle sue regole trattiene una parte
    .text = Ciò che la regola vieta non viene mostrato. Revochi il permesso se non lo vuole più.
permission-ends = Finisce da solo il { $date }.
permission-save = Salva la mia scelta
permission-change = Cambiare o chiudere
permission-withdraw = Revoca
permission-pause = Metti in pausa
permission-extend = Prolunga
permission-object = Opposizione
permission-resume = Lascia continuare
permission-again = Nuovo permesso
permission-about = Che cosa c’è da sapere
permission-use = Uso dei suoi dati con questo permesso
permission-use-none = Non ancora usato.
permission-history = Storia
permission-history-caption = Tutte le versioni di questo permesso, prima la più recente
permission-receipt = Ricevuta { $version }
column-version = Versione
column-time = Quando
column-state = Stato
column-by = Da
column-receipt = Ricevuta
by-you = Lei
by-app = Lei, nell’app { $name }
by-mandate = Qualcuno che agisce per lei
by-rule = Una delle sue regole
by-organisation = L’organizzazione
by-authority = Autorità: { $name }
by-time = Il tempo era finito
