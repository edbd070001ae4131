## The pages of a service

service-pages = Σελίδες: { $name }
service-page-overview = Επισκόπηση
service-page-uses = Προβλεπόμενες χρήσεις
service-page-permissions = Άδειες που έχετε
service-page-requests = Αιτήματα που στάλθηκαν
service-page-webhooks = Webhooks
service-page-keys = Κλειδιά
service-page-statistics = Στατιστικά
service-page-ticket = Δοκιμαστικό εισιτήριο
service-suspended = Αυτή η υπηρεσία έχει ανασταλεί
    .text = Δεν μπορεί ούτε να ζητά άδειες ούτε να παίρνει εισιτήρια. Ρωτήστε τον φορέα για τον λόγο.
service-failing = Ένα webhook δεν δέχεται τίποτα
filter-all = Όλα
column-use = Προβλεπόμενη χρήση
column-permission = Άδεια
column-covers = Καλύπτει
column-until = Έως
column-changed = Άλλαξε
column-request = Αίτημα
column-answered = Απαντήθηκε
column-event = Συμβάν
column-attempts = Προσπάθειες
column-answer = Απάντηση
column-took = Διάρκεια
column-month = Μήνας
column-source = Πηγή
column-releases = Κοινοποιήσεις

## Intended uses

uses-published = Δημοσιευμένες
uses-none = Δεν έχει δημοσιευτεί ακόμη προβλεπόμενη χρήση.
uses-drafts = Προσχέδια
uses-version = Έκδοση { $version }
uses-since = Δημοσιεύτηκε στις { $date }
uses-new = Περιγραφή νέας προβλεπόμενης χρήσης
    .button = Έναρξη
uses-id = Σύντομο όνομα
    .hint = Γράμματα, ψηφία και παύλες. Δεν αλλάζει αργότερα.
uses-id-wrong = Αυτό το σύντομο όνομα δεν γίνεται ή χρησιμοποιείται ήδη. Επιλέξτε άλλο.
uses-open = Άνοιγμα του προσχεδίου
uses-edit = Εργασία σε νέα έκδοση
draft-state-draft = Προσχέδιο
draft-state-submitted = Περιμένει έγκριση
draft-state-refused = Δεν εγκρίθηκε

## The editor

edit-title = Προσχέδιο: { $id }
edit-use-title = Τίτλος
edit-notice = Τι διαβάζουν οι άνθρωποι πριν αποφασίσουν
edit-consequences = Τι γίνεται αν κάποιος πει όχι
edit-texts = Κείμενα
    .text = Οι άνθρωποι τα διαβάζουν στη γλώσσα τους ή στα αγγλικά, αν λείπει.
edit-choose = Επιλογή
edit-more = Άλλοι όροι
    .hint = Όροι του Data Privacy Vocabulary, ένας σε κάθε γραμμή.
edit-basis = Νομική βάση
edit-data = Δεδομένα
    .text = Ζητήστε μόνο ό,τι χρειάζεται ο σκοπός. Οι άνθρωποι μπορούν να παραλείψουν ό,τι δεν είναι αναγκαίο.
edit-want-no = Δεν ζητείται
edit-without = Να μη ζητηθεί τίποτα από αυτά
edit-add = Προσθήκη δεδομένων
    .button = Προσθήκη
edit-handling = Μεταχείριση των δεδομένων
edit-retention = Ημέρες που φυλάσσονται τα δεδομένα
edit-longest = Ημέρες που ισχύει μια άδεια το πολύ
edit-lines = Ένα όνομα σε κάθε γραμμή.
edit-countries = Κωδικοί χωρών όπως FI, ή EU ή EEA, ένας σε κάθε γραμμή.
edit-form = Σε ποια μορφή χρησιμοποιούνται τα δεδομένα
edit-form-identified = Για γνωστά πρόσωπα
edit-form-pseudonymised = Με ψευδώνυμο στη θέση του προσώπου
edit-form-aggregated = Μόνο αθροισμένα για πολλούς ανθρώπους
edit-frequency = Πόσο συχνά ζητούνται δεδομένα
edit-frequency-once = Μία φορά
edit-frequency-on-demand = Κάθε φορά που το πρόσωπο χρησιμοποιεί την υπηρεσία
edit-frequency-yearly = Μία φορά τον χρόνο
edit-frequency-monthly = Μία φορά τον μήνα
edit-frequency-weekly = Μία φορά την εβδομάδα
edit-frequency-daily = Μία φορά την ημέρα
edit-frequency-continuous = Συνεχώς
edit-automated = Οι αποφάσεις παίρνονται χωρίς άνθρωπο
edit-all-or-nothing = Η χρήση δεν αξίζει χωρίς όλα τα αναγκαία
edit-preview = Αποθήκευση και προεπισκόπηση
edit-save = Αποθήκευση
edit-saved = Αποθηκεύτηκε.
edit-submitted = Υποβλήθηκε. Πρώτα το διαβάζει ο φορέας.
edit-recalled = Είναι πάλι προσχέδιο.
edit-changed = Κάποιος άλλος άλλαξε στο μεταξύ το προσχέδιο. Ελέγξτε όσα γράψατε και αποθηκεύστε ξανά.
edit-waits = Αυτό το προσχέδιο περιμένει έγκριση. Πάρτε το πίσω για να το αλλάξετε.
edit-look = Δείτε τι θα διαβάσουν οι άνθρωποι
edit-recall = Επιστροφή σε προσχέδιο
edit-discard = Απόρριψη του προσχεδίου
    .button = Απόρριψη
