## Navigation

nav-notifications = Notifiche
nav-notifications-new = Notifiche (nuove: { $count })

## The page

news-title = Notifiche
news-none = Ancora niente da segnalare
    .text = Quando un servizio chiede i suoi dati o succede qualcosa di insolito, lo legge qui.
news-unread = Nuove
news-read = Lette
news-look = Guarda
news-mark = Segna come letta
news-mark-all = Segna tutte come lette
news-choose = Scelga che cosa le viene detto

## What has happened

news-new-request = “{ $service }” chiede i suoi dati e attende la sua decisione.
news-request-granted = “{ $service }” ha chiesto i suoi dati e lei ha detto sì.
news-request-declined = “{ $service }” ha chiesto i suoi dati e lei ha detto no.
news-request-ended = “{ $service }” ha chiesto i suoi dati. La richiesta è finita senza risposta.
news-granted-by-rule = Una delle sue regole ha detto sì per lei a “{ $service }”.
news-ends-soon = Un permesso per “{ $service }” finisce il { $date }.
news-first-use = “{ $service }” ha usato per la prima volta un permesso dato da lei. I dati venivano da: { $source }.
news-other-country = “{ $service }” ha ricevuto dati su di lei. L’organizzazione del servizio è in un paese in cui i dati su di lei non erano mai andati: { $country }.
news-unusual-rate = “{ $service }” ha guardato i suoi dati in un giorno { $times } volte più spesso del solito. I dati venivano da: { $source }.
news-answer-due = La risposta a una lettera sui suoi dati è dovuta entro il { $date }: { $who }.
news-answer-overdue = La risposta a una lettera sui suoi dati era dovuta entro il { $date } ed è in ritardo: { $who }. Se non è arrivata, può presentare un reclamo.
news-new-device = Qualcuno è entrato nel suo account con un dispositivo o programma mai usato prima. Se non è stato lei, cambi la password e chiuda le altre sessioni.
news-passkey-added = Al suo account è stata aggiunta una passkey. Chi la possiede può entrare.
news-password-changed = La password del suo account è stata cambiata.
news-login-changed = L’indirizzo e-mail con cui accede è stato cambiato.
news-app-connected = L’app “{ $app }” è stata ammessa nel suo account.
news-linked = Ora Lei è collegato a { $source }. Se non è stato Lei, termini il collegamento.
news-link-ends = Il collegamento con { $source } termina il { $date }. Si colleghi di nuovo prima, se vuole continuare.
news-link-ended = { $source } ha terminato il collegamento con Lei. La fonte non viene a sapere più nulla su di Lei finché non si collega di nuovo.
news-not-linked = Lei non è collegato a { $source }: non è stato confermato allo sportello.
news-link-refused = Il personale allo sportello di { $source } ha rifiutato di collegarla. Il motivo è nella pagina Collegamenti.
news-link-refused-why = Il personale allo sportello di { $source } ha rifiutato di collegarla: «{ $why }»
news-change-done = Il personale di { $source } ha fatto la modifica che ha chiesto.
news-change-refused = Il personale di { $source } ha rifiutato la modifica che ha chiesto. Il motivo è nella sua attività.
news-test = Questa è una prova: le notifiche le arrivano in questo modo.

## Kinds

kind-new-request = Un servizio chiede i suoi dati
kind-granted-by-rule = Una sua regola ha detto sì
kind-ends-soon = Un permesso finisce tra 14 giorni
kind-first-use = Un permesso viene usato per la prima volta
kind-other-country = I dati vanno in un nuovo paese
kind-unusual-rate = Un servizio guarda dieci volte più del solito
kind-answer-due = La risposta a una sua lettera è dovuta fra tre giorni
kind-answer-overdue = La risposta a una sua lettera è in ritardo
kind-new-device = Qualcuno entra con un nuovo dispositivo
kind-passkey-added = Viene aggiunta una passkey
kind-password-changed = La password viene cambiata
kind-login-changed = L’indirizzo e-mail per accedere viene cambiato
kind-app-connected = Un’app viene ammessa
kind-linked = Lei è collegato a una fonte
kind-link-ends = Un collegamento con una fonte termina tra 14 giorni
kind-link-ended = Una fonte ha terminato un collegamento, o non lo ha confermato al suo sportello
kind-change-answered = Il personale di una fonte risponde a una modifica che ha chiesto
kind-test = Prova

