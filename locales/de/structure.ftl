structure-name = Name
structure-name-empty = Geben Sie einen Namen ein.
structure-name-long = Dieser Name ist zu lang. Er darf höchstens 120 Zeichen haben.
structure-name-odd = Dieser Name enthält Zeichen, die sich nicht anzeigen lassen. Geben Sie ihn ohne diese ein.
structure-top = Ganz oben
structure-under = Gehört zu
structure-head = Leitung
structure-head-none = Niemand
structure-head-gone = Diese Person gehört nicht mehr zum Arbeitsbereich. Wählen Sie jemand anderen.
structure-people = { $n ->
    [one] Eine Person
   *[other] { $n } Personen
  }
structure-no-departments = Noch keine Abteilungen
structure-why-departments = Abteilungen zeigen, wer wo arbeitet. Anwendungen können die Abteilung einer Person erfahren. Legen Sie unten die erste an.
structure-new-department = Name der Abteilung
structure-create-department = Abteilung anlegen
structure-department-created = Abteilung angelegt: { $name }
structure-department-taken = An dieser Stelle gibt es schon eine Abteilung dieses Namens: { $name }. Wählen Sie einen anderen Namen.
structure-department-gone = Diese oder die übergeordnete Abteilung gibt es nicht mehr. Laden Sie die Seite neu.
structure-circle = Eine Abteilung kann nicht zu sich selbst oder zu einer unter ihr gehören.
structure-save = Speichern
structure-saved = Gespeichert
structure-delete = Löschen
structure-deleted = Gelöscht: { $name }
structure-delete-question = Löschen: { $name }?
structure-delete-happens = { $n ->
    [0] Niemand arbeitet direkt darin. Abteilungen darunter rücken nach oben.
    [one] Eine Person wechselt in die übergeordnete Abteilung. Auch Abteilungen darunter rücken nach oben.
   *[other] { $n } Personen wechseln in die übergeordnete Abteilung. Auch Abteilungen darunter rücken nach oben.
  }
structure-delete-group-happens = Anwendungen erfahren nichts mehr von dieser Gruppe. Ihre Personen bleiben Mitglieder des Arbeitsbereichs.
structure-delete-undo = Das lässt sich nicht rückgängig machen; derselbe Name kann wieder benutzt werden.
structure-no-groups = Noch keine Gruppen
structure-why-groups = Eine Gruppe ist eine Menge von Personen, von der Anwendungen erfahren, etwa „Buchhaltung“ oder „Nachtschicht“. Legen Sie unten die erste an.
structure-create-group = Gruppe anlegen
structure-group-created = Gruppe angelegt: { $name }
structure-group-taken = Es gibt schon eine Gruppe dieses Namens. Wählen Sie einen anderen.
structure-description = Beschreibung
structure-email = E-Mail
structure-deed = Aktion
structure-members = Mitglieder
structure-no-members = Noch niemand in dieser Gruppe
structure-find-first = Suchen Sie unten Personen und fügen Sie sie hinzu.
structure-add-people = Personen hinzufügen
structure-find = Name oder E-Mail
structure-add = Hinzufügen
structure-remove = Entfernen
structure-member-added = Hinzugefügt: { $name }
structure-member-removed = Entfernt: { $name }
structure-about-group = Über diese Gruppe
structure-role-of-group = Rolle der Gruppe
structure-role = Die Gruppe gibt ihren Mitgliedern
structure-role-hint = Was jemand darf, ist die höchste aus der eigenen Rolle und denen der Gruppen.
structure-role-none = Keine Rolle
structure-role-given = Wer in dieser Gruppe ist, hat die Rolle: { $role }
structure-role-question = Allen in { $name } die Rolle { $role } geben?
structure-role-take-question = Der Gruppe { $name } die Rolle nehmen?
structure-role-raised = { $count ->
    [0] Jetzt bekommt dadurch niemand mehr Rechte: { $role }.
    [one] Eine Person bekommt jetzt diese Rolle: { $role }.
   *[other] { $count } Personen bekommen jetzt diese Rolle: { $role }.
  }
structure-role-sunk = { $count ->
    [one] Eine Person verliert sofort Rechte.
   *[other] { $count } Personen verlieren sofort Rechte.
  }
structure-role-administrator-means = Sie führen diesen Arbeitsbereich, und ebenso alle, die später in die Gruppe kommen. Über einen Link kommt niemand hinein; eine Entlassung nimmt Personen heraus.
structure-role-help-desk-means = Sie entsperren Beschäftigte und Gäste und schicken ihnen Links, und ebenso alle, die später in die Gruppe kommen. Über einen Link kommt niemand hinein; eine Entlassung nimmt Personen heraus.
structure-role-employee-means = Gäste unter ihnen gehören dann zu diesem Arbeitsbereich, und ebenso alle, die später in die Gruppe kommen.
structure-role-give = Rolle geben
structure-role-take = Rolle nehmen