edit-refused = Ο φορέας δεν το ενέκρινε
edit-problem = Ο έλεγχος του φορέα βρήκε κάτι
edit-lacks = Λείπει ακόμη
edit-lacks-title = Ένας τίτλος
edit-lacks-notice = Τι διαβάζουν οι άνθρωποι πριν αποφασίσουν
edit-lacks-purposes = Τουλάχιστον ένας σκοπός
edit-lacks-processing = Τι γίνεται με τα δεδομένα
edit-lacks-basis = Η νομική βάση
edit-lacks-data = Δεδομένα που ζητούνται
edit-lacks-attributes = Από κάθε είδος δεδομένων τουλάχιστον ένα στοιχείο
edit-lacks-retention = Για πόσες ημέρες φυλάσσονται τα δεδομένα
edit-lacks-longest = Για πόσες ημέρες ισχύει μια άδεια, το πολύ 3653
edit-publish = Δημοσίευση
    .text = Γίνεται νέα έκδοση. Οι άδειες που δόθηκαν μένουν όπως δόθηκαν.
    .button = Δημοσίευση όπως φαίνεται

## The preview

preview-title = Τι θα διαβάσουν οι άνθρωποι
preview-text = Αυτή είναι η σελίδα που βλέπουν οι άνθρωποι όταν τους ρωτάτε. Από εδώ δεν στέλνεται τίποτα.
preview-language = Γλώσσα της σελίδας
preview-show = Προβολή
preview-incomplete = Το προσχέδιο δεν είναι ακόμη αρκετά πλήρες για να φανεί.

## Permissions held and requests sent

held-text = Γνωρίζετε τους ανθρώπους μόνο με αυτά τα αναγνωριστικά. Ποιος είναι, το ξέρει μόνο ο φορέας.
held-none = Δεν έχει δοθεί ακόμη άδεια.
held-counts = Άδειες ανά προβλεπόμενη χρήση και κατάσταση
requests-none = Δεν έχει σταλεί ακόμη αίτημα.
request-status-granted = Δόθηκε

## Webhooks

webhooks-text = Ο φορέας λέει στην υπηρεσία σας τι συμβαίνει, στις διευθύνσεις παρακάτω. Κάθε συμβάν είναι υπογεγραμμένο.
webhooks-none = Δεν υπάρχει ακόμη webhook.
webhook-title = Webhook
webhook-add = Προσθήκη webhook
    .button = Προσθήκη
webhook-url = Διεύθυνση
    .hint = Αρχίζει με https και είναι προσβάσιμη από το διαδίκτυο.
webhook-url-wrong = Αυτή η διεύθυνση δεν γίνεται. Πρέπει να αρχίζει με https και να είναι προσβάσιμη από το διαδίκτυο.
webhook-many = Υπάρχουν πάρα πολλά webhooks. Αφαιρέστε πρώτα ένα.
webhook-events = Τι στέλνεται
webhook-state-active = Ενεργό
webhook-state-failing = Δεν δέχεται τίποτα
webhook-state-off = Κλειστό
webhook-state-stopped = Σταματημένο
webhook-failing = Δεν έχει δεχτεί τίποτα από τις { $date }
    .text = Γίνονται νέες προσπάθειες, όλο και πιο αραιά. Αν δεν δεχτεί τίποτα, σταματά στις { $date }.
webhook-stopped = Αυτό το webhook σταμάτησε
    .text = Δεν δεχόταν τίποτα για πολύ καιρό, γι’ αυτό δεν του στέλνεται πια τίποτα. Διορθώστε το και μετά ξεκινήστε το ξανά. Ό,τι χάθηκε φαίνεται στη σελίδα των αδειών.
webhook-resume = Έναρξη ξανά
webhook-mail = Ένα webhook της υπηρεσίας { $service } σταμάτησε
    .text = Δεν δεχόταν τίποτα για πολύ καιρό, γι’ αυτό δεν του στέλνουμε πια τίποτα. Διορθώστε το και μετά ξεκινήστε το ξανά στη σελίδα του.
    .link = Η σελίδα του webhook
webhook-test = Αποστολή δοκιμαστικού συμβάντος
webhook-deliveries = Τι στάλθηκε
    .none = Δεν έχει σταλεί ακόμη τίποτα.
