## Navigation

nav-rules = Regler
nav-my-data = Mina uppgifter
nav-settings = Inställningar

## Activity of one source

activity-only = Bara uppgifter från: { $source }
activity-all = Visa alla händelser

## My data

own-title = Mina uppgifter
own-intro = Var uppgifter om dig finns och vad som är sparat där.
own-nowhere = Ingen källa känner dig än
    .text = När en källa känner dig genom en av dina identifierare ser du här vad den har sparat om dig.
own-straight = Uppgifterna kommer direkt från källan till din webbläsare. Vi ser dem inte. Varje gång du tittar antecknas det bland dina händelser.
own-without = För att visa uppgifterna här behöver webbläsaren JavaScript och en säker anslutning. Utan dem ser du vad som kan vara sparat. Du kan också läsa uppgifterna med detta kommando:
own-show-all = Visa allt
own-progress = Datamängder som har setts efter
own-show = Visa vad som är sparat
own-not-offered = Den här källan visar inte sina uppgifter här. Fråga källan själv:
own-available = Vad som kan vara sparat här ({ $count })
own-not-shown = För att visa detta måste vi veta säkrare vem du är.
own-who = Vem som fick uppgifter från { $source } och när
own-busy = Frågar källan …
own-shown = Detta är sparat om dig:
own-nothing = Inget är sparat om dig här.
own-again = Visa igen
own-original = Visa som källan skriver det
own-converted = Visa som det beskrivs här
own-left-out = Källan har skrivit detta på ett sätt som inte går att läsa:
own-yes = ja
own-no = nej
own-none = inget sparat
own-slow = Källan svarar inte i tid. Försök igen senare.
own-dead = Källan kan inte nås just nu. Försök igen senare.
own-refused-here = Källan vägrar visa detta just nu. Försök igen senare.
own-often = Du har tittat väldigt ofta. Vänta en minut och försök sedan igen.
own-unreadable = Källan gav ett svar som inte kan läsas. Försök igen senare.
own-login = Du är inte längre inloggad. Ladda sidan igen och logga in.
own-ours = Vi kunde inte fråga källan. Felet är vårt. Försök igen senare.
own-past = Visa vad det var tidigare
own-past-from = Från { $time }
own-past-shown = Så har det ändrats, det senaste först:
own-past-none = Källan har inte sparat några tidigare uppgifter.

## Changing my data

own-can-both = Du kan rätta och radera detta här.
own-can-correct = Du kan rätta detta här.
own-can-erase = Du kan radera detta här.
own-can-staff = Du kan begära att detta rättas eller raderas här: källans personal gör det.
own-kept-by = Källan måste behålla detta enligt lag: { $law }.
own-letter-correct = Skriv ett brev: be om rättelse
own-letter-erase = Skriv ett brev: be om radering
own-correct = Rätta
own-add = Lägg till
own-erase = Radera
own-new-value = Nytt värde för ”{ $what }”
own-per-line = Skriv ett på varje rad.
own-correct-what = { $source } får det direkt från din webbläsare och ändrar det genast. Vi ser det inte.
own-save = Spara
own-cancel = Avbryt
own-telling = Källan får veta det …
own-corrected = Rättat: { $what }.
own-undo = Ångra
own-undone = Det är som förut igen: { $what }.
own-same = Inget har ändrats: det är samma som förut.
own-erased = Raderat: { $what }.
own-erased-all = Allt i ”{ $what }” är raderat.
own-erase-ask = Radera ”{ $what }”?
own-erase-lost = Detta går förlorat:
own-erase-final = { $source } raderar det för gott. Ingen kan ångra det. Det som andra redan har fått raderas inte hos dem.
own-staff-look = Personalen hos { $source } behandlar detta och svarar inom 30 dagar. Det du skriver går direkt från din webbläsare till dem. Vi ser det inte.
own-staff-erase = Personalen hos { $source } behandlar detta och svarar inom 30 dagar. Till dess raderas ingenting.
own-staff-send = Skicka till personalen
own-staff-sent = Skickat till personalen hos { $source }: { $what }. Senast { $day } berättar vi vad de gjorde. Till dess ändras ingenting.
own-asked-correct = Den { $day } bad du att detta ändras till ”{ $value }”. Personalen hos { $source } svarar senast { $until }.
own-asked-erase = Den { $day } bad du att detta raderas. Personalen hos { $source } svarar senast { $until }.
own-asked-erase-all = Den { $day } bad du att allt här raderas. Personalen hos { $source } svarar senast { $until }.
own-asked-done = Gjort: den { $decided } gjorde personalen hos { $source } det du bad om den { $day }.
own-asked-refused = Nekat: den { $decided } nekade personalen hos { $source } det du bad om den { $day }: ”{ $why }”
own-take-back = Ta tillbaka
own-taken-back = Tillbakataget: { $what }. Det förblir som det är.
own-asked-waits = Du har redan bett om en ändring av detta. Vänta på personalens svar, eller ta tillbaka det som väntar.
own-asked-over = Detta väntar inte längre. Se vad personalen har svarat.
own-erase-all = Radera allt
own-keep = Behåll
own-empty = Skriv ett värde. Om du vill ta bort det, avbryt och radera det.
own-invalid = Detta har inte rätt form. Kontrollera det.
own-not-theirs = Detta kan inte ändras här. Skriv ett brev till källan: länkarna finns nedan.
own-change-refused = Källan godtog inte ändringen. Kontrollera den eller skriv ett brev till källan.
own-says = Källan säger:
own-unsure = Vi vet inte om källan gjorde ändringen. Visa dina uppgifter igen och se efter.
own-untold = Källan gjorde inte ändringen. Försök igen senare.
own-add-record = Lägg till en uppgift
own-add-file = Lägg till från en fil
    .hint = En tabell (CSV) eller JSON, en uppgift per rad. { $source } får den direkt från din webbläsare. Vi ser den inte.
