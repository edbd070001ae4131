own-add-unreadable = Illisible. Un fichier est un tableau (CSV en UTF-8) ou du JSON.
own-add-column = Rien ici ne porte le nom de la colonne « { $name } ». Prenez les noms de colonnes du tableau vide.
own-add-nothing = Il n’y a rien dedans.
own-add-too-many = Ajoutez-en au plus { $count } à la fois.
own-add-record = L’entrée numéro { $number } ne convient pas. Rien n’a été ajouté.
own-add-no-room = Il y a de la place pour { $count } entrées. Effacez-en d’abord.
own-add-full = Il n’y a pas de place pour cela. Effacez d’abord des entrées.
