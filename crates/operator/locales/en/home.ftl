## Who gets what

map-title = Who gets what
map-explained = Sources are on the left, services on the right. The wider a band, the more often data was shown. Choose a name or a band to see only that. The table below says the same.
map-flow = { $source } to { $service }: { $use }. { $state }. { $count ->
    [0] Not shown in this time.
    [one] Shown once.
   *[other] Shown { $count } times.
}
map-empty = Nothing to show yet
    .text = When you give a permission, you see here which source shows what to whom.
map-period = Look back
map-table = The same as a table
map-caption = Which source shows data to which service
map-source = Source
map-service = Service
map-use = What for
map-state = State
map-count = Times shown
map-last = Last time
map-only = Only: { $what }
map-all = Show everything
map-more = { $count ->
    [one] One more is not listed here. Choose a name to see it.
   *[other] { $count } more are not listed here. Choose a name to see them.
}

## What ends soon

home-ending = Ends soon
home-ends = { $title } ends on { $date }.
