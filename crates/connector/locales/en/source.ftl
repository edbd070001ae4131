## Start

source-home = Start
    .text = How the source is at the connector of { $name }, and what needs attention.
source-health = The source’s system
source-of-kind = System of the kind { $kind }
source-works = Works
source-fails-now-and-then = Fails now and then
source-left-alone = Does not answer
source-answered = Last answer: { $at }
source-usual = An answer usually takes { $ms } ms.
source-not-asked = Not asked since the start.
source-failed = Last failure: { $at }. { $why }
source-copies = Cannot be looked into; the last copies are used
source-files-missing = Not every file can be used
source-looked = Last look: { $at }
source-untrusting = No request can be answered, because the list of trusted operators is missing or too old
source-findings = Findings
    .none = The source sends nothing that its description does not know.
    .text = What is not described is not released: describe it, or have the source send it differently.
finding-unknown = { $route }: the source sends “{ $name }”, which is not described.
finding-gone = { $route }: “{ $name }” is described, and the source has it no longer.
finding-lost-subscription = { $route }: the source’s broker had lost the connector’s subscription to “{ $name }”. The connector makes it again, and tells services what has changed meanwhile.
finding-malformed = { $route }: “{ $name }” has records that cannot be served.
finding-other-type = { $route }: “{ $name }” holds something else than its description says.
finding-deviation = { $route }: the value of “{ $name }” is not as its data model says.
source-brokers = Brokers of the city
    .text = Those who look for data there find this source.
broker-registered = Registered
broker-not-registered = Not registered
broker-not-yet = Not asked yet
broker-confirmed = Last confirmed: { $at }
broker-down = The broker could not be reached.
broker-slow = The broker took too long.
broker-login = The broker does not take the connector’s login.
broker-status = The broker answered with the status { $status }.
finding-seen = Seen first: { $first }, last: { $last }
cause-described = Described as: { $kind }
cause-records = Records that cannot be read, are too long or name nobody: { $count }. The first are { $first }.
cause-encoding = Not in { $encoding }: { $count }. Say the file’s encoding.
cause-model = The rule “{ $keyword }” of the data model is broken.
cause-not-text = It is no text.
cause-not-a-number = It is no number.
cause-not-a-date = It is no date of the form that was declared.
cause-not-true-or-false = It is neither yes nor no.
cause-unknown-code = The code is not in the list.
cause-no-such-part = There are too few parts.
cause-not-a-list = It is no list.
cause-not-an-object = It is no object.

## Why a request came to nothing

outcome-source-unreachable = The source could not be reached
outcome-source-timeout = The source took too long
outcome-source-busy = Too many requests at once
outcome-source-error = The source reported an error
outcome-source-bad-answer = The source’s answer could not be read
outcome-source-too-large = The source’s answer was too large
outcome-person-unknown-at-source = The source does not know the person
outcome-pod-not-shared = The person’s pod is not shared with the connector
outcome-permission-not-active = The permission is not in force
outcome-attributes-not-permitted = The attributes are not permitted
outcome-purpose-not-permitted = The purpose is not permitted
outcome-agreement-missing = There is no agreement on sharing data
outcome-lease-expired = The operator’s last word is too old
outcome-ticket-expired = The ticket has expired
outcome-ticket-replayed = The ticket was used before
outcome-ticket-unknown-issuer = The ticket’s operator is not trusted here
outcome-ticket-bad-signature = The ticket’s signature is not right
outcome-ticket-wrong-audience = The ticket is for another address
outcome-proof-invalid = It was not proved whose ticket it is
outcome-operator-unreachable = The operator could not be reached
outcome-operator-timeout = The operator took too long
outcome-operator-bad-answer = The operator’s answer could not be used
outcome-change-refused = The source refused the change
outcome-change-not-offered = This cannot be changed here
outcome-trust-list-expired = The list of trusted operators has expired
outcome-trust-list-unavailable = There is no valid list of trusted operators
outcome-trust-list-timeout = The registry took too long
outcome-trust-list-rolled-back = The list of trusted operators is older than one seen before

