## Start

source-home = Αρχή
    .text = Πώς είναι η πηγή σε αυτόν τον σύνδεσμο δεδομένων ({ $name }) και τι χρειάζεται προσοχή.
source-health = Το σύστημα της πηγής
source-of-kind = Σύστημα τύπου { $kind }
source-works = Λειτουργεί
source-fails-now-and-then = Αποτυγχάνει πού και πού
source-left-alone = Δεν απαντά
source-answered = Τελευταία απάντηση: { $at }
source-usual = Μια απάντηση διαρκεί συνήθως { $ms } ms.
source-not-asked = Δεν ερωτήθηκε από την εκκίνηση.
source-failed = Τελευταία αποτυχία: { $at }. { $why }
source-copies = Δεν είναι προσβάσιμο· χρησιμοποιούνται τα τελευταία αντίγραφα
source-files-missing = Δεν μπορούν να χρησιμοποιηθούν όλα τα αρχεία
source-looked = Τελευταίος έλεγχος: { $at }
source-untrusting = Κανένα αίτημα δεν μπορεί να απαντηθεί, γιατί λείπει ή είναι πολύ παλιός ο κατάλογος των έμπιστων παρόχων
source-findings = Ευρήματα
    .none = Η πηγή δεν στέλνει τίποτα που δεν γνωρίζει η περιγραφή της.
    .text = Ό,τι δεν περιγράφεται δεν χορηγείται: περιγράψτε το ή φροντίστε να το στέλνει αλλιώς η πηγή.
finding-unknown = { $route }: η πηγή στέλνει «{ $name }», που δεν περιγράφεται.
finding-gone = { $route }: το «{ $name }» περιγράφεται, αλλά η πηγή δεν το έχει πια.
finding-lost-subscription = { $route }: ο broker της πηγής είχε χάσει τη συνδρομή του συνδέσμου στο «{ $name }». Ο σύνδεσμος την κάνει ξανά και λέει στις υπηρεσίες τι άλλαξε στο μεταξύ.
finding-malformed = { $route }: το «{ $name }» έχει εγγραφές που δεν μπορούν να χρησιμοποιηθούν.
finding-other-type = { $route }: το «{ $name }» περιέχει κάτι άλλο από αυτό που λέει η περιγραφή του.
finding-deviation = { $route }: η τιμή του «{ $name }» δεν είναι όπως λέει το μοντέλο δεδομένων.
source-brokers = Μεσίτες της πόλης
    .text = Όποιος ψάχνει εκεί δεδομένα βρίσκει αυτή την πηγή.
broker-registered = Καταχωρισμένη
broker-not-registered = Μη καταχωρισμένη
broker-not-yet = Δεν ρωτήθηκε ακόμη
broker-confirmed = Τελευταία επιβεβαίωση: { $at }
broker-down = Δεν υπήρξε σύνδεση με τον μεσίτη.
broker-slow = Ο μεσίτης άργησε πολύ.
broker-login = Ο μεσίτης δεν δέχεται τα στοιχεία εισόδου του συνδέσμου δεδομένων.
broker-status = Ο μεσίτης απάντησε με κατάσταση { $status }.
finding-seen = Πρώτη φορά: { $first }, τελευταία: { $last }
cause-described = Περιγράφεται ως: { $kind }
cause-records = Εγγραφές που δεν διαβάζονται, είναι πολύ μεγάλες ή δεν αφορούν κανέναν: { $count }. Οι πρώτες είναι { $first }.
cause-encoding = Όχι σε { $encoding }: { $count }. Δηλώστε την κωδικοποίηση του αρχείου.
cause-model = Δεν τηρείται ο κανόνας «{ $keyword }» του μοντέλου δεδομένων.
cause-not-text = Δεν είναι κείμενο.
cause-not-a-number = Δεν είναι αριθμός.
cause-not-a-date = Δεν είναι ημερομηνία της δηλωμένης μορφής.
cause-not-true-or-false = Δεν είναι ούτε ναι ούτε όχι.
cause-unknown-code = Ο κωδικός δεν είναι στον κατάλογο.
cause-no-such-part = Τα μέρη είναι πολύ λίγα.
cause-not-a-list = Δεν είναι λίστα.
cause-not-an-object = Δεν είναι αντικείμενο.

## Why a request came to nothing

