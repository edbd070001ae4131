## Around every page

shell-skip = Skip to the content
shell-navigation = Main navigation
shell-menu = Menu
shell-menu-new = Menu ({ $count } new)
shell-log-out = Log out
shell-language = Language
shell-language-choose = Choose your language
shell-language-change = Change the language
shell-developers = For developers
shell-start = To the start page
shell-about = About this service
shell-privacy = Privacy
shell-accessibility = Accessibility
shell-status = Status
shell-catalogue = Catalogue
shell-footer = About this website

## Components

field-optional = (optional)
pages = Pages
pages-newest = Newest
pages-older = Older
dialog-close = Close

## How long

duration-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
duration-years = { $years ->
    [one] { $years } year
   *[other] { $years } years
}

## When something goes wrong

problem-missing = This page is not here
    .text = The address may be wrong, or what was here is gone. You can only see what is yours.
problem-forbidden = This is not allowed
    .text = You may not see or do this. If you came from another website, go to the start page and try again from there.
problem-login = Please log in
    .text = You are not logged in, or you were logged out because nothing happened for a long time.
problem-closed = This has changed in the meantime
    .text = Somebody else, or you in another window, was faster. Go back, load the page again and look at what is there now.
problem-often = Too many attempts
    .text = Wait a minute, then try again.
problem-input = This could not be understood
    .text = Something in what was sent does not fit. Go back and check what you entered.
problem-unavailable = We cannot answer at the moment
    .text = This is our fault, not yours. Try again in a few minutes.
problem-internal = Something went wrong here
    .text = This is our fault, not yours. Nothing of yours was changed. Try again later.
problem-name = Name of the problem
problem-request = Number of this request, for when you ask for help