## What is due

source-late = Tasks in the inbox are late: { $count }
source-soon = Tasks in the inbox are due within a week: { $count }

## What is offered

offer-title = Datasets
    .text = What the source offers, who uses it, and what people read about it.
offer-none = Nothing is offered yet.
offer-row = Version { $version }, { $count } attributes
offer-edit = Write the next version
offer-attributes = Attributes
offer-path = Path
offer-called = Called
offer-category = Kind of data
offer-users = Operators and services that use it
    .none = Nobody has received anything of it yet.
offer-versions = Versions published here
offer-version = Version { $version }, { $at }
offer-back = All datasets
offer-back-to = Back to the dataset
offer-sensitive = sensitive
offer-official = official number

## What people read

preview-title = What a person will read
    .text = This is how the dataset and its attributes are shown to people when they decide.
preview-language = Language of the preview
preview-show = Show
preview-missing = Not said in this language yet; people read another one
preview-hidden = You are not shown this here.
preview-correct = You can correct this yourself.
preview-not-corrected = This cannot be corrected: { $why }
preview-kept = This must be kept: { $why }
preview-retention = It is kept for { $length } after it has ended.
preview-sure = It is given out only when it is sure enough who you are.

## Writing the next version

editor-title = Write the next version
    .text = { $dataset }, version { $version }. Nothing changes for anybody before you publish it.
editor-language = Language you write in
editor-dataset = The dataset
editor-called = What people call it
editor-words = What it says, in plain words
editor-sensitivity = Care that the law asks for
editor-ordinary = as for all personal data
editor-holds = What it holds
    .hint = What the source sends instead is withheld and shown under “Findings”.
editor-single = single values or lists of them
editor-text = texts
editor-number = numbers
editor-boolean = yes or no
editor-object = anything, with all that lies below it
editor-category-hint = Choose the kind of data, or write a term of the Data Privacy Vocabulary, such as pd:Name.
editor-path-hint = Where the attribute lies in what the source sends, such as loans.title.
editor-self-access = People may look at their own data here
    .hint = From the pages of their operators.
editor-self-change = People may correct and erase their own data here
    .hint = What the source’s system cannot change comes to the inbox.
editor-more = More
editor-rectify = Can the person have it corrected?
editor-rectify-by-person = yes, by themselves
editor-rectify-with-evidence = yes, when they show evidence
editor-no = no
editor-erase = Can the person have it erased?
editor-erase-yes = yes
editor-law = Which law says no
editor-why = What kind of reason, as a term of the Data Privacy Vocabulary
editor-retention = Days for which it is kept after it has ended
editor-assurance = How surely must the person be known?
editor-assurance-low = low
editor-assurance-substantial = substantial
editor-assurance-high = high
editor-hidden = The person is not shown it
    .hint = Only where a law restricts the right to see one’s own data.
editor-identifiers = Identifiers by which the source finds a person
    .hint = One per line, the best first, such as ssn.
editor-model = Address of the data model
    .hint = The Smart Data Model or JSON Schema that the data follows.
editor-history = Services may see what the values were before
    .hint = Only where a record has been the same person’s all along.
editor-remove = Remove { $path }
editor-new = A new attribute
editor-save = Save the draft
editor-preview = As saved last, in the language you write in.
editor-faults = This does not fit and was left out
editor-partly = The rest of the draft is saved
editor-publish = Publish
    .text = Version { $version } takes effect at once. It can never be changed; only a newer one can take its place.
    .button = Publish version { $version }
editor-not-yet = It cannot be published yet
editor-not-published = It was not published. Look below for what is missing.
editor-drop = Give the draft up

## The log

log-title = Log
    .text = Who asked for data of this source and what came of it. The values themselves are not in the log.
