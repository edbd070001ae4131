## Who runs this

about-intro = { $provider } driver den här tjänsten. Här ser du vem det är och hur du kan kontakta dem.
about-role = Den här tjänsten står mellan dig, de källor som har dina uppgifter och de tjänster som vill använda dem. I lagen kallas det en ”dataförmedlingstjänst” mellan människor och dataanvändare (förordning (EU) 2022/868, artikel 10 b). Den får använda dina uppgifter bara för att genomföra det du bestämmer, och till inget annat.
about-who = Vem som driver tjänsten
about-name = Namn
about-legal-form = Juridisk form
about-register = Registernummer
about-notification = Nummer på anmälan hos myndigheten
about-rulebook = Regler som alla har kommit överens om
about-authority = Myndighet för dataskydd
about-contact = Kontakt
about-no-contact = Här finns ingen kontakt än.
about-email = E-post
about-phone = Telefon
about-address = Adress
about-officer = Dataskyddsombud
about-keys = För den nyfikna: nycklar
about-keys-intro = Med de här nycklarna kan vem som helst kontrollera att ett kvitto, en biljett eller den offentliga loggen verkligen kommer härifrån.
about-keys-show = Visa nycklarna
about-uuid = Den här operatörens nummer
about-key = Nyckel som skriver under nu
about-former-keys = Tidigare nycklar
about-log-key = Den offentliga loggens nyckel
about-log = Den offentliga loggen
about-api = Hur program talar med tjänsten (på engelska)

## Accessibility

accessibility-intro = { $provider } vill att alla ska kunna använda den här tjänsten.
accessibility-scope = Den här redogörelsen gäller sidorna på { $address }.
accessibility-how-far = Hur tillgängliga sidorna är
accessibility-full = Sidorna uppfyller allt som lagen kräver.
accessibility-partial = Sidorna uppfyller det mesta som lagen kräver. Det som saknas står nedan.
accessibility-none = Sidorna uppfyller inte lagens krav än. De viktigaste bristerna står nedan.
accessibility-standard = Lagen kräver den europeiska standarden EN 301 549. För webbsidor följer den riktlinjerna WCAG 2.2 på nivå AA.
accessibility-limits = Vad som inte är tillgängligt
accessibility-no-limits = Vi känner inte till något som inte är tillgängligt.
accessibility-assessment = Hur detta har kontrollerats
accessibility-tests = Ett program kontrollerar varje sida i en riktig webbläsare varje gång programvaran ändras: i ljusa och mörka färger, på bred och smal skärm, med bara tangentbordet och utan JavaScript.
accessibility-by-us = Vi har kontrollerat sidorna själva.
accessibility-by = Sidorna har kontrollerats av: { $who }
accessibility-prepared = Den här redogörelsen skrevs den { $day }.
accessibility-reviewed = Den sågs över den { $day }.
accessibility-enforcement = Om vårt svar inte hjälper
accessibility-enforcement-text = Om vi inte svarar, eller om svaret inte hjälper dig, kan du vända dig till myndigheten som övervakar tillgängligheten.

## Feedback

feedback-title = Berätta vad som inte fungerar
feedback-intro = Har du hittat något som du inte kan läsa, höra eller använda? Berätta det för oss. Du behöver inget konto.
feedback-text = Vad fungerar inte?
    .hint = Högst { $most } tecken. Skriv inga hemligheter.
feedback-page = På vilken sida?
feedback-email = Din e-postadress
    .hint = Bara om du vill ha svar. Vi använder den inte till något annat.
feedback-send = Skicka
feedback-sent = Tack. Vi har fått ditt meddelande
    .text = Om du gav en e-postadress svarar vi dig där.
feedback-not-sent = Ditt meddelande skickades inte
feedback-look = Se på det som är markerat och skicka igen.
feedback-often = Det kom för många meddelanden på kort tid. Vänta några minuter. Det du skrev finns kvar här.
feedback-empty = Skriv vad som inte fungerar.
feedback-long = Det här är för långt.
feedback-no-email = Skriv en adress som namn@example.org, eller lämna fältet tomt.
feedback-else = Du kan också nå oss så här:

## Privacy

privacy-intro = Den här sidan berättar vad tjänsten själv sparar om dig, varför och hur länge.
privacy-through = Dina uppgifter hos källorna, till exempel din adress eller dina lån, går aldrig genom den här tjänsten. De går direkt från källan till den tjänst som du har gett tillstånd.
privacy-who = Vem som ansvarar
privacy-controller = { $provider } är ”personuppgiftsansvarig”: de bestämmer varför och hur tjänsten sparar uppgifter om dig och ansvarar för det.
privacy-basis = Varför lagen tillåter det
privacy-kept = Vad vi sparar
privacy-account = Ditt konto
    .text = Ditt namn, din e-postadress och ditt språk, så att du kan logga in och vi kan tala med dig. Av ditt lösenord bara ett värde som det inte kan läsas ur. Namn och e-postadress är krypterade.
privacy-identifiers = Dina id-nummer
    .text = Nummer som källor känner dig genom, till exempel ett lånekort. De är krypterade med en egen nyckel för dig. De används bara för att hitta dina uppgifter där du har tillåtit det.
privacy-permissions = Dina beslut
    .text = Varje begäran, varje tillstånd med alla ändringar, och dina regler. Med dem kan du och vi bevisa vad du har bestämt.
privacy-uses = Användning av dina uppgifter
    .text = Vilken tjänst som frågade, när och varför, och vilka slags uppgifter den fick se. Vad som står i uppgifterna finns inte med.
privacy-log = Den offentliga loggen
    .text = För varje händelse ett fingeravtryck i siffror (en ”hash”). Det bevisar att ingen har ändrat händelsen i efterhand. Ingen kan läsa något om dig ur det.