outcome-source-unreachable = Η πηγή δεν ήταν προσβάσιμη
outcome-source-timeout = Η πηγή άργησε πολύ
outcome-source-busy = Πάρα πολλά αιτήματα ταυτόχρονα
outcome-source-error = Η πηγή ανέφερε σφάλμα
outcome-source-bad-answer = Η απάντηση της πηγής δεν διαβαζόταν
outcome-source-too-large = Η απάντηση της πηγής ήταν πολύ μεγάλη
outcome-person-unknown-at-source = Η πηγή δεν γνωρίζει το άτομο
outcome-pod-not-shared = Το pod του ατόμου δεν είναι κοινόχρηστο με τον σύνδεσμο δεδομένων
outcome-permission-not-active = Η άδεια δεν ισχύει
outcome-attributes-not-permitted = Τα δεδομένα δεν επιτρέπονται
outcome-purpose-not-permitted = Ο σκοπός δεν επιτρέπεται
outcome-agreement-missing = Δεν υπάρχει συμφωνία για κοινή χρήση δεδομένων
outcome-lease-expired = Η τελευταία απάντηση του παρόχου είναι πολύ παλιά
outcome-ticket-expired = Το εισιτήριο έληξε
outcome-ticket-replayed = Το εισιτήριο έχει ήδη χρησιμοποιηθεί
outcome-ticket-unknown-issuer = Ο πάροχος του εισιτηρίου δεν θεωρείται έμπιστος εδώ
outcome-ticket-bad-signature = Η υπογραφή του εισιτηρίου δεν είναι σωστή
outcome-ticket-wrong-audience = Το εισιτήριο είναι για άλλη διεύθυνση
outcome-proof-invalid = Δεν αποδείχθηκε ποιανού είναι το εισιτήριο
outcome-operator-unreachable = Δεν υπήρξε σύνδεση με τον πάροχο
outcome-operator-timeout = Ο πάροχος άργησε πολύ
outcome-operator-bad-answer = Η απάντηση του παρόχου δεν μπορούσε να χρησιμοποιηθεί
outcome-change-refused = Η πηγή αρνήθηκε την αλλαγή
outcome-change-not-offered = Αυτό δεν αλλάζει εδώ
outcome-trust-list-expired = Ο κατάλογος έμπιστων παρόχων έληξε
outcome-trust-list-unavailable = Δεν υπάρχει έγκυρος κατάλογος έμπιστων παρόχων
outcome-trust-list-timeout = Το μητρώο άργησε πολύ
outcome-trust-list-rolled-back = Ο κατάλογος έμπιστων παρόχων είναι παλαιότερος από άλλον που είχε ληφθεί

## What is due

source-late = Εργασίες στα εισερχόμενα έχουν καθυστερήσει: { $count }
source-soon = Εργασίες στα εισερχόμενα λήγουν μέσα σε μία εβδομάδα: { $count }

## What is offered

offer-title = Σύνολα δεδομένων
    .text = Τι προσφέρει η πηγή, ποιος το χρησιμοποιεί και τι διαβάζουν οι άνθρωποι γι’ αυτό.
offer-none = Δεν προσφέρεται ακόμη τίποτα.
offer-row = Έκδοση { $version }, { $count } στοιχεία
offer-edit = Σύνταξη της επόμενης έκδοσης
offer-attributes = Στοιχεία
offer-path = Διαδρομή
offer-called = Όνομα
offer-category = Είδος δεδομένων
offer-users = Πάροχοι και υπηρεσίες που το χρησιμοποιούν
    .none = Κανείς δεν έχει λάβει ακόμη κάτι από αυτό.
offer-versions = Εκδόσεις που δημοσιεύτηκαν εδώ
offer-version = Έκδοση { $version }, { $at }
offer-back = Όλα τα σύνολα δεδομένων
offer-back-to = Πίσω στο σύνολο δεδομένων
offer-sensitive = ευαίσθητο
offer-official = επίσημος αριθμός

## What people read

preview-title = Τι θα διαβάσει ένα άτομο
    .text = Έτσι εμφανίζονται το σύνολο και τα στοιχεία του στους ανθρώπους όταν αποφασίζουν.
