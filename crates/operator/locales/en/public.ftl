## Who runs this

about-intro = { $provider } runs this service. Here you see who that is and how to reach them.
about-role = This service stands between you, the sources that hold your data, and the services that want to use it. In the law this is called a “data intermediation service” between people and data users (Regulation (EU) 2022/868, article 10, point (b)). It may use your data only to bring about what you decide, and for nothing else.
about-who = Who runs it
about-name = Name
about-legal-form = Legal form
about-register = Number in the register
about-notification = Notification number with the authority
about-rulebook = Rules that all have agreed on
about-authority = Authority for data protection
about-contact = Contact
about-no-contact = No contact is given here yet.
about-email = E-mail
about-phone = Phone
about-address = Address
about-officer = Data protection officer
about-keys = For the curious: keys
about-keys-intro = With these keys anyone can check that a receipt, a ticket or the public log really comes from here.
about-keys-show = Show the keys
about-uuid = Number of this operator
about-key = Key that signs now
about-former-keys = Former keys
about-log-key = Key of the public log
about-log = The public log
about-api = How programs talk to this service (in English)

## Accessibility

accessibility-intro = { $provider } wants everybody to be able to use this service.
accessibility-scope = This statement is about the pages at { $address }.
accessibility-how-far = How accessible the pages are
accessibility-full = The pages meet all that the law asks for.
accessibility-partial = The pages meet most of what the law asks for. What they do not meet stands below.
accessibility-none = The pages do not meet what the law asks for yet. The most important faults stand below.
accessibility-standard = The law asks for the European standard EN 301 549. For web pages it follows the guidelines WCAG 2.2, level AA.
accessibility-limits = What is not accessible
accessibility-no-limits = We know of nothing that is not accessible.
accessibility-assessment = How this was checked
accessibility-tests = Every page is checked by a program in a real browser whenever the software changes: in light and dark colours, on a wide and a narrow screen, with the keyboard alone and without JavaScript.
accessibility-by-us = We have checked the pages ourselves.
accessibility-by = The pages were checked by: { $who }
accessibility-prepared = This statement was written on { $day }.
accessibility-reviewed = It was looked at again on { $day }.
accessibility-enforcement = If our answer does not help
accessibility-enforcement-text = If we do not answer, or our answer does not help you, you can turn to the authority that watches over accessibility.

## Feedback

feedback-title = Tell us what does not work
feedback-intro = Did you find something that you cannot read, hear or use? Tell us. You need no account.
feedback-text = What does not work?
    .hint = At most { $most } characters. Please write no secrets.
feedback-page = On which page?
feedback-email = Your e-mail address
    .hint = Only if you want an answer. We use it for nothing else.
feedback-send = Send
feedback-sent = Thank you. We have got your message
    .text = If you gave an e-mail address, we will answer you there.
feedback-not-sent = Your message was not sent
feedback-look = Please look at what is marked and send it again.
feedback-often = There were too many messages in a short time. Wait a few minutes. What you wrote is still here.
feedback-empty = Write what does not work.
feedback-long = This is too long.
feedback-no-email = Write an address such as name@example.org, or leave it empty.
feedback-else = You can also reach us like this:

## Privacy

privacy-intro = This page says what this service itself keeps about you, why, and for how long.
privacy-through = Your data at the sources, such as your address or your loans, never passes through this service. It goes straight from the source to the service you have allowed.
privacy-who = Who answers for it
privacy-controller = { $provider } is the “controller”: it decides why and how this service keeps data about you, and answers for it.
privacy-basis = Why the law allows it
privacy-kept = What we keep
privacy-account = Your account
    .text = Your name, your e-mail address and your language, so that you can log in and we can talk to you. Of your password only a value from which it cannot be read. Your name and e-mail address are encrypted.
privacy-identifiers = Your identifiers
    .text = Numbers by which sources know you, such as a library card. They are encrypted with a key of your own. They are used only to find your data where you have allowed it.
privacy-permissions = Your decisions
    .text = Each request, each permission with all its changes, and your rules. With them you, and we, can prove what you decided.
privacy-uses = Use of your data
    .text = Which service asked when, for what, and which kinds of data it was shown. What the data says is not in it.
privacy-log = The public log
    .text = For each entry, a fingerprint in numbers (a “hash”). It proves that nobody has changed an entry later. Nobody can read anything about you from it.