own-add-table = Spara en tom tabell att fylla i
own-add-title = Lägg till i ”{ $what }”
own-add-send = Lägg till det som finns i filen
own-added-one = Uppgiften är tillagd.
own-added-many = Tillagda uppgifter: { $number }.
own-add-large = Filen är för stor. Den får vara högst 1 megabyte.
own-add-wrong = Välj en fil vars namn slutar på .csv, .json eller .jsonl.
own-add-none = Fyll i minst ett fält.
own-entry = Uppgift { $number }
own-entry-erase = Ta bort den här uppgiften
own-entry-erased = Borttaget: { $what }.

## Rules

rules-title = Regler
rules-intro = En regel svarar på begäranden åt dig, så som du vill.
rules-new = Gör en regel
rules-none = Du har inga regler
    .text = Du får frågan vid varje begäran. Med en regel kan du alltid säga ja eller alltid säga nej till vissa begäranden.
rules-saved = Regeln är sparad
rules-waits = Den gäller nya begäranden. Begäran som du kom från väntar fortfarande på ditt svar.
rules-waits-link = Svara på den
rules-removed = Regeln är borttagen
rules-again = Gör den igen
rules-remove = Ta bort den här regeln
rules-is-allow = När { $who } ber om uppgifter, säg ja utan att fråga mig
rules-is-allow-anyone = Vem som än ber om uppgifter, säg ja utan att fråga mig
rules-is-ask = När { $who } ber om uppgifter, fråga mig
rules-is-ask-anyone = Vem som än ber om uppgifter, fråga mig
rules-is-deny = När { $who } ber om uppgifter, säg nej
rules-is-deny-anyone = Vem som än ber om uppgifter, säg nej
rules-for = Om uppgifterna används till detta: { $list }.
rules-for-any = Vad uppgifterna än används till.
rules-doing = Om detta görs med uppgifterna: { $list }.
rules-about = För dessa uppgifter: { $list }.
rules-about-any = För alla uppgifter.
rules-ends = Regelns sista dag är { $date }.
rules-window = Bara dessa dagar och tider: { $first } till { $last }, { $opens } till { $closes } ({ $zone }).
rules-only-if = Bara om allt detta stämmer:
rules-not-if = Men inte om allt detta stämmer:
rules-if-keep = Uppgifterna sparas högst { $time }
rules-if-within = Uppgifterna stannar i detta område: { $area }
rules-if-recipients = Uppgifterna ges inte vidare till någon annan
rules-if-pseudonymised = Uppgifterna används utan ditt namn
rules-if-aggregated = Uppgifterna används bara som siffror om många människor
rules-if-automated = Inget beslut om dig fattas av en dator ensam
rules-area-eu = Europeiska unionen
rules-area-eea = Europeiska ekonomiska samarbetsområdet
rules-group = en medlem av förtroendegruppen { $group }
rules-whole = { $dataset }, allt ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = måndag
day-tuesday = tisdag
day-wednesday = onsdag
day-thursday = torsdag
day-friday = fredag
day-saturday = lördag
day-sunday = söndag

## Making a rule

rules-new-title = En ny regel
rules-new-intro = Välj vad regeln gäller. Innan den sparas ser du vad den skulle göra.
rules-effect = Vad ska hända?
rules-allow = Säg alltid ja
    .text = Tjänsten får det den behöver och inget mer. Du får veta det.