preview-language = Γλώσσα προεπισκόπησης
preview-show = Εμφάνιση
preview-missing = Δεν υπάρχει ακόμη σε αυτή τη γλώσσα· οι άνθρωποι το διαβάζουν σε άλλη
preview-hidden = Αυτό δεν εμφανίζεται εδώ.
preview-correct = Μπορείτε να το διορθώσετε μόνοι σας.
preview-not-corrected = Αυτό δεν μπορεί να διορθωθεί: { $why }
preview-kept = Αυτό πρέπει να φυλαχθεί: { $why }
preview-retention = Φυλάσσεται για { $length } αφού λήξει.
preview-sure = Δίνεται μόνο όταν είναι αρκετά σίγουρο ποιοι είστε.

## Writing the next version

editor-title = Σύνταξη της επόμενης έκδοσης
    .text = { $dataset }, έκδοση { $version }. Τίποτα δεν αλλάζει για κανέναν πριν τη δημοσιεύσετε.
editor-language = Γλώσσα στην οποία γράφετε
editor-dataset = Το σύνολο δεδομένων
editor-called = Πώς το λένε οι άνθρωποι
editor-words = Τι λέει, με απλά λόγια
editor-sensitivity = Προσοχή που ζητά ο νόμος
editor-ordinary = όπως για όλα τα προσωπικά δεδομένα
editor-holds = Τι περιέχει
    .hint = Ό,τι στείλει η πηγή αντί γι’ αυτό δεν δίνεται και φαίνεται στα ευρήματα.
editor-single = μεμονωμένες τιμές ή λίστες τους
editor-text = κείμενα
editor-number = αριθμούς
editor-boolean = ναι ή όχι
editor-object = οτιδήποτε, με όλα όσα βρίσκονται κάτω από αυτό
editor-category-hint = Διαλέξτε το είδος των δεδομένων ή γράψτε έναν όρο του Data Privacy Vocabulary, όπως pd:Name.
editor-path-hint = Πού βρίσκεται το στοιχείο σε όσα στέλνει η πηγή, π.χ. loans.title.
editor-self-access = Οι άνθρωποι μπορούν να βλέπουν εδώ τα δικά τους δεδομένα
    .hint = Από τις σελίδες των παρόχων τους.
editor-self-change = Οι άνθρωποι μπορούν να διορθώνουν και να διαγράφουν εδώ τα δικά τους δεδομένα
    .hint = Ό,τι δεν μπορεί να αλλάξει το σύστημα της πηγής έρχεται στα εισερχόμενα.
editor-more = Περισσότερα
editor-rectify = Μπορεί το άτομο να ζητήσει διόρθωση;
editor-rectify-by-person = ναι, μόνο του
editor-rectify-with-evidence = ναι, με αποδεικτικό
editor-no = όχι
editor-erase = Μπορεί το άτομο να ζητήσει διαγραφή;
editor-erase-yes = ναι
editor-law = Ποιος νόμος το εμποδίζει
editor-why = Τι είδους λόγος, ως όρος του Data Privacy Vocabulary
editor-retention = Ημέρες που φυλάσσεται αφού λήξει
editor-assurance = Πόσο σίγουρα πρέπει να είναι γνωστό το άτομο;
editor-assurance-low = χαμηλό
editor-assurance-substantial = ουσιαστικό
editor-assurance-high = υψηλό
editor-hidden = Δεν εμφανίζεται στο άτομο
    .hint = Μόνο όπου νόμος περιορίζει το δικαίωμα να βλέπει κανείς τα δεδομένα του.
editor-identifiers = Αναγνωριστικά με τα οποία η πηγή βρίσκει ένα άτομο
    .hint = Ένα ανά γραμμή, το καλύτερο πρώτο, όπως ssn.
editor-model = Διεύθυνση του μοντέλου δεδομένων
    .hint = Το Smart Data Model ή το JSON Schema που ακολουθούν τα δεδομένα.
editor-history = Οι υπηρεσίες μπορούν να δουν και τις παλαιότερες τιμές
    .hint = Μόνο όπου μια εγγραφή ανήκε πάντα στο ίδιο άτομο.