privacy-requests = Requests you have not answered
    .text = So that you can decide, and the service learns that you have not.
privacy-sessions = That you are logged in
    .text = Since when, and until when, so that you need not log in on every page.
privacy-news = What you are told
    .text = Notifications and what you chose about them: to tell you what should not wait.
privacy-letters = Letters that you noted
    .text = Whom you wrote to, what for, and by when an answer is due: to remind you.
privacy-network = The network address of your device
    .text = To stop mass attempts to guess passwords or to flood us.
privacy-feedback = What you write to us about accessibility
    .text = Your text and, if you give it, your e-mail address, so that we can mend the fault and answer you. They are encrypted.
privacy-push = Devices that show notifications
    .text = The address at which your browser is reached, the keys to encrypt with, and what kind of device it is. You add each device yourself.
privacy-while-account = Kept as long as you have an account.
privacy-until-removed = Kept until you remove the device, log out on it or close your account.
privacy-for-good = Kept for good.
privacy-for = Kept for at most { $time }.
privacy-in-memory = Only in the memory of the computer, for a few minutes; it is not written down.
privacy-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
privacy-logins = If you log in through another provider ({ $logins }), we get from it who you are: your name, your e-mail address and the identifiers it has checked.
privacy-cookies = Cookies
privacy-cookies-intro = A cookie is a small text that your browser keeps for a website. We use only those that the pages need. Nobody follows what you do, and nothing comes from other companies.
privacy-cookie-session = Says that you are logged in.
privacy-cookie-language = Remembers the language you chose.
privacy-cookie-form = Keeps what you entered in a form if you have to log in again before it is sent.
privacy-cookie-login = Holds together the steps of a login through another provider.
privacy-cookie-device = Recognises a device that shows notifications, so that they stop when somebody else logs in on it.
privacy-recipients = Who gets something
privacy-to-source = A source gets the identifier by which it already knows you, and learns which data it may show to whom.
privacy-to-service = A service learns what you have decided. It gets a random number for you, and never your identifiers from us.
privacy-to-push = If you add a device for notifications, the company that makes its browser delivers them. It learns that one comes and when, but cannot read it.
privacy-to-others = Nobody else. We do not sell anything, and there is no advertising.
privacy-rights = Your rights
privacy-rights-intro = Write to us if you want to use one of these rights. It costs nothing. We answer within a month.
privacy-right-access = See
    .text = You can ask what we keep about you, and get a copy.
privacy-right-correct = Correct
    .text = You can have mended what is wrong.
privacy-right-erase = Delete
    .text = You can have deleted what we need no longer.
privacy-right-limit = Restrict
    .text = You can ask us only to keep something and not to use it, while a question about it is open.
privacy-right-take = Take with you
    .text = You can get what you gave us in a form that other programs understand.
privacy-right-object = Object
    .text = You can say that for a reason of your own you do not want a use.
privacy-right-withdraw = Take back
    .text = You can take back each permission at any time. What was done before stays lawful.
privacy-automated = This service makes no decisions about you by itself. Rules of your own are followed until you change them.
privacy-complain = If you are not satisfied
privacy-complain-text = You can complain to the authority for data protection. You can also go to court.
privacy-authority = The authority

## Status

status-all-good = Everything works
status-not-all = Not everything works at the moment
    .text = What does not work is marked below. Your permissions stay as they are. What cannot be checked is not shown to anyone.
status-at = Looked at:
status-last = Last:
status-good = Works
status-late = Not reached
status-unknown = Not known yet
status-here = This service
    .text = You see this page, so it works.
status-log = The public log
    .text = It proves that nothing was changed or left out later.
status-groups = Trust lists
    .text = They say which operators and sources keep to the common rules. We fetch them regularly.
status-no-groups = This service is in no trust group.
status-sources = Sources
    .text = Whether each source answered when we last looked.
status-json = The same for programs (JSON)

## Catalogue

catalogue-intro = Here you see which data the sources hold, and which services ask for data and what for. Nothing is shown to a service before you allow it.
catalogue-kinds = What is shown
catalogue-sources = Sources ({ $count })
catalogue-uses = Services ({ $count })
catalogue-uses-title = What services ask for
catalogue-no-uses = No service asks for data here yet.
catalogue-asked = Which data it asks for
