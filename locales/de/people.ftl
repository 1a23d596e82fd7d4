people-title = Personen
people-trail = Wo Sie sind
people-add = Person hinzufügen
people-search = Nach Name, E-Mail, Telefon, Anmeldename oder Abteilung suchen
people-sought = Suche
people-state = Status
people-any-state = Jeder Status
people-state-active = Aktiv
people-state-invited = Eingeladen
people-state-blocked = Gesperrt
people-state-dismissed = Ausgeschieden
people-role = Rolle
people-role-hint = Die Administration führt diesen Arbeitsbereich. Der Helpdesk entsperrt Beschäftigte und Gäste und schickt ihnen Links. Gäste werden eingelassen, gehören aber nicht dazu.
people-any-role = Jede Rolle
people-role-administrator = Administration
people-role-help-desk = Helpdesk
people-role-employee = Mitarbeit
people-role-guest = Gast
people-department = Abteilung
people-any-department = Jede Abteilung
people-department-none = Keine Abteilung
people-group = Gruppe
people-groups = Gruppen
people-any-group = Jede Gruppe
people-name = Name der Person
people-email = E-Mail
people-email-or-phone = E-Mail oder Telefon
people-email-or-phone-hint = An eine Telefonnummer geht der Link per SMS.
people-phone = Telefon
people-reached = Adresse oder Nummer
people-none = keine Angabe
people-count =
    { $count ->
        [one] { $count } Person
       *[other] { $count } Personen
    }
people-empty = Sie sind hier noch allein
people-empty-text = Fügen Sie die Menschen hinzu, mit denen Sie arbeiten. Alle bekommen einen Brief mit einem Link und wählen ein Passwort.
people-new-title = Person hinzufügen
people-new-lead = Die Person bekommt einen Brief mit einem Link, der 7 Tage gilt. Nichts geschieht, bis sie ihn öffnet und ein Passwort wählt.
people-language = Sprache des Briefes
people-language-hint = Die eigene Sprache wählt die Person später selbst.
people-invite = Hinzufügen und einladen
people-invited = Eingeladen: { $name }. Ein Brief ist unterwegs an { $email }.
people-name-odd = Geben Sie einen Namen mit höchstens 120 Zeichen ein.
people-email-odd = Geben Sie eine E-Mail-Adresse ein, etwa anna@example.com.
people-email-member = Jemand mit dieser Adresse ist schon Mitglied. Sehen Sie in der Liste der Personen nach.
people-email-invited = Jemand mit dieser Adresse ist schon eingeladen. Sehen Sie in der Liste der Personen nach: Der Brief lässt sich erneut senden.
people-email-dismissed = Jemand mit dieser Adresse ist ausgeschieden. Sehen Sie in der Liste der Personen nach: Wiedereinstellen ist möglich.
people-role-odd = Wählen Sie eine Rolle.
people-department-odd = Diese Abteilung gibt es nicht mehr. Wählen Sie eine andere.
people-last-administrator = Nichts wurde geändert: Sonst führt niemand diesen Arbeitsbereich. Geben Sie zuerst einer anderen Person die Rolle Administration.
people-deeds = Mehr
people-help-not = An Administration und Helpdesk handelt nur die Administration.
people-edit = Bearbeiten
people-edit-title = Person bearbeiten
people-edit-note = Name und Adresse sind das, was dieser Arbeitsbereich von der Person weiß. Wie sie sich anmeldet, bleibt gleich.
people-edit-invited = Mit einer anderen Adresse geht ein neuer Brief dorthin, und der alte Link endet.
people-save = Speichern
people-saved = Gespeichert.
people-saved-invited = Gespeichert. Ein neuer Brief ist unterwegs, der alte Link ist beendet.
people-unchanged = Nichts wurde geändert: Es war schon so, oder jemand anders war schneller.
people-about = Über die Person
people-invited-at = Eingeladen am
people-joined-at = Dabei seit
people-sessions = Offene Sitzungen
people-entry = Käme die Person jetzt hinein?
people-entry-open = Ja, mit ihrem Passwort.
people-entry-ask = Noch nicht: Es gibt kein Passwort, oder die Anmelderegeln verlangen mehr.
people-entry-workspace = Nein: Der Arbeitsbereich ist ausgesetzt.
people-entry-no-way-in = Nein: Die Anmelderegeln lassen keinen Weg hinein.
people-entry-invited = Nein: Die Einladung ist noch offen.
people-entry-dismissed = Nein: Die Person ist ausgeschieden. Wiedereinstellen ist möglich.
people-entry-blocked = Nein: Die Person ist gesperrt. Die Gründe stehen unten.
people-blocks = Gründe der Sperre
people-block-why = Grund
people-block-since = Seit
people-block-lift = Wer hebt sie auf
people-block-dismissed = Von der Administration ausgeschieden
people-block-blocked = Von der Administration gesperrt
people-block-scim = Beim Identitätsanbieter inaktiv
people-block-disabled = Im Firmenverzeichnis deaktiviert
people-block-missing = Nicht mehr im Firmenverzeichnis
people-block-attempts = Zu viele Anmeldeversuche
people-lift-rehire = Die Administration, durch Wiedereinstellen
people-lift-unblock = Die Administration, hier
people-lift-scim = Wer den Identitätsanbieter betreibt
people-lift-directory = Wer das Firmenverzeichnis betreibt
people-lift-attempts = Die Zeit oder die Administration, hier
people-events = Letzte Ereignisse
people-event = Ereignis
people-event-when = Wann
people-event-who = Durch
people-events-all = Das ganze Protokoll
people-invite-again = Einladung erneut senden
people-invited-again = Ein neuer Brief ist unterwegs an { $email }. Der alte Link ist beendet.
people-sent-just-now = Eben ging ein Brief hinaus. Warten Sie eine Minute, bevor Sie noch einen senden.
people-withdraw = Einladung zurückziehen
people-withdraw-question = Einladung zurückziehen: { $name }?
people-withdraw-happens = Der Link im Brief endet. Die Person erfährt davon nichts.
people-withdraw-undo = Erneut einladen ist möglich.
people-withdrawn = Einladung zurückgezogen: { $name }.
people-block = Sperren
people-block-question = Zugang sperren: { $name }?
people-block-happens = Die Person kommt nicht in diesen Arbeitsbereich und seine Anwendungen, bis die Administration die Sperre aufhebt.
people-block-undo = Die Sperre lässt sich jederzeit aufheben.
people-blocked = Gesperrt: { $name }.
people-unblock = Sperre aufheben
people-unblocked = Die Sperre ist aufgehoben.
people-dismiss = Zugang beenden
people-dismiss-question = Zugang beenden: { $name }?
people-dismiss-happens = Die Person ist danach kein Mitglied dieses Arbeitsbereichs mehr.
people-dismiss-undo = Wiedereinstellen ist möglich, ohne Administratorrechte.
people-dismissed = Zugang beendet: { $name }.
people-ends = Sofort enden
people-ends-sessions =
    { $count ->
        [one] Zutritt zu diesem Arbeitsbereich, auch in einer offenen Sitzung ({ $count })
       *[other] Zutritt zu diesem Arbeitsbereich, auch in offenen Sitzungen ({ $count })
    }