privacy-requests = Frågor du inte har svarat på
    .text = Så att du kan bestämma, och tjänsten får veta att du inte har svarat.
privacy-sessions = Att du är inloggad
    .text = Sedan när och till när, så att du inte behöver logga in på varje sida.
privacy-news = Det du får veta
    .text = Aviseringar och vad du har valt om dem: för att berätta det som inte bör vänta.
privacy-letters = Brev som du har antecknat
    .text = Vem du skrev till, varför och när svaret ska komma: för att påminna dig.
privacy-network = Din enhets nätverksadress
    .text = För att stoppa massförsök att gissa lösenord eller att överbelasta oss.
privacy-feedback = Det du skriver till oss om tillgänglighet
    .text = Din text och, om du ger den, din e-postadress, så att vi kan rätta felet och svara dig. De är krypterade.
privacy-push = Enheter som visar aviseringar
    .text = Adressen där din webbläsare nås, nycklarna att kryptera med och vilket slags enhet det är. Du lägger själv till varje enhet.
privacy-while-account = Sparas så länge du har ett konto.
privacy-until-removed = Sparas tills du tar bort enheten, loggar ut på den eller avslutar ditt konto.
privacy-for-good = Sparas för alltid.
privacy-for = Sparas högst { $time }.
privacy-in-memory = Bara i datorns minne i några minuter; den skrivs inte ner.
privacy-hours = { $hours ->
    [one] { $hours } timme
   *[other] { $hours } timmar
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minut
   *[other] { $minutes } minuter
}
privacy-logins = Om du loggar in genom en annan leverantör ({ $logins }) får vi därifrån veta vem du är: ditt namn, din e-postadress och de id-nummer som den har kontrollerat.
privacy-cookies = Kakor
privacy-cookies-intro = En kaka är en liten text som din webbläsare sparar åt en webbplats. Vi använder bara dem som sidorna behöver. Ingen följer vad du gör, och inget hämtas från andra företag.
privacy-cookie-session = Säger att du är inloggad.
privacy-cookie-language = Minns vilket språk du har valt.
privacy-cookie-form = Sparar det du har fyllt i ett formulär om du måste logga in igen innan det skickas.
privacy-cookie-login = Håller ihop stegen när du loggar in genom en annan leverantör.
privacy-cookie-device = Känner igen en enhet som visar aviseringar, så att de upphör när någon annan loggar in på den.
privacy-recipients = Vem som får något
privacy-to-source = En källa får det id-nummer som den redan känner dig genom, och får veta vilka uppgifter den får visa för vem.
privacy-to-service = En tjänst får veta vad du har bestämt. Den får ett slumpat nummer för dig, och aldrig dina id-nummer från oss.
privacy-to-push = Om du lägger till en enhet för aviseringar levereras de av företaget som gör dess webbläsare. Det får veta att en kommer och när, men kan inte läsa den.
privacy-to-others = Ingen annan. Vi säljer ingenting och det finns ingen reklam.
privacy-rights = Dina rättigheter
privacy-rights-intro = Skriv till oss om du vill använda någon av rättigheterna. Det kostar ingenting. Vi svarar inom en månad.
privacy-right-access = Se
    .text = Du kan fråga vad vi sparar om dig och få en kopia.
privacy-right-correct = Rätta
    .text = Du kan få det som är fel rättat.
privacy-right-erase = Radera
    .text = Du kan få det raderat som vi inte längre behöver.
privacy-right-limit = Begränsa
    .text = Du kan be oss att bara spara något och inte använda det medan en fråga om det är öppen.
privacy-right-take = Ta med dig
    .text = Du kan få det du har gett oss i en form som andra program förstår.
privacy-right-object = Invända
    .text = Du kan säga att du av ett eget skäl inte vill ha en användning.
privacy-right-withdraw = Ta tillbaka
    .text = Du kan ta tillbaka varje tillstånd när som helst. Det som gjordes innan är fortfarande lagligt.
privacy-automated = Tjänsten fattar inga egna beslut om dig. Dina egna regler följs tills du ändrar dem.
privacy-complain = Om du inte är nöjd
privacy-complain-text = Du kan klaga hos myndigheten för dataskydd. Du kan också gå till domstol.
privacy-authority = Myndigheten

## Status

status-all-good = Allt fungerar
status-not-all = Allt fungerar inte just nu
    .text = Det som inte fungerar är markerat nedan. Dina tillstånd är som förut. Det som inte kan kontrolleras visas inte för någon.
status-at = Kontrollerat:
status-last = Senast:
status-good = Fungerar
status-late = Svarar inte
status-unknown = Vet vi inte än
status-here = Den här tjänsten
    .text = Du ser den här sidan, alltså fungerar den.
status-log = Den offentliga loggen
    .text = Den bevisar att inget har ändrats eller utelämnats i efterhand.
status-groups = Förtroendelistor
    .text = De säger vilka operatörer och källor som följer de gemensamma reglerna. Vi hämtar dem regelbundet.
status-no-groups = Tjänsten är inte med i någon förtroendegrupp.
status-sources = Källor
    .text = Om varje källa svarade när vi senast tittade.
status-json = Samma sak för program (JSON)

## Catalogue

catalogue-intro = Här ser du vilka uppgifter källorna har, vilka tjänster som ber om uppgifter och varför. Inget visas för en tjänst innan du tillåter det.
catalogue-kinds = Vad som visas
catalogue-sources = Källor ({ $count })
catalogue-uses = Tjänster ({ $count })
catalogue-uses-title = Vad tjänsterna ber om
catalogue-no-uses = Ingen tjänst ber om uppgifter här än.
catalogue-asked = Vilka uppgifter den ber om
