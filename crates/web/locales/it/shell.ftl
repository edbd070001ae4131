## Around every page

shell-skip = Vai al contenuto
shell-navigation = Menu principale
shell-menu = Menu
shell-menu-new = Menu (novità: { $count })
shell-log-out = Esci
shell-language = Lingua
shell-language-choose = Scelga la lingua
shell-language-change = Cambia lingua
shell-developers = Per sviluppatori
shell-start = Vai alla pagina iniziale
shell-about = Informazioni sul servizio
shell-privacy = Privacy
shell-accessibility = Accessibilità
shell-status = Stato
shell-catalogue = Catalogo
shell-footer = Informazioni sul sito

## Components

field-optional = (facoltativo)
pages = Pagine
pages-newest = Più recenti
pages-older = Meno recenti
dialog-close = Chiudi

## How long

duration-days = { $days ->
    [one] { $days } giorno
   *[other] { $days } giorni
}
duration-years = { $years ->
    [one] { $years } anno
   *[other] { $years } anni
}

## When something goes wrong

problem-missing = Questa pagina non c’è
    .text = Forse l’indirizzo è sbagliato, o la pagina è stata tolta. Può vedere solo ciò che è suo.
problem-forbidden = Non è permesso
    .text = Non può vedere o fare questo. Se viene da un altro sito, vada alla pagina iniziale e riprovi da lì.
problem-login = Acceda, per favore
    .text = Non ha fatto l’accesso, oppure è uscito perché per molto tempo non è successo nulla.
problem-closed = Nel frattempo è cambiato
    .text = Qualcun altro è stato più veloce, o lei stesso in un’altra finestra. Torni indietro, ricarichi la pagina e guardi come stanno le cose ora.
problem-often = Troppi tentativi
    .text = Aspetti un minuto e poi riprovi.
problem-input = Non abbiamo capito
    .text = Qualcosa di ciò che è stato inviato non va bene. Torni indietro e controlli che cosa ha scritto.
problem-unavailable = Al momento non possiamo rispondere
    .text = La colpa è nostra, non sua. Riprovi tra qualche minuto.
problem-internal = Qui qualcosa è andato storto
    .text = La colpa è nostra, non sua. Nulla di suo è cambiato. Riprovi più tardi.
problem-name = Nome del problema
problem-request = Numero di questa richiesta, se chiede aiuto