people-ends-applications = Was die Anwendungen dieses Arbeitsbereichs bekommen haben
people-ends-entered = Was Anwendungen bekommen haben: { $names }
people-ends-sites = Zugänge zu Websites: { $names }
people-ends-tokens = Eigene API-Tokens in diesem Arbeitsbereich ({ $count })
people-ends-more = und { $count } weitere
people-ends-rights = Administratorrechte; eine Wiedereinstellung bringt sie nicht zurück
people-ends-help-desk = Die Rechte des Helpdesks; eine Wiedereinstellung bringt sie nicht zurück
people-rehire = Wieder einstellen
people-rehired = Wieder eingestellt.
people-rehired-invited = Wieder eingeladen. Ein neuer Brief ist unterwegs.
people-send-password-link = Link für ein neues Passwort senden
people-password-link-sent = Ein Link für ein neues Passwort ist unterwegs an die Adresse, mit der sich die Person anmeldet. Er gilt 24 Stunden.
people-no-address = Die Person hat keine E-Mail-Adresse zur Anmeldung, also gibt es kein Ziel für einen Link.
people-too-many-letters = An diese Adresse gingen in der letzten Stunde mehrere Briefe. Versuchen Sie es später erneut.
people-pending = Eingeladen
people-pending-count =
    { $count ->
        [one] { $count } Einladung wartet auf Antwort
       *[other] { $count } Einladungen warten auf Antwort
    }