log-operator = Operator
log-operator-all = All operators
log-month-all = All months
log-before-day = Before this day
log-jsonl = Download for programs (JSON lines)
log-service = Service
log-kind = What came of it
log-kind-all = Everything
log-filter = Filter
log-none = Nothing was asked for.
log-caption = Requests, newest first
log-entry = Entry
log-when = When
log-dataset = Dataset
log-outcome = Outcome
log-attributes = Attributes
log-released = Released
log-begun = Release begun
log-interrupted = Broken off
log-changed = Changed by the person
log-change-begun = Change begun
log-refused = Refused
log-refusals-counted = Refused, without entries of their own
log-subscription = About a subscription
log-link = About a link with a person
log-link-begun = Link: a person came
log-link-code-asked = Link: a code was asked for
log-link-sent-to-desk = Link: sent to the desk
log-link-confirmed = Link: confirmed by staff
log-link-refused = Link: refused by staff
log-link-failed = Link: did not come about
log-link-linked = Linked with a person
log-link-ended-by-person = Link ended by the person
log-link-ended-by-source = Link ended by the source
log-link-emptied = Link: the person’s own place was emptied
log-event = Told of an event
log-staff = Done by staff
log-person = The person

## Statistics

statistics-title = Statistics
    .text = What was released in a month, by operator, service and dataset, for settlement. Nobody’s data is in it.
statistics-month = Month
statistics-show = Show the month
statistics-none = Nothing was asked for in this month.
statistics-caption = Requests of { $month }
statistics-requests = Requests
statistics-records = Records
statistics-attributes = Attributes
statistics-total = Released in all
statistics-csv = Download as a table (CSV)

## Keys

keys-title = Keys
    .text = What the connector signs with. A key is replaced by itself after { $days } days.
keys-published = Published keys
keys-signs = Signs
keys-verifies = Does not sign now
keys-where = Others find them here:
keys-log = Key of the log
    .text = Whoever has it can see that nothing was taken out of the log.
keys-rotate = Replace the key now
    .text = A new key is published, and signs as soon as others have had time to learn it. Nothing is interrupted.
    .button = Replace the key

## The inbox

inbox-title = Inbox
    .text = What people ask for and the source’s system cannot do by itself, and who will come to your desk. Each task says when it is due.
inbox-none = Nothing is to be done.
inbox-done = Show what is done
inbox-live = Show what is to be done
inbox-back = Back to the inbox
task-correction = Correct somebody’s data
task-erasure = Erase somebody’s data
task-desk-confirmation = Confirm at the desk who somebody is
task-open = Open
task-soon = Due within a week
task-late = Late
task-taken = { $name } does it
task-done = Done
task-refused = Refused
task-lapsed = Ran out, or the person gave up
task-taken-back = Taken back by the person
task-due = To be done by { $day }
task-received = Received
task-until = To be done by
task-correct = To be corrected
task-erase = To be erased
task-erase-all = Everything about the person in this dataset
task-desk = How to check who it is
    .text = The person comes to you and shows a code. Look at a proof of identity, and find the person in your records. If you are not sure, refuse and say why.
    .told = The person has read:
task-do = What you do
task-take = I do it
task-put-back = Put it back
task-note = Note
    .hint = Say why, if you refuse. Write nothing about the person: the note is kept.
    .told = Say why, if you refuse: the person reads it. Write nothing about them, for the note is kept.
task-finish = It is done
task-refuse = Refuse it
task-history = What was done
task-wrong-reason = A refusal must say why.

## What staff did

act-task-taken = Took a task on
act-task-put-back = Put a task back
act-task-done = Finished a task
act-task-refused = Refused a request
act-key-rotated = Replaced a key
act-draft-changed = Changed a draft
act-draft-dropped = Gave a draft up
act-dataset-published = Published a version of a dataset
act-log-saved = Saved a copy of the log
act-entities-kept = Kept entities of a person
act-entities-erased = Erased entities of a person
act-entities-saved = Saved everybody’s entities of a dataset
log-change-filed = Passed on to staff

## GDPR API

gdpr-api-kept = { $dataset }: cannot be erased, because this has to be kept: { $what }.
gdpr-api-not-here = { $dataset }: cannot be erased by this way. Please contact the organisation.
gdpr-api-by-staff = { $dataset }: is erased by the organisation’s staff, by { $day } at the latest.
