# Wörter der Bausteine: auf jeder Seite dieselben.
ui-skip = Zum Inhalt
ui-menu = Menü
ui-language = Sprache
ui-sign-in-problems = Probleme bei der Anmeldung?
ui-switch = Arbeitsbereich wechseln:
ui-my-passport = Mein Pass
ui-operator = Diesen Server betreiben
ui-sign-out = Abmelden
ui-error-prefix = Fehler:
ui-problem = Es gibt ein Problem
ui-optional = (freiwillig)
ui-show = Anzeigen
ui-hide = Verbergen
ui-password-shown = Das Passwort ist sichtbar
ui-password-hidden = Das Passwort ist verborgen
ui-rule-met = erfüllt
ui-done = erledigt
ui-change = Ändern
ui-cancel = Abbrechen
ui-go-on = Fortfahren
ui-copy = Kopieren
ui-copied = Kopiert
ui-once = Wird nur jetzt angezeigt. Bewahren Sie es sicher auf.
ui-step = Schritt { $step } von { $total }
ui-and-more = und noch { $count }
ui-under = Unter { $name }
ui-show-all =
    { $count ->
        [one] { $count } anzeigen
       *[other] Alle { $count } anzeigen
    }
ui-progress = { $done } von { $total }
ui-to-look-at = zu prüfen: { $count }
ui-update = Aktualisieren
ui-no-match = Nichts passt
ui-clear = Alle Filter löschen
ui-apply = Anwenden
ui-filters-on = Aktive Filter
ui-filter-remove = Filter entfernen
ui-pages = Seiten
ui-range = { $from }–{ $to } von { $total }
ui-range-at-least = { $from }–{ $to } von { $total }+
ui-first = Anfang
ui-previous = Zurück
ui-next = Weiter
ui-numbers = Die Zahlen als Tabelle
ui-now = gerade eben
ui-minutes-ago =
    { $count ->
        [one] vor { $count } Minute
       *[other] vor { $count } Minuten
    }
ui-hours-ago =
    { $count ->
        [one] vor { $count } Stunde
       *[other] vor { $count } Stunden
    }
ui-days-ago =
    { $count ->
        [one] vor { $count } Tag
       *[other] vor { $count } Tagen
    }
ui-in-minutes =
    { $count ->
        [one] in { $count } Minute
       *[other] in { $count } Minuten
    }
ui-in-hours =
    { $count ->
        [one] in { $count } Stunde
       *[other] in { $count } Stunden
    }
ui-in-days =
    { $count ->
        [one] in { $count } Tag
       *[other] in { $count } Tagen
    }
ui-crop = Der Ausschnitt des Fotos, der gezeigt wird
ui-crop-hint = Ziehen Sie ihn, oder bewegen Sie ihn mit den Pfeiltasten. Plus und Minus vergrößern und verkleinern.
ui-crop-zoom = Vergrößerung
ui-continue-as = Weiter als
ui-other-passports = Hier auch angemeldet
ui-add-passport = Weiteren Pass hinzufügen
ui-sign-out-all = Alle abmelden
