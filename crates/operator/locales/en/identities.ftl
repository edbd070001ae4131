nav-identities = Login
identities-title = Login and identities
identities-intro = How you log in, where you are logged in, and how sources know you.

## Ways to log in

ways-title = How you log in
way-password = Password
way-passkey = Passkey
way-openid = Login provider
way-low = Security: low
way-substantial = Security: substantial
way-high = Security: high
way-since = Added on { $date }.
way-used = Last used on { $date }.
way-unused = Not used yet.
way-remove = Remove: { $name }
    .ask = Remove { $name }?
    .text = It leads into your account no more. To have it back, you must add it again.
way-only = This is your only way to log in. Add another one before you remove it.
confirm-title = Confirm that it is you
confirm-text = Confirm before you change how you log in. It counts for five minutes.
confirm-password = Confirm with the password
confirm-passkey = Confirm with a passkey
confirm-again = Log out and log in again. Then you have five minutes.
passkey-title = Add a passkey
passkey-text = A passkey stays on your device. You unlock it as you unlock the device, and no false page can get at it.
passkey-name = Name of the passkey
passkey-name-hint = For example: my phone
passkey-add = Add the passkey
passkey-off = Passkeys are switched off here, because this service is reached at a number and not at a name.
passkey-cancelled = Nothing was changed. You can try again.
passkey-failed = That did not work. Please try again.
passkey-ended = You are not logged in any more. Log in again in another tab and come back. Nothing you typed is lost.
passkey-login = Log in with a passkey
link-title = Connect another login
link-add = Connect { $provider }
password-title = Change the password
password-old = Present password
password-new = New password
password-hint = At least 8 characters. All your other sessions end.
password-save = Change the password

login-address-title = E-mail address for logging in
login-address-none = You have no e-mail address here.
login-address-off = The address cannot be changed, because this service sends no e-mails.
login-address-confirm = To change the address, confirm first that it is you.
login-address-new = New e-mail address
login-address-hint = We send a link to it. Nothing changes until you follow it.
login-address-ask = Send the link
login-waiting = Not confirmed yet: { $address }
    .text = Follow the link in the e-mail by { $until }. Look among the unwanted e-mails, too.
login-waiting-cancel = Keep the present address
login-confirm-title = Confirm your new e-mail address
login-confirm-text = From now on, you log in with this address:
login-confirm-ends = All your other sessions end. The old address is told, and from there the change can be undone for seven days.
login-confirm-button = Log in with this address
login-confirm-not = Change nothing
login-undo-title = Undo the change of the e-mail address
login-undo-text = Somebody changed the address that your account is logged in to with. If it was not you, undo it:
login-undo-login = The old address and the old password are good again.
login-undo-sessions = Everybody is logged out.
login-undo-ways = Passkeys, other logins and apps that were added since are removed.
login-undo-button = Undo the change
login-undone = The change is undone
    .text = Log in with your old address and change the password at once.
    .link = Log in
login-mail-confirm = Confirm your e-mail address
    .text = Somebody wants to log in with this e-mail address here: { $operator }. If it is you, follow the link within one day. If it is not you, do nothing.
    .link = Confirm the address
login-mail-taken = Somebody wants to log in with this e-mail address here: { $operator }. There is an account with it already. If it is you, log in with it. If it is not you, do nothing.
login-mail-changed = Your e-mail address for logging in was changed
    .text = Your account here is now logged in to with another e-mail address instead of this one: { $operator }. If it was not you, follow the link by { $date }.
    .link = Undo the change

## Sessions

sessions-title = Where you are logged in
session-device = { $program } on { $system }
session-unknown = Unknown device
session-this = This device
session-text = Since { $since }. Last used { $used }. Place not known.
session-end = Log out: { $device }
sessions-end = Log out everywhere else

## Keychain

keys-title = How sources know you
keys-none = No source knows you yet.
key-ssn = Personal identity code
key-passport = Passport
key-library = Library card
key-email = E-mail address
key-verified = Verified by { $who } on { $date }.
key-desk = this service
choice-title = Choose what others see
choice-text = You have several of one kind. Choose which one a service or a source sees.
choice-who = Who sees it
choice-which = What they see
choice-automatic = The best verified one
choice-save = Save the choice
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Confirmed. You have five minutes.
done-removed = It is removed.
done-password = The password is changed.
done-ended = Logged out there.
done-chosen = The choice is saved.
done-login-asked = A link is on its way to the new address.
done-login-cancelled = Your address stays as it is.
done-login = From now on, you log in with the new address.
wrong-password = The password is not right.
wrong-short = The new password is too short.
wrong-unconfirmed = Confirm first that it is you.
wrong-login = This is no e-mail address, or it is your address already.
wrong-young = You confirmed with something that was added less than 24 hours ago. Confirm with an older way to log in.
wrong-other = That does not fit any more. This is how it stands now.
