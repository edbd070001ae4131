## The sources of the trust groups

sources-intro = Here you see which data the sources of the trust groups hold, and which operators share them. Nothing is shown to a service before you allow it at your operator.
sources-group = Trust group
sources-found = { $count ->
    [one] { $count } set of data
   *[other] { $count } sets of data
}
sources-shared = Shared by { $operator } in the trust group { $group }
sources-silent = No answer since { $day }