## Choices

choices-title = Notifiche
choices-intro = Scelga che cosa le viene detto e come.
choices-caption = Che cosa le viene detto e come
choices-what = Che cosa
choices-always = Sempre
    .text = “Sempre” non si può disattivare: la legge richiede che il suo account sia protetto (GDPR articolo 32), e chi è entrato non deve poterglielo nascondere.
way-page = Su questo sito
way-email = Per e-mail
way-push = Sui suoi dispositivi
choices-pace = Quando arrivano le e-mail
pace-at-once = Subito
pace-daily = Una volta al giorno, tutte insieme
pace-never = Mai, tranne ciò che è sempre attivo
choices-address = Le e-mail vanno a { $address }.
choices-no-address = Il suo account non ha un indirizzo e-mail, quindi non le vengono inviate e-mail.
choices-test = Invia una prova
choices-tested = Una prova è in arrivo.

## Devices

devices-title = Notifiche sui suoi dispositivi
devices-intro = Il suo browser può mostrare notifiche anche quando questo sito è chiuso. Dicono solo che genere di cosa è successo, mai un nome e mai i suoi dati.
devices-way = Viaggiano cifrate attraverso il servizio di consegna dell’azienda che produce il suo browser. L’azienda sa che arriva una notifica e quando, ma non può leggerla.
devices-needs = Per aggiungere un dispositivo servono JavaScript e un browser che possa mostrare notifiche. Le finestre private spesso non possono. Su un iPhone o iPad aggiunga prima questo sito alla schermata Home e lo apra da lì.
devices-ask = Quando preme il pulsante, il browser chiede se questo sito può mostrare notifiche. Chiunque veda lo schermo di questo dispositivo può poi leggerle.
devices-add = Anche su questo dispositivo
devices-since = Aggiunto il { $date }
devices-used = Ultima notifica il { $date }
devices-unused = Ancora nessuna notifica
devices-through = Tramite { $service }
devices-remove = Rimuovi: { $device }
devices-added = Ora le notifiche vengono mostrate su questo dispositivo.
devices-removed = Le notifiche non vengono più mostrate su quel dispositivo.
devices-denied = Il suo browser non permette a questo sito di mostrare notifiche. Può cambiarlo nelle impostazioni del browser.
devices-failed = Non ha funzionato. Forse il servizio di consegna del suo browser non è raggiungibile. Riprovi più tardi.
devices-many = Ha aggiunto tutti i dispositivi possibili. Prima ne rimuova uno.

## E-mails

mail-several = { $count } notifiche
mail-why = Riceve questo perché ha un account qui: { $operator }. Scelga che cosa le viene detto: { $url }
mail-why-always = Riceve questo perché riguarda la sicurezza del suo account qui: { $operator }. Altro sulle notifiche: { $url }
mail-stop = Basta con queste e-mail
unsubscribe-title = E-mail di notifica
unsubscribe-text = Ciò che riguarda la sicurezza del suo account le arriva ancora per e-mail. Dopo l’accesso può scegliere di nuovo nelle impostazioni.
unsubscribe-button = Non inviarmi più queste e-mail
unsubscribe-done = Queste e-mail non le verranno più inviate.
closed-mail = Il suo account è chiuso
    .text = Il suo account qui è chiuso e ciò che era salvato su di lei è cancellato: { $operator }. Se non è stato lei, lo dica a chi gestisce questo servizio.

## E-mails of a demo

mails-title = E-mail e SMS di questa demo
mails-intro = Qui le e-mail e gli SMS non vanno a nessuno: restano in una cartella e tutti possono leggerli.
mails-none = Ancora nessuna e-mail
mails-to = A { $address }
mails-all = Tutte le e-mail
