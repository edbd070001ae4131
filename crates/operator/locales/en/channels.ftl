## Navigation

nav-operator = Operator

## An app asks to be let in

app-title = Let “{ $app }” in?
app-who = “{ $app }” is an app made by { $publisher }. It asks to be let into your account here.
app-read-about = Read about the app
app-sees = What it could see
app-sees-permissions = Who asks for your data, your permissions with their history, and your rules
app-sees-activity = Every time a service asked for your data
app-does = What it could do for you
app-does-permissions = Say yes or no to requests, change and withdraw permissions, make and end rules: the same as you can
app-never = It does not get your password, your identifiers or the data itself. You can shut it out at any time, on the page “Operator”.
app-goes = Afterwards you go on to: { $address }
app-allow = Let it in
app-refuse = Keep it out

## The operator

operator-title = Your operator
operator-intro = The operator keeps your permissions. Your data itself does not pass through here.
operator-who = Who runs it
operator-name = Name
operator-city = Runs it
operator-contact = Contact
operator-rulebook = Rules it follows
operator-groups = Groups it belongs to
operator-number = Number of this operator
operator-log-key = Key to check its log with
operator-keys = Keys to check receipts with

## Apps

apps-title = Apps you have let in
apps-none = You have not let any app in.
apps-by = Made by { $publisher }
apps-since = Let in on { $date }, used last on { $used }
apps-devices = { $count ->
    [one] On one device
   *[other] On { $count } devices
}
apps-end = Shut out { $app }
    .ask = Shut out { $app }?
apps-ended = The app is shut out
    .text = It cannot see or do anything here any more.

## Feeds

feeds-title = Feeds for your own programs
feeds-intro = Your calendar or news reader can show what goes on here. Each feed has a secret address. Whoever has the address can read who asks for your data and what for, but never the data itself.
feeds-none = You have no feed.
feed-calendar = Calendar: what ends when
feed-activity = News: what happened
feed-since = Made on { $date }
feed-make-calendar = Make a calendar feed
feed-make-activity = Make a news feed
feed-end = End this feed: { $feed }
feed-made = Your feed is ready
    .text = Copy the address into your program now. It is not shown again.
feed-address = Address of the feed
feed-ended = The feed has ended
    .text = Its address leads nowhere any more.

## Taking everything along

export-title = Download everything
export-intro = One file with everything this operator has about you: account, identifiers, rules, permissions with history and receipts, activity, and the keys to check it all with.
export-button = Download the file
export-progress = Downloading your data
export-keep = Stay on this page until it is done.
export-stop = Stop the download
export-busy = The download has begun.
export-done = Everything is downloaded. The file is called “my-data.json”.
export-stopped = The download is stopped. Nothing was saved.
export-broken = The download broke off. Nothing was saved. Try again.
export-count = { $done } of { $total } entries

## Closing the account

closing-section = Close the account
closing-section-intro = You can leave at any time. You see first what that does.
closing-go = Close the account
closing-title = Close your account?
closing-does = This happens at once
closing-permissions = { $count ->
    [one] One permission ends. The sources are told.
   *[other] { $count } permissions end. The sources are told.
}
closing-requests = { $count ->
    [one] One waiting request gets the answer no.
   *[other] { $count } waiting requests get the answer no.
}
closing-apps = { $count ->
    [one] One app is shut out.
   *[other] { $count } apps are shut out.
}
closing-feeds = { $count ->
    [one] One feed ends.
   *[other] { $count } feeds end.
}
closing-erased = Your name, e-mail address, identifiers, rules, history and activity are erased.
closing-log = The operator’s public log keeps numbers that say nothing about you.
closing-received = What services have received already, they keep as the permission said. You can ask them to erase it.
closing-free = Your e-mail address is free for a new account, which has nothing of this one.
closing-forever = Nobody can undo this
    .text = Download everything first if you want to keep it.
closing-password = Your password, once more
closing-fresh = You have no password here. You can close the account within ten minutes after you have logged in.
closing-understood = I understand that nobody can undo this
closing-button = Close my account for good
closing-stay = Keep my account
closing-wrong-password = This is not your password.
closing-wrong-fresh = You logged in more than ten minutes ago. Log out, log in again and come back.
closing-wrong-understood = Tick the box if you want to close the account.
closed-title = Your account is closed
closed-text = Everything about you is erased here.
closed-everywhere = No source shows your data under your permissions any more.
closed-pending = { $connector }: nothing is shown after { $time }

## What feeds say

feed-calendar-name = Your data: what ends ({ $operator })
feed-activity-name = Your data: what happened ({ $operator })
feed-permission-ends = Your permission for { $service } ends
feed-request-ends = Last day to answer { $service }
feed-granted = Your permission for { $service } is in force.
feed-declined = You said no to { $service }.
feed-suspended = Your permission for { $service } is paused.
feed-withdrawn = You withdrew your permission for { $service }.
feed-expired = Your permission for { $service } has expired.
feed-ended-by-others = Your permission for { $service } was ended by others.
