## Rights

rights-title = Dina rättigheter
rights-intro = Den som har uppgifter om dig måste svara när du använder en av dessa rättigheter. Det kostar ingenting. Här får du ett brev som du själv kan skicka.
rights-letter = Ditt brev till { $name }
rights-not-sent = Ingenting har skickats. Kopiera brevet, skriv ut det eller skicka det med e-post. Om du antecknar här att du har skickat det, får du veta när svaret ska komma.
rights-contact = Skicka det till:
rights-no-contact = Vi känner inte till någon post- eller e-postadress till den här källan. Fråga där:
operator-sources = Vem som svarar för dina uppgifter
rights-mail = Öppna i mitt e-postprogram
rights-write = Skriv ett brev
rights-nobody = Ingen källa känner dig än, och du har inte gett något tillstånd. Därför finns det ingen att skriva till.
rights-to = Till vem?
rights-right = Vad vill du?
rights-what = Vad gäller det? Till exempel vilken uppgift som är fel
rights-language = Brevets språk
rights-make = Gör brevet
rights-all = Vad rättigheterna betyder
rights-deadline = De måste svara inom en månad. Om det är mycket komplicerat får de ta två månader till, och måste berätta det för dig inom den första månaden.
rights-subject = Begäran enligt artikel { $article } i den allmänna dataskyddsförordningen
rights-dear = Till { $name }
rights-ask-access = Jag ber er tala om ifall ni behandlar uppgifter om mig och ge mig en kopia av dem, med ändamålen, mottagarna och hur länge de sparas.
rights-ask-correct = Jag ber er rätta de uppgifter om mig som är fel och komplettera det som saknas.
rights-ask-delete = Jag ber er radera de uppgifter som ni har om mig.
rights-ask-restrict = Jag ber er begränsa behandlingen av uppgifterna om mig.
rights-ask-take = Jag ber er ge mig uppgifterna om mig i ett allmänt använt, maskinläsbart format.
rights-ask-object = Jag invänder mot behandlingen av uppgifterna om mig.
rights-ask-human = Jag ber er låta en människa pröva det automatiserade beslutet om mig.
rights-about = Det gäller: { $what }
rights-month = Jag ber om svar inom en månad, som artikel 12.3 i förordningen kräver. Om ni behöver vara säkra på vem jag är, tala om vad ni behöver.
rights-regards = Med vänliga hälsningar
rights-link = Dina rättigheter och hur du använder dem

## Letters that were sent

letters-title = Brev som du har skickat
letters-sent-on = När skickade du det?
    .text = Du får veta när svaret snart ska komma och när det är försenat.
letters-note = Anteckna att jag skickade det
letters-noted = Det är antecknat.
letters-changed = Det är sparat.
letters-removed = Anteckningen är borttagen.
letters-restore = Ångra
letters-wrong-day = Dagen måste vara i dag eller under det senaste året.
letters-wrong-many = Det finns 100 brev här. Ta bort ett först.
letters-waiting = Väntar på svar
letters-due-soon = Svaret ska snart komma
letters-overdue = Svaret är försenat
letters-answered = Besvarat
letters-extended = Två månader till
letters-sent = Skickat { $date }.
letters-due = Svaret ska komma senast { $date }.
letters-complain = Så klagar du
letters-answer = Svaret kom
letters-unanswer = Det kom ändå inte
letters-extend = De tar två månader till
letters-unextend = De tar ändå inte längre tid
letters-remove = Ta bort anteckningen

## Mandates

mandates-title = Vem som agerar för dig
mandates-nobody = Ingen agerar för dig
    .text = Här bestämmer bara du. Att agera för någon annan, till exempel som förälder eller god man, går inte här än.
mandates-today = Vad du kan göra i dag
    .text = Om du behöver någon som agerar för dig, eller agerar för någon annan, fråga dem som driver tjänsten. Ge aldrig ditt lösenord till någon.
