## Rights

rights-title = Your rights
rights-intro = Whoever holds data about you must answer when you use one of these rights. It costs nothing. Here you get a letter that you can send yourself.
rights-letter = Your letter to { $name }
rights-not-sent = Nothing has been sent. Copy the letter, print it or send it by e-mail. If you note here that you sent it, you are told when the answer is due.
rights-contact = Send it to:
rights-no-contact = We know no postal or e-mail address of this source. Ask there:
operator-sources = Who answers for your data
rights-mail = Open in my e-mail program
rights-write = Write a letter
rights-nobody = No source knows you yet, and you have given no permission. So there is nobody to write to.
rights-to = To whom?
rights-right = What do you want?
rights-what = What is it about? For example which data is wrong
rights-language = Language of the letter
rights-make = Make the letter
rights-all = What the rights mean
rights-deadline = They must answer within one month. If it is very complicated they may take two months more, and must tell you so within the first month.
rights-subject = Request under Article { $article } of the General Data Protection Regulation
rights-dear = To { $name }
rights-ask-access = Please tell me whether you process data about me, and give me a copy of it, with the purposes, the recipients and how long it is kept.
rights-ask-correct = Please correct the data about me that is wrong, and complete what is missing.
rights-ask-delete = Please erase the data that you hold about me.
rights-ask-restrict = Please restrict the processing of the data about me.
rights-ask-take = Please give me the data about me in a common, machine-readable format.
rights-ask-object = I object to the processing of the data about me.
rights-ask-human = Please have a human review the decision about me that was made by automated means.
rights-about = It is about: { $what }
rights-month = Please answer within one month, as Article 12(3) of the Regulation requires. If you need to be sure who I am, please tell me what you need.
rights-regards = With kind regards
rights-link = Your rights, and how to use them

## Letters that were sent

letters-title = Letters you have sent
letters-sent-on = When did you send it?
    .text = You are told when the answer is nearly due, and when it is late.
letters-note = Note that I sent it
letters-noted = It is noted.
letters-changed = It is saved.
letters-removed = The note is removed.
letters-restore = Undo
letters-wrong-day = The day must be today or within the last year.
letters-wrong-many = There are 100 letters here. Remove one first.
letters-waiting = Waiting for the answer
letters-due-soon = The answer is nearly due
letters-overdue = The answer is late
letters-answered = Answered
letters-extended = Two months more
letters-sent = Sent on { $date }.
letters-due = The answer is due by { $date }.
letters-complain = How to complain
letters-answer = The answer came
letters-unanswer = It did not come after all
letters-extend = They take two months more
letters-unextend = They do not take longer after all
letters-remove = Remove the note

## Mandates

mandates-title = Who acts for you
mandates-nobody = Nobody acts for you
    .text = Only you decide here. Acting for somebody else, for example as a parent or guardian, is not possible here yet.
mandates-today = What you can do today
    .text = If you need somebody to act for you, or act for somebody else, ask those who run this service. Never give your password to anybody.