editor-remove = Αφαίρεση του { $path }
editor-new = Ένα νέο στοιχείο
editor-save = Αποθήκευση σχεδίου
editor-preview = Όπως αποθηκεύτηκε τελευταία, στη γλώσσα που γράφετε.
editor-faults = Αυτό δεν ταιριάζει και παραλείφθηκε
editor-partly = Το υπόλοιπο σχέδιο αποθηκεύτηκε
editor-publish = Δημοσίευση
    .text = Η έκδοση { $version } ισχύει αμέσως. Δεν αλλάζει ποτέ· μόνο μια νεότερη μπορεί να την αντικαταστήσει.
    .button = Δημοσίευση της έκδοσης { $version }
editor-not-yet = Δεν μπορεί να δημοσιευτεί ακόμη
editor-not-published = Δεν δημοσιεύτηκε. Δείτε παρακάτω τι λείπει.
editor-drop = Απόρριψη σχεδίου

## The log

log-title = Αρχείο
    .text = Ποιος ζήτησε δεδομένα αυτής της πηγής και τι έγινε. Οι ίδιες οι τιμές δεν είναι στο αρχείο.
log-operator = Πάροχος
log-operator-all = Όλοι οι πάροχοι
log-month-all = Όλοι οι μήνες
log-before-day = Πριν από αυτή την ημέρα
log-jsonl = Λήψη για προγράμματα (γραμμές JSON)
log-service = Υπηρεσία
log-kind = Τι έγινε
log-kind-all = Όλα
log-filter = Φιλτράρισμα
log-none = Δεν ζητήθηκε τίποτα.
log-caption = Αιτήματα, τα νεότερα πρώτα
log-entry = Εγγραφή
log-when = Πότε
log-dataset = Σύνολο δεδομένων
log-outcome = Αποτέλεσμα
log-attributes = Στοιχεία
log-released = Χορηγήθηκε
log-begun = Η χορήγηση άρχισε
log-interrupted = Διακόπηκε
log-changed = Άλλαξε από το άτομο
log-change-begun = Η αλλαγή άρχισε
log-refused = Απορρίφθηκε
log-refusals-counted = Απορρίφθηκαν, χωρίς δικές τους εγγραφές
log-subscription = Για μια συνδρομή
log-link = Για τη σύνδεση με ένα άτομο
log-link-begun = Σύνδεση: ήρθε ένα άτομο
log-link-code-asked = Σύνδεση: ζητήθηκε κωδικός
log-link-sent-to-desk = Σύνδεση: παραπομπή στη θυρίδα
log-link-confirmed = Σύνδεση: επιβεβαιώθηκε από το προσωπικό
log-link-refused = Σύνδεση: απορρίφθηκε από το προσωπικό
log-link-failed = Σύνδεση: δεν έγινε
log-link-linked = Συνδέθηκε με ένα άτομο
log-link-ended-by-person = Η σύνδεση τερματίστηκε από το άτομο
log-link-ended-by-source = Η σύνδεση τερματίστηκε από την πηγή
log-link-emptied = Σύνδεση: ο χώρος του ατόμου άδειασε
log-event = Αναφέρθηκε γεγονός
log-staff = Έγινε από το προσωπικό
log-person = Το ίδιο το άτομο

## Statistics

statistics-title = Στατιστικά
    .text = Τι χορηγήθηκε σε έναν μήνα, ανά πάροχο, υπηρεσία και σύνολο, για εκκαθάριση. Δεν περιέχει δεδομένα κανενός.
statistics-month = Μήνας
statistics-show = Εμφάνιση μήνα
statistics-none = Δεν ζητήθηκε τίποτα αυτόν τον μήνα.
statistics-caption = Αιτήματα: { $month }
statistics-requests = Αιτήματα
statistics-records = Εγγραφές
statistics-attributes = Στοιχεία
statistics-total = Χορηγήθηκαν συνολικά
statistics-csv = Λήψη ως πίνακα (CSV)

## Keys

keys-title = Κλειδιά
    .text = Με τι υπογράφει ο σύνδεσμος δεδομένων. Ένα κλειδί αντικαθίσταται μόνο του μετά από { $days } ημέρες.
keys-published = Δημοσιευμένα κλειδιά
keys-signs = Υπογράφει
keys-verifies = Δεν υπογράφει τώρα
keys-where = Οι άλλοι τα βρίσκουν εδώ:
keys-log = Κλειδί του αρχείου
    .text = Όποιος το έχει βλέπει ότι δεν αφαιρέθηκε τίποτα από το αρχείο.
