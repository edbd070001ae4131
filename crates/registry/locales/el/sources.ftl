## The sources of the trust groups

sources-intro = Εδώ βλέπετε ποια δεδομένα έχουν οι πηγές των ομάδων εμπιστοσύνης και ποιοι φορείς τα μοιράζονται. Τίποτα δεν εμφανίζεται σε μια υπηρεσία πριν το επιτρέψετε στον φορέα σας.
sources-group = Ομάδα εμπιστοσύνης
sources-found = { $count ->
    [one] { $count } σύνολο δεδομένων
   *[other] { $count } σύνολα δεδομένων
}
sources-shared = Μοιράζεται από: { $operator }, ομάδα εμπιστοσύνης { $group }
sources-silent = Καμία απάντηση από { $day }
