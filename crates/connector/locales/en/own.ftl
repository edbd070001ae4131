own-add-unreadable = This cannot be read. A file is a table (CSV) in UTF-8, or JSON.
own-add-column = Nothing here is called as the column “{ $name }”. Take the column names from the empty table.
own-add-nothing = There is nothing in it.
own-add-too-many = Add at most { $count } at once.
own-add-record = Entry number { $number } does not fit. Nothing was added.
own-add-no-room = There is room for { $count } entries. Delete some first.
own-add-full = There is no room for this. Delete some entries first.
