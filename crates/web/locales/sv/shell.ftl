## Around every page

shell-skip = Gå till innehållet
shell-navigation = Huvudmeny
shell-menu = Meny
shell-menu-new = Meny ({ $count } nya)
shell-log-out = Logga ut
shell-language = Språk
shell-language-choose = Välj språk
shell-language-change = Byt språk
shell-developers = För utvecklare
shell-start = Till startsidan
shell-about = Om tjänsten
shell-privacy = Dataskydd
shell-accessibility = Tillgänglighet
shell-status = Driftläge
shell-catalogue = Förteckning
shell-footer = Om webbplatsen

## Components

field-optional = (frivilligt)
pages = Sidor
pages-newest = Nyaste
pages-older = Äldre
dialog-close = Stäng

## How long

duration-days = { $days ->
    [one] { $days } dag
   *[other] { $days } dagar
}
duration-years = { $years ->
    [one] { $years } år
   *[other] { $years } år
}

## When something goes wrong

problem-missing = Sidan finns inte här
    .text = Adressen kan vara fel, eller så är sidan borttagen. Du kan bara se det som är ditt.
problem-forbidden = Det här är inte tillåtet
    .text = Du får inte se eller göra det här. Om du kom från en annan webbplats, gå till startsidan och försök igen därifrån.
problem-login = Logga in
    .text = Du är inte inloggad, eller så blev du utloggad för att inget hände under en lång tid.
problem-closed = Det här har ändrats under tiden
    .text = Någon annan, eller du i ett annat fönster, hann före. Gå tillbaka, ladda sidan igen och se hur det är nu.
problem-often = För många försök
    .text = Vänta en minut och försök sedan igen.
problem-input = Det här gick inte att förstå
    .text = Något i det som skickades stämmer inte. Gå tillbaka och kontrollera vad du skrev.
problem-unavailable = Vi kan inte svara just nu
    .text = Felet är vårt, inte ditt. Försök igen om några minuter.
problem-internal = Något gick fel här
    .text = Felet är vårt, inte ditt. Inget av ditt har ändrats. Försök igen senare.
problem-name = Problemets namn
problem-request = Nummer på denna begäran, om du ber om hjälp
