## A search for what sources offer

catalogue-search = Αναζήτηση
    .hint = Για παράδειγμα: διεύθυνση, βιβλιοθήκη, έρευνα
catalogue-find = Αναζήτηση
catalogue-narrow = Περιορισμός αναζήτησης
catalogue-category = Είδος δεδομένων
catalogue-place = Τόπος
catalogue-language = Γλώσσα της περιγραφής
catalogue-type = Τύπος εγγραφής
catalogue-attribute = Χαρακτηριστικό, για παράδειγμα address.street
catalogue-any = Όλα
catalogue-sources-title = Τι έχουν οι πηγές
catalogue-no-sources = Δεν είναι γνωστή ακόμη καμία πηγή εδώ.
catalogue-nothing = Δεν βρέθηκε τίποτε
    .text = Δοκιμάστε άλλη λέξη ή λιγότερες λέξεις.
catalogue-holds = Ποια δεδομένα έχει
catalogue-more = { $count ->
    [one] Και { $count } ακόμη
   *[other] Και { $count } ακόμη
}
catalogue-before = Προηγούμενη σελίδα
catalogue-after = Επόμενη σελίδα

## What one of them offers

dataset-holder = Τα έχει: { $source }
tag-sensitive = ευαίσθητο
tag-official = επίσημος αριθμός
fact-contact = Επικοινωνία
contact-name = Υπεύθυνος
contact-officer = Υπεύθυνος προστασίας δεδομένων
contact-email = E-mail
contact-phone = Τηλέφωνο
contact-postal = Ταχυδρομείο
contact-url = Σελίδα
