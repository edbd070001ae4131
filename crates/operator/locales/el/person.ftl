## Navigation

nav-home = Αρχική
nav-permissions = Άδειες
nav-activity = Δραστηριότητα
person-nameless = Συνδεδεμένος χρήστης

## Logging in

login-title = Σύνδεση
login-email = Διεύθυνση email
login-password = Κωδικός πρόσβασης
login-button = Σύνδεση
login-others = Άλλοι τρόποι σύνδεσης
login-not = Δεν έγινε σύνδεση
login-failed = Η διεύθυνση email και ο κωδικός δεν ταιριάζουν.
login-often = Έγιναν πάρα πολλές προσπάθειες. Περιμένετε ένα λεπτό.

## Home

home-title = Τα δεδομένα σας, οι αποφάσεις σας
home-waiting = Περιμένει την απόφασή σας
home-nobody-asks = Κανείς δεν ζητά τα δεδομένα σας αυτή τη στιγμή.
home-permissions = Οι άδειές σας
home-no-permissions = Δεν έχετε δώσει ακόμη καμία άδεια.
home-all-permissions = Όλες οι άδειες
home-lately = Τι έγινε πρόσφατα
home-nothing-yet = Καμία υπηρεσία δεν έχει ζητήσει ακόμη τα δεδομένα σας.
home-all-activity = Όλη η δραστηριότητα
who-asks = { $organisation }, για: { $service }

## States of a permission

state-requested = Σε αναμονή
state-declined = Απορρίφθηκε
state-granted = Ισχύει
state-suspended = Σε παύση
state-withdrawn = Ανακλήθηκε
state-expired = Έληξε
state-revoked = Τερματίστηκε από τον οργανισμό
state-invalidated = Τερματίστηκε από αρχή

## Lists

permissions-title = Άδειες
permissions-newest = Πρώτα η πιο πρόσφατη αλλαγή
activity-title = Δραστηριότητα
activity-intro = Κάθε φορά που μια υπηρεσία ζήτησε τα δεδομένα σας. Τα νεότερα είναι πρώτα.
activity-permission = Δείτε την άδεια

## What happened

access-is-open = Επιτράπηκε
access-is-released = Δόθηκαν
access-is-failed = Δεν δόθηκαν
access-is-refused = Απορρίφθηκε
access-is-unreported = Δεν αναφέρθηκε
access-is-filed = Στο προσωπικό της πηγής
access-is-taken-back = Αποσύρθηκε
access-is-changed = Άλλαξε
access-is-unchanged = Δεν επιβεβαιώθηκε
access-released = { $source }: έδειξε στην υπηρεσία { $service } αυτά τα δεδομένα: { $data }.
access-released-something = { $source }: έδειξε δεδομένα σας στην υπηρεσία { $service }.
access-open = { $source }: μπορεί να δείξει δεδομένα σας στην υπηρεσία { $service }. Δεν έχει πει ακόμη τι έδειξε.
access-failed = Η υπηρεσία { $service } ζήτησε δεδομένα σας και δεν πήρε τίποτα. Πηγή: { $source }.
access-refused = Η υπηρεσία { $service } ζήτησε δεδομένα σας και το αίτημα απορρίφθηκε. Πηγή: { $source }.
access-unreported = Επιτρεπόταν να δείξει στοιχεία σας στην υπηρεσία { $service }: { $source }. Δεν ξέρουμε αν το έκανε.
own-released = Είδατε τα στοιχεία σας. Από: { $source }. Στοιχεία: { $data }.
own-released-something = Είδατε τα στοιχεία σας. Από: { $source }.
own-open = Ζητήσατε τα δικά σας στοιχεία από: { $source }. Δεν ξέρουμε ακόμη τι σας έδειξε.
own-unreported = Ζητήσατε τα δικά σας στοιχεία από: { $source }. Δεν ξέρουμε αν σας έδειξε κάτι.
own-failed = Ζητήσατε τα δικά σας στοιχεία από: { $source }. Δεν πήρατε κανένα.
own-refused = Ζητήσατε τα δικά σας στοιχεία από: { $source }. Η απάντηση ήταν αρνητική.
own-corrected-there = Διορθώσατε εσείς αυτά στην πηγή { $source }: { $data }.
own-added-there = Προσθέσατε εσείς αυτά στην πηγή { $source }: { $data }.
own-erased-there = Διαγράψατε εσείς αυτά στην πηγή { $source }: { $data }.
own-change-unconfirmed = Ζητήσατε από την πηγή { $source } να προσθέσει, να διορθώσει ή να διαγράψει δεδομένα σας. Δεν έχει επιβεβαιώσει ότι το έκανε.
own-change-with-staff = Ζητήσατε από την πηγή { $source } να διορθώσει ή να διαγράψει αυτά: { $data }. Το προσωπικό της απαντά έως τις { $date }.
own-change-refused-by-staff = Ζητήσατε από την πηγή { $source } να διορθώσει ή να διαγράψει αυτά: { $data }. Το προσωπικό της αρνήθηκε: «{ $why }»
own-change-taken-back = Αποσύρατε ό,τι είχατε ζητήσει από την πηγή { $source } να διορθώσει ή να διαγράψει: { $data }.
own-corrected-by-staff = Το προσωπικό της πηγής { $source } διόρθωσε αυτά, όπως ζητήσατε: { $data }.
own-erased-by-staff = Το προσωπικό της πηγής { $source } διέγραψε αυτά, όπως ζητήσατε: { $data }.
access-purpose = Σκοπός: { $purpose }.
access-given = Δώσατε αυτή την άδεια στις { $date }.
reason-unanswered = Δεν είχατε απαντήσει ακόμη.
reason-declined = Είχατε πει όχι.
reason-paused = Είχατε βάλει την άδεια σε παύση.
reason-withdrawn = Είχατε ανακαλέσει την άδεια.
reason-expired = Η άδεια είχε λήξει.
reason-ended = Την άδεια την είχε τερματίσει άλλος.
reason-rule = Το απαγορεύει ένας από τους κανόνες σας.
reason-beyond = Η υπηρεσία ζήτησε περισσότερα από όσα είχατε επιτρέψει.
reason-not-yet = Η άδεια δεν ίσχυε ακόμη.
reason-described = Η πηγή περιέγραφε τα δεδομένα διαφορετικά από τότε που δώσατε την άδεια.
reason-condition = Ένας όρος της άδειάς σας δεν τηρούνταν.
reason-assurance = Η πηγή δεν ήταν αρκετά βέβαιη ότι επρόκειτο για εσάς.
reason-all = Η υπηρεσία παίρνει όλα ή τίποτα, και κάτι δεν δόθηκε.
reason-filter = Η πηγή δεν μπορούσε να κρατήσει όσα δεν είχατε επιτρέψει, γι’ αυτό δεν δόθηκε τίποτα.
reason-service-suspended = Ο φορέας είχε αναστείλει την υπηρεσία.
reason-service-gone = Η υπηρεσία δεν ήταν πια καταχωρισμένη.
reason-ticket = Η απόδειξη της άδειάς σας που έδειξε η υπηρεσία δεν ίσχυε για αυτή την πηγή.
reason-technical = Υπήρξε τεχνική βλάβη.

