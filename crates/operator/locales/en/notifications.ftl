## Navigation

nav-notifications = Notifications
nav-notifications-new = Notifications ({ $count } new)

## The page

news-title = Notifications
news-none = Nothing to tell you yet
    .text = When a service asks for your data, or something unusual happens, you read it here.
news-unread = New
news-read = Read
news-look = Look at it
news-mark = Mark as read
news-mark-all = Mark all as read
news-choose = Choose what you are told

## What has happened

news-new-request = “{ $service }” asks for your data and waits for your decision.
news-request-granted = “{ $service }” asked for your data, and you said yes.
news-request-declined = “{ $service }” asked for your data, and you said no.
news-request-ended = “{ $service }” asked for your data. The request has ended without an answer.
news-granted-by-rule = One of your rules has said yes to “{ $service }” for you.
news-ends-soon = A permission for “{ $service }” ends on { $date }.
news-first-use = “{ $service }” has used a permission of yours for the first time. The data came from: { $source }.
news-other-country = “{ $service }” has received data of yours. It belongs to an organisation in a country that none of your data went to before: { $country }.
news-unusual-rate = “{ $service }” has looked at your data { $times } times as often in one day as it usually does. The data came from: { $source }.
news-answer-due = The answer to a letter about your data is due by { $date }: { $who }.
news-answer-overdue = The answer to a letter about your data was due by { $date } and is late: { $who }. If none has come, you can complain.
news-new-device = Somebody logged in to your account with a device or program that was not used before. If it was not you, change your password and end the other sessions.
news-passkey-added = A passkey was added to your account. Whoever has it can log in.
news-password-changed = The password of your account was changed.
news-login-changed = The e-mail address that you log in with was changed.
news-app-connected = The app “{ $app }” was let into your account.
news-linked = You are now linked with { $source }. If it was not you, end the link.
news-link-ends = The link with { $source } ends on { $date }. Link yourself again before that, if you want to go on.
news-link-ended = { $source } has ended the link with you. It is told nothing more about you until you link yourself again.
news-not-linked = You are not linked with { $source }: it was not confirmed at the desk.
news-link-refused = The staff at the desk of { $source } have refused to link you. The page Links says why.
news-link-refused-why = The staff at the desk of { $source } have refused to link you: “{ $why }”
news-change-done = The staff of { $source } have made the change that you asked for.
news-change-refused = The staff of { $source } have refused the change that you asked for. Your activity says why.
news-test = This is a test: notifications reach you this way.

## Kinds

kind-new-request = A service asks for your data
kind-granted-by-rule = A rule of yours has said yes
kind-ends-soon = A permission ends in 14 days
kind-first-use = A permission is used for the first time
kind-other-country = Data goes to a country it did not go to before
kind-unusual-rate = A service looks ten times as often as usual
kind-answer-due = The answer to a letter of yours is due in three days
kind-answer-overdue = The answer to a letter of yours is late
kind-new-device = Somebody logs in with a new device
kind-passkey-added = A passkey is added
kind-password-changed = The password is changed
kind-login-changed = The e-mail address for logging in is changed
kind-app-connected = An app is let in
kind-linked = You are linked with a source
kind-link-ends = A link with a source ends in 14 days
kind-link-ended = A source has ended a link, or did not confirm one at its desk
kind-change-answered = A source’s staff answer a change that you asked for
kind-test = Test

## Choices

choices-title = Notifications
choices-intro = Choose what you are told, and how.
choices-caption = What you are told, and how
choices-what = What
choices-always = Always
    .text = “Always” cannot be switched off: the law requires that your account is kept safe (GDPR article 32), and whoever got in must not be able to hide it from you.
way-page = On this site
way-email = By e-mail
way-push = On your devices
choices-pace = When e-mails come
pace-at-once = At once
pace-daily = Once a day, all together
pace-never = Never, but for what is always on
choices-address = E-mails go to { $address }.
choices-no-address = Your account has no e-mail address, so no e-mails are sent to you.
choices-test = Send a test
choices-tested = A test is on its way to you.

## Devices

devices-title = Notifications on your devices
devices-intro = Your browser can show notifications even when this site is closed. They say only what kind of thing has happened, never a name and never your data.
devices-way = They travel encrypted, through the delivery service of the company that makes your browser. It learns that a notification comes and when, but cannot read it.
devices-needs = To add a device, you need JavaScript and a browser that can show notifications. Private windows often cannot. On an iPhone or iPad, add this site to the home screen first and open it from there.
devices-ask = When you press the button, your browser asks whether this site may show notifications. Anybody who sees the screen of this device can then read them.
devices-add = Also on this device
devices-since = Added on { $date }
devices-used = Last notification on { $date }
devices-unused = No notification yet
devices-through = Through { $service }
devices-remove = Remove: { $device }
devices-added = Notifications are now shown on this device.
devices-removed = Notifications are no longer shown on that device.
devices-denied = Your browser does not let this site show notifications. You can change that in the settings of your browser.
devices-failed = That did not work. The delivery service of your browser may not be reachable. Try again later.
devices-many = You have added as many devices as there can be. Remove one first.

## E-mails

mail-several = { $count } notifications
mail-why = You get this because you have an account here: { $operator }. Choose what you are told: { $url }
mail-why-always = You get this because it is about the safety of your account here: { $operator }. More about notifications: { $url }
mail-stop = No more of these e-mails
unsubscribe-title = E-mails about notifications
unsubscribe-text = What concerns the safety of your account still reaches you by e-mail. After logging in, you can choose again in the settings.
unsubscribe-button = Send me no more of these e-mails
unsubscribe-done = No more of these e-mails are sent to you.
closed-mail = Your account is closed
    .text = Your account here is closed, and what was stored about you is erased: { $operator }. If it was not you, tell those who run this service.

## E-mails of a demo

mails-title = E-mails and short messages of this demo
mails-intro = Here e-mails and short messages go to nobody: they are kept in a folder, and everybody can read them.
mails-none = No e-mail yet
mails-to = To { $address }
mails-all = All e-mails
