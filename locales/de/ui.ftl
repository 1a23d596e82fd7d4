# Wörter der Bausteine: auf jeder Seite dieselben.
ui-skip = Zum Inhalt
ui-menu = Menü
ui-language = Sprache
ui-help = Hilfe
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