people-pending-none = Auf niemanden wird gewartet
people-pending-none-text = Wer eingeladen ist und noch nicht geantwortet hat, steht hier, mit dem Weg des Briefes.
people-pending-by = Von
people-pending-letter = Brief
people-pending-link = Gültigkeit
people-pending-until = Gilt bis { $time }
people-pending-late = Abgelaufen: erneut senden
people-letter-queued = Wartet auf Versand
people-letter-queued-by = Wartet, der Mailserver sagte: { $answer }
people-letter-sent = Vom Mailserver angenommen
people-letter-sent-by = Angenommen: { $answer }
people-letter-refused = Abgelehnt
people-letter-refused-by = Abgelehnt: { $answer }
people-letter-gone = Nicht mehr bekannt
people-pending-again = Erneut senden
people-pending-withdraw = Zurückziehen
people-pending-choose = Nichts geschehen: Haken Sie zuerst jemanden an.
people-pending-sent = Erneut gesendet: { $count }. Ausgelassen, weil sie geantwortet haben oder gerade ein Brief hinausging: { $left }.
people-pending-withdrawn = Zurückgezogen: { $count }. Ausgelassen, weil sie inzwischen geantwortet haben: { $left }.
people-count-more = Mehr als { $count } Personen
people-export = Als CSV exportieren
people-login = Anmeldename
people-created-at = Hinzugefügt
people-identifier = Kennung
people-choose = { $name } auswählen
people-many = Was mit den Ausgewählten geschieht
people-many-hint = Personen in der Liste ankreuzen, dann wählen, was geschehen soll. Es folgt eine Seite, die sagt, was passiert.
people-many-chosen = Ausgewählt:
people-many-none = Niemand ist ausgewählt: zuerst jemanden ankreuzen.
people-many-page = Alle auf dieser Seite
people-many-all = Alle, die die Filter zeigen, auch auf anderen Seiten
people-many-group = In eine Gruppe aufnehmen
people-many-department = In eine Abteilung verschieben
people-many-group-question =
    { $count ->
        [one] { $count } Person in eine Gruppe aufnehmen?
       *[other] { $count } Personen in eine Gruppe aufnehmen?
    }
people-many-department-question =
    { $count ->
        [one] { $count } Person in eine Abteilung verschieben?
       *[other] { $count } Personen in eine Abteilung verschieben?
    }
people-many-again-question =
    { $count ->
        [one] { $count } Einladung noch einmal senden?
       *[other] { $count } Einladungen noch einmal senden?
    }
people-many-withdraw-question =
    { $count ->
        [one] { $count } Einladung zurückziehen?
       *[other] { $count } Einladungen zurückziehen?
    }
people-many-dismiss-question =
    { $count ->
        [one] Zugang beenden: { $count } Person?
       *[other] Zugang beenden: { $count } Personen?
    }
people-many-again-happens = Alle erhalten eine neue E-Mail, und der Link der vorigen endet.
people-many-dismiss-happens = Sie gehören nicht mehr zu diesem Arbeitsbereich. Die letzte Administratorin oder der letzte Administrator bleibt, und Sie selbst auch.
people-many-ends-rights =
    { $count ->
        [one] Administratorrechte von { $count } Person
       *[other] Administratorrechte von { $count } Personen
    }
people-many-left =
    { $count ->
        [one] { $count } ausgewählte Person bleibt außen vor: So, wie sie steht, geht es bei ihr nicht.
       *[other] { $count } ausgewählte Personen bleiben außen vor: So, wie sie stehen, geht es bei ihnen nicht.
    }
people-many-choose = Auswählen
people-many-group-odd = Eine vorhandene Gruppe wählen.
people-many-nobody-fits = Nichts zu tun: So, wie die Ausgewählten stehen, geht es bei niemandem.
people-many-too-many = Höchstens 500 Personen auf einmal. Die Liste mit einem Filter eingrenzen.
people-many-back = Zurück zur Liste
people-many-grouped = In die Gruppe aufgenommen: { $count }. Ausgelassen, weil schon darin oder inzwischen geändert: { $left }.
people-many-moved = Verschoben: { $count }. Ausgelassen, weil schon dort oder inzwischen geändert: { $left }.
people-many-dismissed = Zugang beendet: { $count }. Ausgelassen, weil sie bleiben müssen oder sich inzwischen geändert haben: { $left }.
people-role-by-group = { $role } (durch die Gruppe { $group })
people-edit-by-group = Was diese Person darf, kommt von einer Gruppe. Unten steht die eigene Rolle.