rules-ask = Fråga mig alltid
    .text = Du bestämmer varje gång, även där en annan regel säger ja.
rules-deny = Säg alltid nej
    .text = Tjänsten får inget. Du får veta det.
rules-party = Vem ber om uppgifter?
rules-anyone = Vem som helst
rules-purposes = Till vad?
    .text = Välj inget om du menar alla ändamål.
rules-purposes-all = Ändamål
rules-purposes-other = Andra ändamål
rules-data = Vilka uppgifter?
    .text = Välj inget om du menar alla uppgifter. En regel som säger ja gäller känsliga uppgifter bara om du väljer just dem.
rules-data-kinds = Slag av uppgifter
rules-data-other-kinds = Andra slag av uppgifter
rules-data-others = Andra uppgifter
choices-search = Sök i den här listan
choices-found = Hittade: { $count }
choices-chosen = Valda: { $count }
rules-conditions = Villkor
    .text = En regel som säger ja gäller bara om allt detta stämmer. Andra regler gäller inte om allt detta stämmer.
rules-keep = Så många dagar får uppgifterna högst sparas
rules-within = Var uppgifterna stannar
rules-anywhere = Var som helst
rules-form = Hur uppgifterna används
rules-form-any = På vilket sätt som helst
rules-until = Regelns sista dag
rules-look = Visa vad regeln skulle göra
rules-would = Vad regeln skulle göra i dag
rules-would-nothing = Inget som är känt i dag skulle ändras. Regeln gäller begäranden som kommer senare.
rules-would-allow = Om dessa ber skulle de få ja utan att du tillfrågas ({ $count }):
rules-would-decline = Om dessa ber skulle de få nej ({ $count }):
rules-would-ask = Om dessa ber skulle du bli tillfrågad ({ $count }):
rules-would-end = Tillstånd som skulle upphöra, eftersom en regel gav dem ({ $count }):
rules-would-keep-back = Tillstånd som du gav själv. Regeln håller tillbaka det som den förbjuder ({ $count }):
rules-not-yet = Inget är sparat än.
rules-save = Spara den här regeln
rules-leave = Spara den inte
rules-change = Ändra regeln innan du sparar den
rules-wrong-effect = Välj vad som ska hända.
rules-wrong-keep = Skriv ett antal dagar, till exempel 30.
rules-wrong-until = Välj en dag som inte är förbi.
rules-wrong-many = Du har så många regler som det kan finnas. Ta först bort en.
rules-like = Begäranden som denna
    .text = Du kan göra en regel. Du ser vad den skulle göra innan den sparas.
rules-like-allow = Säg alltid ja till begäranden som denna
rules-like-deny = Säg alltid nej till begäranden som denna

## Settings

settings-title = Inställningar
settings-you = Om dig
settings-name = Vad vi kallar dig
    .text = Bara du ser detta namn. Tjänsterna ser det inte.
settings-name-wrong = Namnet är för långt. Det får ha 200 bokstäver, alla på en rad.
settings-save = Spara
settings-saved = Dina inställningar är sparade
settings-language = Språk
    .text = De här sidorna talar detta språk med dig, var du än loggar in.
settings-account = Ditt konto
settings-login = Du loggar in med
settings-zone = Tider visas för
    .text = Det är tiden i staden som driver dessa sidor.

## Own values on a request

values-title = Dina egna uppgifter
values-straight = Uppgifterna kommer direkt från källan till din webbläsare. Vi ser dem inte. Att titta avgör ingenting, och det antecknas i din aktivitet.
values-show = Visa mina uppgifter
values-without = Det som är lagrat om dig:
values-nowhere = Den här källan hittar dig inte med det vi vet om dig, så det finns inget att visa.
values-not-offered = Den här källan visar inte sina uppgifter här. Fråga källan själv.

## Rarely used conditions of a rule

rules-organisations = Organisationer
rules-kinds = Slag av organisation
rules-groups = Förtroendegrupper
rules-more = Fler villkor
rules-processing = Vad görs med uppgifterna?
    .text = Välj ingenting om du menar allt som görs med dem.
rules-hours = Dagar och tider
    .text = Regeln gäller bara då, enligt dagens klocka här. Lämna tomt om den alltid gäller.
rules-first-day = Första dagen
rules-last-day = Sista dagen
rules-any-day = Vilken dag som helst
rules-opens = Från
rules-closes = Till
rules-wrong-hours = Skriv två klockslag, det tidigare först.
