strength-empty = Vier oder fünf Wörter, die nicht zusammengehören, sind stark und leicht zu merken.
strength-guessable = Leicht zu erraten. Fügen Sie ein, zwei Wörter hinzu, die mit den anderen nichts zu tun haben.
strength-good = Schwer zu erraten.
strength-very-good = Sehr schwer zu erraten.
strength-rule-guess = Schwer zu erraten: kein Muster, nicht der eigene Name
strength-long = Das ist länger als { $longest } Zeichen; mehr geht nicht.
strength-short =
    { $missing ->
        [one] Es fehlt noch { $missing } Zeichen.
       *[other] Es fehlen noch { $missing } Zeichen.
    }
strength-rule-length = Mindestens { $shortest } Zeichen
strength-common = Das kennen viele. Ergänzen Sie ein oder zwei Wörter, die niemand erwartet.
strength-rule-common = Nicht auf der Liste häufiger Passwörter
