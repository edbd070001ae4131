## Navigation

nav-rules = Rules
nav-my-data = My data
nav-settings = Settings

## Activity of one source

activity-only = Only data from: { $source }
activity-all = Show all activity

## My data

own-title = My data
own-intro = Where data about you is kept, and what is stored there.
own-nowhere = No source knows you yet
    .text = When a source knows you by one of your identifiers, you see here what it keeps about you.
own-straight = The values come straight from the source to your browser. We do not see them. Every look is noted in your activity.
own-without = To show the values here, your browser needs JavaScript and a secure connection. Without them you can see what may be stored. You can also read the values with this command:
own-show-all = Show everything
own-progress = Data sets looked at
own-show = Show what is stored
own-not-offered = This source does not show its data here. Ask the source itself:
own-available = What can be stored here ({ $count })
own-not-shown = To see this, we would have to know more surely who you are.
own-who = Who got data from { $source }, and when
own-busy = Asking the source …
own-shown = This is stored about you:
own-nothing = Nothing is stored about you here.
own-again = Show it again
own-original = Show it as the source writes it
own-converted = Show it as described here
own-left-out = The source wrote this in a way that could not be read:
own-yes = yes
own-no = no
own-none = nothing stored
own-slow = The source takes too long to answer. Try again later.
own-dead = The source cannot be reached at the moment. Try again later.
own-refused-here = The source refuses to show this at the moment. Try again later.
own-often = You have looked very often. Wait a minute, then try again.
own-unreadable = The source gave an answer that cannot be read. Try again later.
own-login = You are not logged in any more. Load the page again and log in.
own-ours = We could not ask the source. This is our fault. Try again later.
own-past = Show what it was before
own-past-from = From { $time }
own-past-shown = This is how it has changed, the latest first:
own-past-none = The source has kept no earlier values.

## Changing my data

own-can-both = You can correct and delete this here.
own-can-correct = You can correct this here.
own-can-erase = You can delete this here.
own-can-staff = You can have this corrected or deleted here: the source’s staff do it.
own-kept-by = The source must keep this by law: { $law }.
own-letter-correct = Write a letter: have something corrected
own-letter-erase = Write a letter: have something deleted
own-correct = Correct
own-add = Add
own-erase = Delete
own-new-value = New value for “{ $what }”
own-per-line = Write one per line.
own-correct-what = { $source } gets it straight from your browser and changes it at once. We do not see it.
own-save = Save
own-cancel = Cancel
own-telling = Telling the source …
own-corrected = Corrected: { $what }.
own-undo = Undo
own-undone = It is as before: { $what }.
own-same = Nothing was changed: it is the same as before.
own-erased = Deleted: { $what }.
own-erased-all = Everything in “{ $what }” is deleted.
own-erase-ask = Delete “{ $what }”?
own-erase-lost = This will be lost:
own-erase-final = { $source } deletes it for good. Nobody can undo this. What others have received before is not deleted there.
own-staff-look = The staff of { $source } look at this and answer within 30 days. What you write goes straight from your browser to them. We do not see it.
own-staff-erase = The staff of { $source } look at this and answer within 30 days. Until then nothing is deleted.
own-staff-send = Send to the staff
own-staff-sent = Sent to the staff of { $source }: { $what }. You will hear from us by { $day } what they did. Until then nothing changes.
own-asked-correct = On { $day } you asked to have this changed to “{ $value }”. The staff of { $source } answer by { $until }.
own-asked-erase = On { $day } you asked to have this deleted. The staff of { $source } answer by { $until }.
own-asked-erase-all = On { $day } you asked to have everything here deleted. The staff of { $source } answer by { $until }.
own-asked-done = Done: on { $decided } the staff of { $source } did what you had asked on { $day }.
own-asked-refused = Refused: on { $decided } the staff of { $source } refused what you had asked on { $day }: “{ $why }”
own-take-back = Take it back
own-taken-back = Taken back: { $what }. It stays as it is.
own-asked-waits = You have asked for a change of this already. Wait for the staff’s answer, or take back what waits.
own-asked-over = This does not wait any more. Look at what the staff have answered.
own-erase-all = Delete everything
own-keep = Keep it
own-empty = Write a value. If you want to remove it, cancel and delete it.
own-invalid = This does not have the right form. Check it.
own-not-theirs = This cannot be changed here. Write the source a letter: the links are below.
own-change-refused = The source did not accept the change. Check it, or write the source a letter.
own-says = The source says:
own-unsure = We do not know whether the source made the change. Show your data again and look.
own-untold = The source did not make the change. Try again later.
own-add-record = Add an entry
own-add-file = Add from a file
    .hint = A table (CSV) or JSON, one entry a line. { $source } gets it straight from your browser. We do not see it.
own-add-table = Save an empty table to fill in
own-add-title = Add to “{ $what }”
own-add-send = Add what is in the file
own-added-one = The entry is added.
own-added-many = Added entries: { $number }.
own-add-large = This file is too large. It may have up to 1 megabyte.
own-add-wrong = Choose a file whose name ends with .csv, .json or .jsonl.
own-add-none = Fill in at least one field.
own-entry = Entry { $number }
own-entry-erase = Delete this entry
own-entry-erased = Deleted: { $what }.

## Rules

rules-title = Rules
rules-intro = A rule answers requests for you, the way you want.
rules-new = Make a rule
rules-none = You have no rules
    .text = You are asked about every request. With a rule you can always say yes or always say no to certain requests.
