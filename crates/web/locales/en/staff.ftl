## Logging in

staff-login = Login for staff
    .text = For people who work for the organisation. You need your password and the app that shows your codes.
staff-not-logged-in = You are not logged in
staff-address = E-mail address
staff-password = Password
staff-code = Code
    .hint = The six digits that your app shows now, or one of your recovery codes.
staff-log-in = Log in
staff-lost = If you have lost your password, your app and your recovery codes, ask an administrator of your organisation for a new link.
staff-wrong-login = The e-mail address, the password or the code is not right. Each code works once. After five wrong codes, wait five minutes.
staff-wrong-often = Too many attempts. Wait a minute, then try again.

## Coming by a link

staff-invitation = Your way in
    .text = Welcome, { $name }. Choose a password and connect an app that shows codes. You need both whenever you log in.
staff-choose-password = 1. Choose a password
staff-your-address = You log in with this address:
staff-new-password = New password
    .hint = At least { $count } characters. A sentence is easy to remember and hard to guess.
staff-app = 2. Connect an app
    .text = Any app that shows codes for logging in will do. Scan this picture with it.
    .picture = QR code for your app. The key below says the same.
    .key = Or type this key into the app:
staff-first-code = Code that the app shows
    .hint = Six digits. They change every 30 seconds.
staff-come = Save and log in
staff-not-done = That did not work
staff-wrong-code = The code is not right, or it was used before. Wait for the next one.
staff-wrong-password = Your present password is not right.
staff-wrong-new-password = The new password is too short or too long. It needs at least 8 characters.

## Recovery codes

staff-codes = Recovery codes
    .left = { $count ->
        [one] You have { $count } recovery code left.
       *[other] You have { $count } recovery codes left.
    }
    .button = Make new recovery codes
staff-codes-made = Keep these codes in a safe place
    .text = You see them only now. Each lets you log in once, when you do not have your app. Earlier recovery codes do not work any more.
staff-codes-kept = I have kept them

## Staff

staff-members = Staff
    .text = Who may log in for your organisation, and what they may do.
staff-you = you
staff-state-active = Can log in
staff-state-invited = Invited
staff-state-left = Has left
staff-seen = Last logged in: { $at }
staff-never-seen = Has not logged in yet
staff-change = Change: { $name }
staff-roles = Roles
staff-save-roles = Save the roles
staff-role-administrator = Administrator
    .hint = Lets staff in and out and replaces keys. Does not see who received data.
staff-role-data-steward = Data steward
    .hint = Describes what the organisation offers and does what people ask for.
staff-role-data-protection-officer = Data protection officer
    .hint = Sees who received data and what staff did, and works on people’s requests.
staff-role-auditor = Auditor
    .hint = Sees everything and changes nothing.
staff-new-link = New link
    .text = For somebody who has lost the password or the app, or whose link is too old. What they log in with now stops working.
    .button = Make a new link
staff-remove = Remove { $name }
    .text = They cannot log in any more. What they did stays in the record.
    .button = Remove
staff-invite = Invite somebody
    .text = You get a link. Give it to the person yourself, so that nobody else uses it.
    .button = Invite
staff-name = Name
staff-language = Language
staff-link = Link for { $name }
    .text = You see this link only now. It works once, until { $until }.
staff-done-roles = The roles are saved.
staff-done-removed = Removed.
staff-done-password = The password is changed. You are logged out everywhere else.
staff-wrong-address = This is not an e-mail address.
staff-wrong-taken = Somebody with this e-mail address is here already.
staff-wrong-name = A name has 1 to 100 letters on one line.
staff-wrong-roles = Choose at least one role.
staff-wrong-last = This is the only administrator. Make somebody else an administrator first.
staff-wrong-changed = Somebody changed this in the meantime. This is how it stands now.

## One's own account

staff-account = My account
staff-change-password = Change the password
    .hint = At least 8 characters. You will be logged out everywhere else.
    .button = Change the password
staff-old-password = Present password

## What staff did

staff-trail = Record of staff
    .text = Everything that staff did here. Nobody can change or remove an entry.
    .caption = What staff did, newest first
    .none = Nothing has been done yet.
    .when = When
    .who = Who
    .what = What
    .about = About
staff-administration = Administration of this service
act-invited = Invited somebody
act-came = Came by the link
act-logged-in = Logged in
act-logged-in-by-recovery = Logged in with a recovery code
act-login-refused = A login was refused
act-logged-out = Logged out
act-roles-changed = Changed roles
act-link-renewed = Made a new link
act-removed = Removed somebody
act-password-changed = Changed the password
act-codes-renewed = Made new recovery codes