## Facts about a use of data

fact-who = Ποιος ζητά
fact-purpose = Για ποιον σκοπό
fact-processing = Τι γίνεται με τα δεδομένα
fact-longest = Για πόσο χρόνο το πολύ μπορείτε να το επιτρέψετε
fact-retention = Πόσο χρόνο τα κρατά η υπηρεσία
fact-recipients = Ποιος άλλος τα παίρνει
fact-nobody = Κανείς
fact-storage = Πού φυλάσσονται
fact-third-countries = Χώρες εκτός του Ευρωπαϊκού Οικονομικού Χώρου στις οποίες πηγαίνουν
fact-decisions = Αποφάσεις
fact-automated = Για εσάς αποφασίζει μόνος του ένας υπολογιστής.
fact-basis = Νομική βάση: γιατί το επιτρέπει ο νόμος
fact-refusal = Αν πείτε όχι
dataset-needed = Απαραίτητα
dataset-optional = Μόνο αν θέλετε

## A request

error-title = Αυτό δεν πέτυχε
error-choice = Η επιλογή σας δεν ταιριάζει με το αίτημα. Δείτε το ξανά.
error-changed = Η άδεια άλλαξε στο μεταξύ. Αυτό ισχύει τώρα.
request-granted = Είπατε ναι
    .text = Μπορείτε να το αλλάξετε ή να το ανακαλέσετε όποτε θέλετε.
request-declined = Είπατε όχι
    .text = Η υπηρεσία δεν βλέπει τίποτα.
request-expired = Ο χρόνος για απάντηση πέρασε
    .text = Η υπηρεσία μπορεί να ρωτήσει ξανά.
request-continue = Συνέχεια στην υπηρεσία { $service }
request-before = Τίποτα δεν δίνεται πριν πείτε ναι. Μπορείτε να πάρετε πίσω το ναι όποτε θέλετε. Είναι το ίδιο εύκολο με το να το δώσετε.
request-yes = Ναι, να δοθούν αυτά τα δεδομένα
request-no = Όχι, να μη δοθεί τίποτα
request-information = Εδώ δεν ζητείται η συγκατάθεσή σας. Ο νόμος επιτρέπει αυτή τη χρήση για άλλον λόγο: { $basis }.
request-rights = Τα δικαιώματά σας
request-read = Το διάβασα

## A permission

permission-pending = Η τελευταία αλλαγή δεν έχει επιβεβαιωθεί ακόμη παντού
permission-pending-at = { $connector }: ισχύει το αργότερο από { $time }
permission-in-force = Ισχύει πλέον παντού
    .text = Καμία πηγή δεν δείχνει πια τα δεδομένα σας με αυτή την άδεια.
permission-rule = Ένας από τους κανόνες σας κρατά πίσω ένα μέρος
    .text = Όσα απαγορεύει ο κανόνας δεν δίνονται. Ανακαλέστε την άδεια, αν δεν τη θέλετε πια.
permission-ends = Λήγει από μόνη της στις { $date }.
permission-save = Αποθήκευση της επιλογής μου
permission-change = Αλλαγή ή τερματισμός
permission-withdraw = Ανάκληση
permission-pause = Παύση
permission-extend = Παράταση
permission-object = Εναντίωση
permission-resume = Να συνεχιστεί
permission-again = Νέα άδεια
permission-about = Τι πρέπει να γνωρίζετε
permission-use = Χρήση των δεδομένων σας με αυτή την άδεια
permission-use-none = Δεν έχει χρησιμοποιηθεί ακόμη.
permission-history = Ιστορικό
permission-history-caption = Όλες οι εκδόσεις αυτής της άδειας, πρώτα η νεότερη
permission-receipt = Απόδειξη { $version }
column-version = Έκδοση
column-time = Πότε
column-state = Κατάσταση
column-by = Από
column-receipt = Απόδειξη
by-you = Εσείς
by-app = Εσείς, στην εφαρμογή { $name }
by-mandate = Κάποιος που ενεργεί για εσάς
by-rule = Ένας από τους κανόνες σας
by-organisation = Ο οργανισμός
by-authority = Αρχή: { $name }
by-time = Ο χρόνος έληξε
