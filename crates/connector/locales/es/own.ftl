own-add-unreadable = No se puede leer. Un archivo es una tabla (CSV en UTF-8) o JSON.
own-add-column = Aquí nada se llama como la columna «{ $name }». Tome los nombres de las columnas de la tabla vacía.
own-add-nothing = No contiene nada.
own-add-too-many = Añada como máximo { $count } a la vez.
own-add-record = La entrada número { $number } no encaja. No se añadió nada.
own-add-no-room = Hay sitio para { $count } entradas. Borre antes algunas.
own-add-full = No hay sitio para esto. Borre antes algunas entradas.
