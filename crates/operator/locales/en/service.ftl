## The pages of a service

service-pages = Pages of { $name }
service-page-overview = Overview
service-page-uses = Intended uses
service-page-permissions = Permissions held
service-page-requests = Requests sent
service-page-webhooks = Webhooks
service-page-keys = Keys
service-page-statistics = Statistics
service-page-ticket = Test ticket
service-suspended = This service is suspended
    .text = It can neither ask for permissions nor get tickets. Ask the operator why.
service-failing = A webhook takes nothing
filter-all = All
column-use = Intended use
column-permission = Permission
column-covers = Covers
column-until = Until
column-changed = Changed
column-request = Request
column-answered = Answered
column-event = Event
column-attempts = Attempts
column-answer = Answer
column-took = Took
column-month = Month
column-source = Source
column-releases = Releases

## Intended uses

uses-published = Published
uses-none = No intended use is published yet.
uses-drafts = Drafts
uses-version = Version { $version }
uses-since = Published on { $date }
uses-new = Describe a new intended use
    .button = Begin
uses-id = Short name
    .hint = Letters, digits and dashes. It cannot be changed later.
uses-id-wrong = This short name cannot be used, or is taken. Choose another.
uses-open = Open the draft
uses-edit = Work on a new version
draft-state-draft = Draft
draft-state-submitted = Waits to be approved
draft-state-refused = Not approved

## The editor

edit-title = Draft of { $id }
edit-use-title = Title
edit-notice = What people read before they decide
edit-consequences = What happens if somebody says no
edit-texts = Texts
    .text = People read them in their language, or in English where theirs is missing.
edit-choose = Choose
edit-more = Other terms
    .hint = Terms of the Data Privacy Vocabulary, one on each line.
edit-basis = Legal basis
edit-data = Data
    .text = Ask for as little as the purpose needs. People can leave out what is not needed.
edit-want-no = Not asked for
edit-without = Ask for nothing of this
edit-add = Add data
    .button = Add
edit-handling = How the data is handled
edit-retention = Days for which the data is kept
edit-longest = Days for which a permission lasts at the most
edit-lines = One name on each line.
edit-countries = Country codes such as FI, or EU or EEA, one on each line.
edit-form = In what form the data is used
edit-form-identified = About known persons
edit-form-pseudonymised = With a pseudonym in place of the person
edit-form-aggregated = Only summed up over many people
edit-frequency = How often data is asked for
edit-frequency-once = Once
edit-frequency-on-demand = Whenever the person uses the service
edit-frequency-yearly = Once a year
edit-frequency-monthly = Once a month
edit-frequency-weekly = Once a week
edit-frequency-daily = Once a day
edit-frequency-continuous = All the time
edit-automated = Decisions are made without a human
edit-all-or-nothing = The use is worth nothing without all that is needed
edit-preview = Save and preview
edit-save = Save
edit-saved = Saved.
edit-submitted = Submitted. The operator reads it first.
edit-recalled = It is a draft again.
edit-changed = Somebody else changed the draft meanwhile. Check what you entered and save again.
edit-waits = This draft waits to be approved. Take it back to change it.
edit-look = See what people will read
edit-recall = Take it back
edit-discard = Throw the draft away
    .button = Throw away
edit-refused = The operator did not approve it
edit-problem = The operator’s check found something
edit-lacks = Still missing
edit-lacks-title = A title
edit-lacks-notice = What people read before they decide
edit-lacks-purposes = At least one purpose
edit-lacks-processing = What is done with the data
edit-lacks-basis = The legal basis
edit-lacks-data = Data that is asked for
edit-lacks-attributes = Of each kind of data at least one item
edit-lacks-retention = For how many days the data is kept
edit-lacks-longest = For how many days a permission lasts, 3653 at the most
edit-publish = Publish
    .text = It becomes a new version. Permissions that people have given go on as they were given.
    .button = Publish as shown

## The preview

preview-title = What people will read
preview-text = This is the page that people see when you ask them. Nothing can be sent from here.
preview-language = Language of the page
preview-show = Show
preview-incomplete = The draft is not complete enough to be shown.

## Permissions held and requests sent