keys-rotate = Αντικατάσταση του κλειδιού τώρα
    .text = Δημοσιεύεται νέο κλειδί και υπογράφει μόλις οι άλλοι προλάβουν να το μάθουν. Τίποτα δεν διακόπτεται.
    .button = Αντικατάσταση κλειδιού

## The inbox

inbox-title = Εισερχόμενα
    .text = Τι ζητούν οι άνθρωποι και δεν μπορεί να κάνει μόνο του το σύστημα της πηγής, και ποιος θα έρθει στη θυρίδα σας. Κάθε εργασία λέει έως πότε.
inbox-none = Δεν υπάρχει τίποτα να γίνει.
inbox-done = Εμφάνιση όσων έγιναν
inbox-live = Εμφάνιση όσων μένουν
inbox-back = Πίσω στα εισερχόμενα
task-correction = Διόρθωση δεδομένων κάποιου
task-erasure = Διαγραφή δεδομένων κάποιου
task-desk-confirmation = Επιβεβαίωση ταυτότητας στο γκισέ
task-open = Ανοικτή
task-soon = Λήγει σε μία εβδομάδα
task-late = Εκπρόθεσμη
task-taken = Την έχει αναλάβει: { $name }
task-done = Έγινε
task-refused = Απορρίφθηκε
task-lapsed = Έληξε ή το πρόσωπο παραιτήθηκε
task-taken-back = Το πρόσωπο το απέσυρε
task-due = Να γίνει έως { $day }
task-received = Παραλήφθηκε
task-until = Να γίνει έως
task-correct = Προς διόρθωση
task-erase = Προς διαγραφή
task-erase-all = Όλα για το άτομο σε αυτό το σύνολο δεδομένων
task-desk = Πώς ελέγχετε ποιος είναι
    .text = Το πρόσωπο έρχεται σε εσάς και δείχνει έναν κωδικό. Δείτε μια ταυτότητα και βρείτε το πρόσωπο στα στοιχεία σας. Αν δεν είστε βέβαιοι, αρνηθείτε και πείτε γιατί.
    .told = Το πρόσωπο έχει διαβάσει:
task-do = Τι κάνετε
task-take = Την αναλαμβάνω
task-put-back = Επιστροφή στα ανοικτά
task-note = Σημείωση
    .hint = Πείτε γιατί, αν αρνείστε. Μη γράφετε τίποτα για το άτομο: η σημείωση φυλάσσεται.
    .told = Πείτε γιατί, αν αρνηθείτε: το πρόσωπο το διαβάζει. Μη γράψετε τίποτα για το πρόσωπο, γιατί η σημείωση φυλάσσεται.
task-finish = Έγινε
task-refuse = Άρνηση
task-history = Τι έγινε
task-wrong-reason = Η άρνηση πρέπει να λέει γιατί.

## What staff did

act-task-taken = Ανέλαβε μια εργασία
act-task-put-back = Επέστρεψε μια εργασία
act-task-done = Ολοκλήρωσε μια εργασία
act-task-refused = Αρνήθηκε ένα αίτημα
act-key-rotated = Αντικατέστησε ένα κλειδί
act-draft-changed = Άλλαξε ένα σχέδιο
act-draft-dropped = Απέρριψε ένα σχέδιο
act-dataset-published = Δημοσίευσε μια έκδοση συνόλου δεδομένων
act-log-saved = Αποθήκευσε αντίγραφο του αρχείου
act-entities-kept = Καταχώρισε δεδομένα ενός προσώπου
act-entities-erased = Διέγραψε δεδομένα ενός προσώπου
act-entities-saved = Αποθήκευσε σε αρχείο τα δεδομένα όλων σε ένα σύνολο δεδομένων
log-change-filed = Διαβιβάστηκε στο προσωπικό

## GDPR API

gdpr-api-kept = { $dataset }: δεν μπορεί να διαγραφεί, γιατί πρέπει να διατηρηθούν τα εξής: { $what }.
gdpr-api-not-here = { $dataset }: δεν μπορεί να διαγραφεί με αυτόν τον τρόπο. Επικοινωνήστε με τον οργανισμό.
gdpr-api-by-staff = { $dataset }: θα διαγραφεί από το προσωπικό του οργανισμού, το αργότερο έως { $day }.
