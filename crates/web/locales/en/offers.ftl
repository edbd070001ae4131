## A search for what sources offer

catalogue-search = Search
    .hint = For example: address, library, study
catalogue-find = Search
catalogue-narrow = Narrow the search
catalogue-category = Kind of data
catalogue-place = Place
catalogue-language = Language of the description
catalogue-type = Type of entry
catalogue-attribute = Attribute, such as address.street
catalogue-any = Any
catalogue-sources-title = What sources hold
catalogue-no-sources = No source is known here yet.
catalogue-nothing = Nothing was found
    .text = Try another word or fewer words.
catalogue-holds = Which data it holds
catalogue-more = { $count ->
    [one] And { $count } more
   *[other] And { $count } more
}
catalogue-before = Page before
catalogue-after = Next page

## What one of them offers

dataset-holder = Held by: { $source }
tag-sensitive = sensitive
tag-official = official number
fact-contact = Contact
contact-name = Who answers
contact-officer = Data protection officer
contact-email = E-mail
contact-phone = Phone
contact-postal = Post
contact-url = Page