webhook-change = Αλλαγή
webhook-active = Αποστολή συμβάντων
    .hint = Ό,τι συμβαίνει όσο είναι κλειστό δεν στέλνεται αργότερα.
webhook-remove = Αφαίρεση αυτού του webhook
    .button = Αφαίρεση
event-permission-granted = Η άδεια δόθηκε
event-permission-amended = Η άδεια άλλαξε
event-permission-suspended = Η άδεια σε παύση
event-permission-resumed = Η άδεια ισχύει ξανά
event-permission-withdrawn = Η άδεια ανακλήθηκε
event-permission-expired = Η άδεια έληξε
event-permission-ended = Η άδεια τερματίστηκε
event-request-answered = Το αίτημα απαντήθηκε
event-intended-use-decided = Απόφαση για προβλεπόμενη χρήση
event-test = Δοκιμή
delivery-waiting = Θα σταλεί
delivery-delivered = Παραδόθηκε
delivery-given-up = Δεν παραδόθηκε
delivery-about = Τι λέει το συμβάν
delivery-again = Αποστολή ακόμη μία φορά
delivery-none = Δεν έγινε ακόμη προσπάθεια.

## Keys

keys-text = Με αυτά τα κλειδιά η υπηρεσία σας δείχνει ποια είναι. Εδώ είναι μόνο το δημόσιο μέρος τους.
key-active = Ισχύει
key-ended = Τερματίστηκε
key-ends = Ισχύει έως { $date }
key-end = Τερματισμός { $key }
key-add = Προσθήκη κλειδιού
    .button = Προσθήκη
key-jwk = Δημόσιο κλειδί
    .hint = Ένα JSON Web Key, Ed25519 ή P-256. Μη γράψετε ποτέ ιδιωτικό κλειδί.
key-replace = Αντικαθιστά τα παραπάνω κλειδιά
key-hours = Ώρες που ό,τι αντικαθίσταται μένει σε ισχύ
key-wrong = Αυτό δεν είναι δημόσιο κλειδί που μπορεί να χρησιμοποιηθεί.
key-there = Αυτό το κλειδί υπάρχει ήδη ή υπάρχουν πάρα πολλά.
key-last = Είναι το τελευταίο κλειδί που μένει σε ισχύ. Προσθέστε πρώτα άλλο.
secret-text = Η υπηρεσία σας δείχνει με ένα μυστικό ποια είναι. Εδώ μπορείτε να το αντικαταστήσετε.
secret-replace = Δημιουργία νέου μυστικού
secret-made = Το νέο μυστικό
    .text = Εμφανίζεται μόνο αυτή τη φορά. Φυλάξτε το με ασφάλεια.

## Statistics

statistics-text = Πόσες φορές οι πηγές έδειξαν δεδομένα στην υπηρεσία σας, ανά μήνα (UTC). Τίποτα δεν λέει τίνος ήταν.
statistics-from = Από
statistics-to = Έως
statistics-none = Αυτούς τους μήνες δεν κοινοποιήθηκε τίποτα.
statistics-unknown = Δεν το είπε η πηγή
statistics-total = Σύνολο
statistics-csv = Λήψη ως πίνακα
statistics-wrong = Αυτοί οι μήνες δεν γίνεται να εμφανιστούν. Επιλέξτε το πολύ 60.

## Test ticket

ticket-text = Δείτε αν θα δινόταν εισιτήριο και τι θα έλεγε. Εδώ δεν δημιουργείται εισιτήριο.
ticket-address = Διεύθυνση στην πηγή
    .hint = Η διεύθυνση του συνδέσμου ή μιας από τις διαδρομές του.
ticket-check = Έλεγχος
ticket-good = Θα δινόταν εισιτήριο. Θα έλεγε:
ticket-refused = Δεν θα δινόταν εισιτήριο
ticket-wrong = Γράψτε το αναγνωριστικό μιας άδειας και μια διεύθυνση που αρχίζει με https.
ticket-not-active = Η άδεια δεν ισχύει.
ticket-not-covered = Η άδεια δεν καλύπτει δεδομένα πηγής σε αυτή τη διεύθυνση.
ticket-no-filter = Το πρόσωπο επέτρεψε μόνο ένα μέρος, και αυτή η πηγή δεν μπορεί να κρατήσει πίσω τα υπόλοιπα.

## What staff did

act-webhook-added = Προστέθηκε webhook
act-webhook-changed = Άλλαξε webhook
act-webhook-removed = Αφαιρέθηκε webhook
act-key-added = Προστέθηκε κλειδί
act-key-replaced = Αντικαταστάθηκε κλειδί
act-key-ended = Τερματίστηκε κλειδί
act-secret-replaced = Αντικαταστάθηκε μυστικό
act-use-submitted = Υποβλήθηκε προβλεπόμενη χρήση
act-use-published = Δημοσιεύτηκε προβλεπόμενη χρήση
held-attributes = { $count ->
    [one] { $count } στοιχείο
   *[other] { $count } στοιχεία
}