held-text = You know people by these ids alone. Which person it is, only the operator knows.
held-none = No permission was given yet.
held-counts = Permissions by intended use and state
requests-none = No request was sent yet.
request-status-granted = Granted

## Webhooks

webhooks-text = The operator tells your service what happens at the addresses below. Each event is signed.
webhooks-none = No webhook yet.
webhook-title = Webhook
webhook-add = Add a webhook
    .button = Add
webhook-url = Address
    .hint = It begins with https and can be reached from the internet.
webhook-url-wrong = This address cannot be used. It must begin with https and be reachable from the internet.
webhook-many = There are too many webhooks. Remove one first.
webhook-events = What is sent
webhook-state-active = Active
webhook-state-failing = Takes nothing
webhook-state-off = Switched off
webhook-state-stopped = Stopped
webhook-failing = It has taken nothing since { $date }
    .text = It is tried again, at growing intervals. Unless it takes something, it is stopped on { $date }.
webhook-stopped = This webhook was stopped
    .text = It took nothing for too long, so nothing is sent to it any more. Mend it, then start it again. What was missed is on the page of permissions.
webhook-resume = Start it again
webhook-mail = A webhook of { $service } was stopped
    .text = It took nothing for too long, so we send nothing to it any more. Mend it, then start it again on its page.
    .link = The webhook’s page
webhook-test = Send a test event
webhook-deliveries = What was sent
    .none = Nothing was sent yet.
webhook-change = Change
webhook-active = Send events
    .hint = What happens while it is off is not sent later.
webhook-remove = Remove this webhook
    .button = Remove
event-permission-granted = Permission granted
event-permission-amended = Permission changed
event-permission-suspended = Permission paused
event-permission-resumed = Permission goes on
event-permission-withdrawn = Permission withdrawn
event-permission-expired = Permission expired
event-permission-ended = Permission ended
event-request-answered = Request answered
event-intended-use-decided = Intended use decided on
event-test = Test
delivery-waiting = To be sent
delivery-delivered = Delivered
delivery-given-up = Not delivered
delivery-about = What the event says
delivery-again = Send once more
delivery-none = It was not tried yet.

## Keys

keys-text = By these keys your service shows who it is. Only their public part is here.
key-active = Good
key-ended = Ended
key-ends = Good until { $date }
key-end = End { $key }
key-add = Add a key
    .button = Add
key-jwk = Public key
    .hint = A JSON Web Key, Ed25519 or P-256. Never enter a private key.
key-replace = It replaces the keys above
key-hours = Hours for which what is replaced stays good
key-wrong = This is no public key that can be used.
key-there = This key is there already, or there are too many.
key-last = This is the last key that stays good. Add another first.
secret-text = Your service shows who it is by a secret. You can replace it here.
secret-replace = Make a new secret
secret-made = The new secret
    .text = It is shown this once. Keep it in a safe place.

## Statistics

statistics-text = How often sources showed data to your service, by month (UTC). Nothing says whose data it was.
statistics-from = From
statistics-to = To
statistics-none = Nothing was shown in these months.
statistics-unknown = Not told by the source
statistics-total = Total
statistics-csv = Download as a table
statistics-wrong = These months cannot be shown. Choose at most 60.

## Test ticket

ticket-text = See whether a ticket would be given, and what it would say. No ticket is made here.
ticket-address = Address at the source
    .hint = The connector’s address, or that of one of its routes.
ticket-check = Check
ticket-good = A ticket would be given. It would say:
ticket-refused = No ticket would be given
ticket-wrong = Enter a permission’s id and an address that begins with https.
ticket-not-active = The permission is not in force.
ticket-not-covered = The permission covers no data of a source at this address.
ticket-no-filter = The person allowed a part only, and this source cannot keep back the rest.

## What staff did

act-webhook-added = Webhook added
act-webhook-changed = Webhook changed
act-webhook-removed = Webhook removed
act-key-added = Key added
act-key-replaced = Key replaced
act-key-ended = Key ended
act-secret-replaced = Secret replaced
act-use-submitted = Intended use submitted
act-use-published = Intended use published
held-attributes = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
