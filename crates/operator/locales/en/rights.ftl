## Rights

rights-title = Your rights
rights-intro = Whoever holds data about you must answer when you use one of these rights. It costs nothing. Here you get a letter that you can send yourself.
rights-letter = Your letter to { $name }
rights-not-sent = Nothing has been sent. Copy the letter, print it or send it by e-mail. We do not follow what becomes of it.
rights-contact = Send it to:
rights-no-contact = We know no postal or e-mail address of this source. Ask there:
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
rights-correct = Have this corrected or deleted

## Mandates

mandates-title = Who acts for you
mandates-nobody = Nobody acts for you
    .text = Only you decide here. Acting for somebody else, for example as a parent or guardian, is not possible here yet.
mandates-today = What you can do today
    .text = If you need somebody to act for you, or act for somebody else, ask those who run this service. Never give your password to anybody.
