## Navigation

nav-home = Home
nav-permissions = Permissions
nav-activity = Activity
person-nameless = Logged in

## Logging in

login-title = Log in
login-email = E-mail address
login-password = Password
login-button = Log in
login-others = Other ways to log in
login-not = You are not logged in
login-failed = E-mail address and password do not belong together.
login-often = There were too many attempts. Wait a minute.

## Home

home-title = Your data, your decisions
home-waiting = Waiting for your decision
home-nobody-asks = Nobody is asking for your data at the moment.
home-permissions = Your permissions
home-no-permissions = You have not given any permission yet.
home-all-permissions = All permissions
home-lately = What happened lately
home-nothing-yet = No service has asked for your data yet.
home-all-activity = All activity
who-asks = { $organisation }, for { $service }

## States of a permission

state-requested = Waiting
state-declined = Declined
state-granted = In force
state-suspended = Paused
state-withdrawn = Withdrawn
state-expired = Expired
state-revoked = Ended by the organisation
state-invalidated = Ended by an authority

## Lists

permissions-title = Permissions
permissions-newest = Newest change first
activity-title = Activity
activity-intro = Every time a service asked for your data, newest first.
activity-permission = See the permission

## What happened

access-is-open = Allowed
access-is-released = Shown
access-is-failed = Not shown
access-is-refused = Refused
access-is-unreported = Not reported
access-is-filed = With the source’s staff
access-is-taken-back = Taken back
access-is-changed = Changed
access-is-unchanged = Not confirmed
access-released = { $source } showed this to { $service }: { $data }.
access-released-something = { $source } showed data about you to { $service }.
access-open = { $source } may show data about you to { $service }. It has not said yet what it showed.
access-failed = { $service } asked { $source } for data about you and got none.
access-refused = { $service } asked { $source } for data about you and was refused.
access-unreported = { $source } was allowed to show data about you to { $service }. It has not said whether it did.
own-released = You looked yourself. { $source } showed you: { $data }.
own-released-something = You looked yourself. { $source } showed you data about you.
own-open = You asked { $source } for your own data. It has not said yet what it showed.
own-unreported = You asked { $source } for your own data. It has not said whether it showed any.
own-failed = You asked { $source } for your own data and got none.
own-refused = You asked { $source } for your own data and were refused.
own-corrected-there = You corrected this yourself at { $source }: { $data }.
own-added-there = You added this yourself at { $source }: { $data }.
own-erased-there = You deleted this yourself at { $source }: { $data }.
own-change-unconfirmed = You asked { $source } to add, correct or delete data about you. It has not confirmed that it did.
own-change-with-staff = You asked { $source } to correct or delete this: { $data }. Its staff will answer by { $date }.
own-change-refused-by-staff = You asked { $source } to correct or delete this: { $data }. Its staff refused: “{ $why }”
own-change-taken-back = You took back what you had asked { $source } to correct or delete: { $data }.
own-corrected-by-staff = The staff of { $source } corrected this, as you asked: { $data }.
own-erased-by-staff = The staff of { $source } deleted this, as you asked: { $data }.
access-purpose = What for: { $purpose }.
access-given = You gave this permission on { $date }.
reason-unanswered = You had not answered yet.
reason-declined = You had said no.
reason-paused = You had paused the permission.
reason-withdrawn = You had withdrawn the permission.
reason-expired = The permission had expired.
reason-ended = The permission had been ended by others.
reason-rule = One of your rules forbids it.
reason-beyond = The service asked for more than you had allowed.
reason-not-yet = The permission was not valid yet.
reason-described = The source described the data differently from when you gave the permission.
reason-condition = A condition of your permission was not met.
reason-assurance = It was not certain enough for the source that it was about you.
reason-all = The service takes all or nothing, and something was kept back.
reason-filter = The source could not keep back what you had not allowed, so nothing was shown.
reason-service-suspended = The operator had suspended the service.
reason-service-gone = The service was not registered any more.
reason-ticket = What the service showed as proof of your permission was not valid for this source.
reason-technical = There was a technical fault.

## Facts about a use of data

fact-who = Who asks
fact-purpose = What for
fact-processing = What is done with the data
fact-longest = Longest time you can allow it
fact-retention = How long the service keeps it
fact-recipients = Who else gets it
fact-nobody = Nobody
fact-storage = Where it is kept
fact-third-countries = Countries outside the European Economic Area it goes to
fact-decisions = Decisions
fact-automated = Decisions about you are made by a computer alone.
fact-basis = Legal basis: why the law allows it
fact-refusal = If you say no
dataset-needed = Needed
dataset-optional = Only if you want

## A request

error-title = That did not work
error-choice = What you chose does not fit. Please look at it again.
error-changed = The permission has changed in the meantime. This is how it stands now.
request-granted = You have said yes
    .text = You can change or withdraw it at any time.
request-declined = You have said no
    .text = Nothing is shown to the service.
request-expired = The time for an answer has passed
    .text = The service can ask again.
request-continue = Continue to { $service }
request-before = Nothing is shown before you say yes. You can take your yes back at any time. That is as easy as giving it.
request-yes = Yes, show this data
request-no = No, show nothing
request-information = You are not asked for your consent here. The law allows this use for another reason: { $basis }.
request-rights = Your rights
request-read = I have read this

## A permission

permission-pending = The last change is not confirmed everywhere yet
permission-pending-at = { $connector }: in force by { $time } at the latest
permission-in-force = In force everywhere now
    .text = No source shows your data under this permission any more.
permission-rule = One of your rules keeps back a part of this
    .text = What the rule forbids is not shown. Withdraw the permission if you do not want it any more.
permission-ends = It ends by itself on { $date }.
permission-save = Save my choice
permission-change = Change or end it
permission-withdraw = Withdraw
permission-pause = Pause
permission-extend = Extend
permission-object = Object
permission-resume = Let it go on
permission-again = Give it again
permission-about = What you should know
permission-use = Use of your data under this permission
permission-use-none = Not used yet.
permission-history = History
permission-history-caption = Every version of this permission, newest first
permission-receipt = Receipt { $version }
column-version = Version
column-time = When
column-state = State
column-by = By
column-receipt = Receipt
by-you = You
by-app = You, in the app { $name }
by-mandate = Somebody who acts for you
by-rule = One of your rules
by-organisation = The organisation
by-authority = Authority: { $name }
by-time = The time was over
