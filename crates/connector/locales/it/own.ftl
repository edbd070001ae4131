own-add-unreadable = Non si può leggere. Un file è una tabella (CSV in UTF-8) o JSON.
own-add-column = Niente qui si chiama come la colonna «{ $name }». Prenda i nomi delle colonne dalla tabella vuota.
own-add-nothing = Non c’è niente dentro.
own-add-too-many = Ne aggiunga al massimo { $count } alla volta.
own-add-record = La voce numero { $number } non va bene. Non è stato aggiunto niente.
own-add-no-room = C’è posto per { $count } voci. Ne cancelli prima qualcuna.
own-add-full = Non c’è posto per questo. Cancelli prima qualche voce.
