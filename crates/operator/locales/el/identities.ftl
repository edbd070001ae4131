nav-identities = Σύνδεση
identities-title = Σύνδεση και ταυτότητες
identities-intro = Πώς συνδέεστε, πού είστε συνδεδεμένοι και πώς σας γνωρίζουν οι πηγές.

## Ways to log in

ways-title = Πώς συνδέεστε
way-password = Κωδικός
way-passkey = Κλειδί πρόσβασης
way-openid = Υπηρεσία σύνδεσης
way-low = Ασφάλεια: χαμηλή
way-substantial = Ασφάλεια: ουσιαστική
way-high = Ασφάλεια: υψηλή
way-since = Προστέθηκε: { $date }.
way-used = Τελευταία χρήση: { $date }.
way-unused = Δεν έχει χρησιμοποιηθεί ακόμη.
way-remove = Αφαίρεση: { $name }
way-only = Αυτός είναι ο μόνος τρόπος σύνδεσής σας. Προσθέστε έναν άλλο πριν τον αφαιρέσετε.
confirm-title = Επιβεβαιώστε ότι είστε εσείς
confirm-text = Επιβεβαιώστε πριν αλλάξετε τον τρόπο σύνδεσής σας. Ισχύει για πέντε λεπτά.
confirm-password = Επιβεβαίωση με τον κωδικό
confirm-passkey = Επιβεβαίωση με κλειδί πρόσβασης
confirm-again = Αποσυνδεθείτε και συνδεθείτε ξανά. Μετά έχετε πέντε λεπτά.
passkey-title = Προσθήκη κλειδιού πρόσβασης
passkey-text = Το κλειδί πρόσβασης μένει στη συσκευή σας. Το ξεκλειδώνετε όπως τη συσκευή και καμία ψεύτικη σελίδα δεν μπορεί να το πάρει.
passkey-name = Όνομα του κλειδιού
passkey-name-hint = Για παράδειγμα: το κινητό μου
passkey-add = Προσθήκη του κλειδιού
passkey-off = Τα κλειδιά πρόσβασης είναι απενεργοποιημένα εδώ, γιατί η υπηρεσία έχει διεύθυνση με αριθμό και όχι με όνομα.
passkey-cancelled = Δεν άλλαξε τίποτα. Μπορείτε να δοκιμάσετε ξανά.
passkey-failed = Δεν πέτυχε. Δοκιμάστε ξανά.
passkey-ended = Δεν είστε πια συνδεδεμένοι. Συνδεθείτε ξανά σε άλλη καρτέλα και επιστρέψτε εδώ. Ό,τι γράψατε δεν χάνεται.
passkey-login = Σύνδεση με κλειδί πρόσβασης
link-title = Σύνδεση άλλης ταυτότητας
link-add = Προσθήκη: { $provider }
password-title = Αλλαγή κωδικού
password-old = Τωρινός κωδικός
password-new = Νέος κωδικός
password-hint = Τουλάχιστον 8 χαρακτήρες. Θα αποσυνδεθείτε από παντού αλλού.
password-save = Αλλαγή κωδικού

## Sessions

sessions-title = Πού είστε συνδεδεμένοι
session-device = { $program } σε { $system }
session-unknown = Άγνωστη συσκευή
session-this = Αυτή η συσκευή
session-text = Από: { $since }. Τελευταία χρήση: { $used }. Άγνωστος τόπος.
session-end = Αποσύνδεση: { $device }
sessions-end = Αποσύνδεση από παντού αλλού

## Keychain

keys-title = Πώς σας γνωρίζουν οι πηγές
keys-none = Καμία πηγή δεν σας γνωρίζει ακόμη.
key-ssn = Προσωπικός αριθμός
key-passport = Διαβατήριο
key-library = Κάρτα βιβλιοθήκης
key-email = Διεύθυνση e-mail
key-verified = Έλεγχος: { $who }, { $date }.
key-desk = αυτή η υπηρεσία
choice-title = Επιλέξτε τι βλέπουν οι άλλοι
choice-text = Έχετε περισσότερα από ένα του ίδιου είδους. Επιλέξτε ποιο βλέπει μια υπηρεσία ή μια πηγή.
choice-who = Ποιος το βλέπει
choice-which = Τι βλέπει
choice-automatic = Το καλύτερα ελεγμένο
choice-save = Αποθήκευση επιλογής
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Επιβεβαιώθηκε. Έχετε πέντε λεπτά.
done-removed = Αφαιρέθηκε.
done-password = Ο κωδικός άλλαξε.
done-ended = Αποσυνδεθήκατε από εκεί.
done-chosen = Η επιλογή αποθηκεύτηκε.
wrong-password = Ο κωδικός δεν είναι σωστός.
wrong-short = Ο νέος κωδικός είναι πολύ μικρός.
wrong-unconfirmed = Επιβεβαιώστε πρώτα ότι είστε εσείς.
wrong-young = Επιβεβαιώσατε με κάτι που προστέθηκε πριν από λιγότερο από 24 ώρες. Επιβεβαιώστε με έναν παλαιότερο τρόπο σύνδεσης.
wrong-other = Αυτό δεν ταιριάζει πια. Έτσι είναι τώρα.
