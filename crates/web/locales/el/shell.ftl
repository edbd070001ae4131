## Around every page

shell-skip = Μετάβαση στο περιεχόμενο
shell-navigation = Κύριο μενού
shell-menu = Μενού
shell-menu-new = Μενού (νέα: { $count })
shell-log-out = Αποσύνδεση
shell-language = Γλώσσα
shell-language-choose = Επιλέξτε γλώσσα
shell-language-change = Αλλαγή γλώσσας
shell-developers = Για προγραμματιστές
shell-start = Στην αρχική σελίδα
shell-about = Σχετικά με την υπηρεσία
shell-privacy = Απόρρητο
shell-accessibility = Προσβασιμότητα
shell-status = Κατάσταση
shell-catalogue = Κατάλογος
shell-footer = Σχετικά με τον ιστότοπο

## Components

field-optional = (προαιρετικό)
pages = Σελίδες
pages-newest = Νεότερα
pages-older = Παλαιότερα
dialog-close = Κλείσιμο

## How long

duration-days = { $days ->
    [one] { $days } ημέρα
   *[other] { $days } ημέρες
}
duration-years = { $years ->
    [one] { $years } έτος
   *[other] { $years } έτη
}

## When something goes wrong

problem-missing = Αυτή η σελίδα δεν υπάρχει
    .text = Ίσως η διεύθυνση είναι λάθος ή η σελίδα έχει αφαιρεθεί. Βλέπετε μόνο όσα είναι δικά σας.
problem-forbidden = Αυτό δεν επιτρέπεται
    .text = Δεν μπορείτε να το δείτε ή να το κάνετε. Αν ήρθατε από άλλον ιστότοπο, πηγαίνετε στην αρχική σελίδα και δοκιμάστε ξανά από εκεί.
problem-login = Παρακαλούμε συνδεθείτε
    .text = Δεν είστε συνδεδεμένοι ή αποσυνδεθήκατε, επειδή δεν έγινε τίποτα για πολλή ώρα.
problem-closed = Αυτό άλλαξε στο μεταξύ
    .text = Κάποιος άλλος πρόλαβε, ή εσείς σε άλλο παράθυρο. Πηγαίνετε πίσω, φορτώστε ξανά τη σελίδα και δείτε τι ισχύει τώρα.
problem-often = Πάρα πολλές προσπάθειες
    .text = Περιμένετε ένα λεπτό και δοκιμάστε ξανά.
problem-input = Δεν ήταν δυνατό να το καταλάβουμε
    .text = Κάτι από όσα στάλθηκαν δεν ταιριάζει. Πηγαίνετε πίσω και ελέγξτε τι γράψατε.
problem-unavailable = Δεν μπορούμε να απαντήσουμε αυτή τη στιγμή
    .text = Φταίμε εμείς, όχι εσείς. Δοκιμάστε ξανά σε λίγα λεπτά.
problem-internal = Κάτι πήγε στραβά εδώ
    .text = Φταίμε εμείς, όχι εσείς. Τίποτα δικό σας δεν άλλαξε. Δοκιμάστε ξανά αργότερα.
problem-name = Όνομα του προβλήματος
problem-request = Αριθμός αυτού του αιτήματος, αν ζητήσετε βοήθεια
