## Around every page

shell-skip = Zum Inhalt springen
shell-navigation = Hauptmenü
shell-menu = Menü
shell-menu-new = Menü ({ $count } neu)
shell-log-out = Abmelden
shell-language = Sprache
shell-language-choose = Sprache wählen
shell-language-change = Sprache wechseln
shell-developers = Für Entwickler
shell-start = Zur Startseite
shell-about = Über diesen Dienst
shell-privacy = Datenschutz
shell-accessibility = Barrierefreiheit
shell-status = Betriebszustand
shell-catalogue = Verzeichnis
shell-footer = Über diese Website

## Components

field-optional = (freiwillig)
pages = Seiten
pages-newest = Neueste
pages-older = Ältere
dialog-close = Schließen

## How long

duration-days = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}
duration-years = { $years ->
    [one] { $years } Jahr
   *[other] { $years } Jahre
}

## When something goes wrong

problem-missing = Diese Seite gibt es hier nicht
    .text = Vielleicht ist die Adresse falsch, oder die Seite wurde entfernt. Sie sehen nur, was Ihnen gehört.
problem-forbidden = Das ist nicht erlaubt
    .text = Sie dürfen das nicht sehen oder tun. Wenn Sie von einer anderen Website kommen, gehen Sie zur Startseite und versuchen Sie es von dort noch einmal.
problem-login = Bitte melden Sie sich an
    .text = Sie sind nicht angemeldet, oder Sie wurden abgemeldet, weil lange nichts passiert ist.
problem-closed = Das hat sich inzwischen geändert
    .text = Jemand anderes war schneller, oder Sie selbst in einem anderen Fenster. Gehen Sie zurück, laden Sie die Seite neu und sehen Sie nach, was jetzt gilt.
problem-often = Zu viele Versuche
    .text = Warten Sie eine Minute und versuchen Sie es dann noch einmal.
problem-input = Das war nicht zu verstehen
    .text = Etwas in den gesendeten Angaben passt nicht. Gehen Sie zurück und prüfen Sie Ihre Eingaben.
problem-unavailable = Wir können gerade nicht antworten
    .text = Der Fehler liegt bei uns, nicht bei Ihnen. Versuchen Sie es in einigen Minuten noch einmal.
problem-internal = Hier ist etwas schiefgegangen
    .text = Der Fehler liegt bei uns, nicht bei Ihnen. An Ihren Daten wurde nichts geändert. Versuchen Sie es später noch einmal.
problem-name = Name des Problems
problem-request = Nummer dieser Anfrage, wenn Sie um Hilfe bitten