rules-saved = The rule is saved
rules-waits = It applies to new requests. The request you came from still waits for your answer.
rules-waits-link = Answer it
rules-removed = The rule is removed
rules-again = Make it again
rules-remove = Remove this rule
rules-is-allow = When { $who } asks for data, say yes without asking me
rules-is-allow-anyone = Whoever asks for data, say yes without asking me
rules-is-ask = When { $who } asks for data, ask me
rules-is-ask-anyone = Whoever asks for data, ask me
rules-is-deny = When { $who } asks for data, say no
rules-is-deny-anyone = Whoever asks for data, say no
rules-for = If the data is used for this: { $list }.
rules-for-any = Whatever the data is used for.
rules-doing = If this is done with the data: { $list }.
rules-about = For this data: { $list }.
rules-about-any = For any data.
rules-ends = The last day of the rule is { $date }.
rules-window = Only on these days and at these hours: { $first } to { $last }, { $opens } to { $closes } ({ $zone }).
rules-only-if = Only if all of this is true:
rules-not-if = But not if all of this is true:
rules-if-keep = The data is kept no longer than { $time }
rules-if-within = The data stays in this area: { $area }
rules-if-recipients = The data is passed on to nobody else
rules-if-pseudonymised = The data is used without your name
rules-if-aggregated = The data is used only as figures about many people
rules-if-automated = No decision about you is made by a computer alone
rules-area-eu = European Union
rules-area-eea = European Economic Area
rules-group = a member of the trust group { $group }
rules-whole = { $dataset }, all of it ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday

## Making a rule

rules-new-title = A new rule
rules-new-intro = Choose what the rule is about. Before it is saved, you see what it would do.
rules-effect = What should happen?
rules-allow = Always say yes
    .text = The service gets what it needs, and nothing more. You are told.
rules-ask = Always ask me
    .text = You decide each time, even where another rule says yes.
rules-deny = Always say no
    .text = The service gets nothing. You are told.
rules-party = Who asks?
rules-anyone = Anyone
rules-purposes = What for?
    .text = Choose nothing if you mean every purpose.
rules-purposes-all = Purposes
rules-purposes-other = Other purposes
rules-data = Which data?
    .text = Choose nothing if you mean all data. A rule that says yes covers sensitive data only if you choose that data itself.
rules-data-kinds = Kinds of data
rules-data-other-kinds = Other kinds of data
rules-data-others = Other data
choices-search = Search in this list
choices-found = Found: { $count }
choices-chosen = Chosen: { $count }
rules-conditions = Conditions
    .text = A rule that says yes applies only if all of this is true. Other rules do not apply if all of this is true.
rules-keep = The data is kept for at most so many days
rules-within = Where the data stays
rules-anywhere = Anywhere
rules-form = How the data is used
rules-form-any = In any way
rules-until = Last day of the rule
rules-look = Show what the rule would do
rules-would = What this rule would do today
rules-would-nothing = Nothing that is known today would change. The rule applies to requests that come later.
rules-would-allow = If they ask, they would get a yes without asking you ({ $count }):
rules-would-decline = If they ask, they would get a no ({ $count }):
rules-would-ask = If they ask, you would be asked ({ $count }):
rules-would-end = Permissions that would end, because a rule gave them ({ $count }):
rules-would-keep-back = Permissions that you gave yourself. The rule keeps back what it forbids ({ $count }):
rules-not-yet = Nothing is saved yet.
rules-save = Save this rule
rules-leave = Do not save it
rules-change = Change the rule before you save it
rules-wrong-effect = Choose what should happen.
rules-wrong-keep = Write a number of days, for example 30.
rules-wrong-until = Choose a day that is not over yet.
rules-wrong-many = You have as many rules as there can be. Remove one first.
rules-like = Requests like this
    .text = You can make a rule. You see what it would do before it is saved.
rules-like-allow = Always say yes to requests like this
rules-like-deny = Always say no to requests like this

## Settings

settings-title = Settings
settings-you = About you
settings-name = What we call you
    .text = Only you see this name. Services do not.
settings-name-wrong = The name is too long. It may have 200 letters, all on one line.
settings-save = Save
settings-saved = Your settings are saved
settings-language = Language
    .text = These pages speak this language to you, wherever you log in.
settings-account = Your account
settings-login = You log in with
settings-zone = Times are shown for
    .text = This is the time in the city that runs these pages.

## Own values on a request

values-title = Your own values
values-straight = The values come straight from the source to your browser. We do not see them. Looking decides nothing, and is noted in your activity.
values-show = Show my values
values-without = What is stored about you:
values-nowhere = This source cannot find you by what we know about you, so there is nothing to show.
values-not-offered = This source does not show its data here. Ask the source itself.

## Rarely used conditions of a rule

rules-organisations = Organisations
rules-kinds = Kinds of organisations
rules-groups = Trust groups
rules-more = More conditions
rules-processing = What is done with the data?
    .text = Choose nothing if you mean anything that is done with it.
rules-hours = Days and hours
    .text = The rule holds only then, by today’s clock here. Leave it empty if it always holds.
rules-first-day = First day
rules-last-day = Last day
rules-any-day = Any day
rules-opens = From
rules-closes = Until
rules-wrong-hours = Write two times of the day, the earlier one first.
