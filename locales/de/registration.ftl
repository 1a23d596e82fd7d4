registration-title = Anwendungen, die sich selbst registrieren
registration-mark = Selbst registriert
registration-lead = Mit einem hier angelegten Token verbindet sich eine Anwendung selbst mit diesem Arbeitsbereich, ohne dass jemand ein Formular ausfüllt. Personen werden gefragt, bevor sie etwas über sie erfährt.
registration-open-nobody = Anwendungen können sich zurzeit nicht selbst registrieren
registration-open-nobody-why = Ein Betreiber des Servers kann das öffnen, unter Server und Anwendungen. Bis dahin öffnen Tokens nichts.
registration-open-token-holders = Anwendungen registrieren sich mit einem Token
registration-open-token-holders-why = Wer eines hat, kann so viele Anwendungen mit diesem Arbeitsbereich verbinden, wie es erlaubt.
registration-open-everybody = Jeder kann eine Anwendung mit diesem Arbeitsbereich verbinden
registration-open-everybody-why = Der Betreiber hat das für alle geöffnet und diesen Arbeitsbereich genannt. Sehen Sie die Liste der Anwendungen ab und zu durch.
registration-limits = Höchstens 200 Anwendungen eines Arbeitsbereichs haben sich selbst registriert. Eine, die zwei Wochen lang niemand einlässt, wird gelöscht.
registration-new = Weiteres Token
registration-name = Wofür es ist
registration-name-hint = Die Liste der Anwendungen sagt, mit welchem Token eine Anwendung kam.
registration-name-odd = Sagen Sie in einer Zeile, wofür es ist, mit höchstens 120 Zeichen.
registration-uses = Anwendungen
registration-uses-n = { $n ->
    [one] Eine Anwendung
   *[other] { $n } Anwendungen
  }
registration-days = Es gilt
registration-days-n = { $n ->
    [one] Einen Tag
   *[other] { $n } Tage
  }
registration-make = Token anlegen
registration-tokens = Tokens zum Registrieren von Anwendungen
registration-column-token = Wofür
registration-column-state = Zustand
registration-column-left = Übrig
registration-column-last-used = Zuletzt benutzt
registration-column-ends = Endet
registration-column-actions = Aktionen
registration-left = { $left } von { $of }
registration-never = Nie
registration-state-works = Gilt
registration-state-used = Aufgebraucht
registration-state-over = Abgelaufen
registration-end = Beenden
registration-ended = Token beendet: { $name }
registration-made-title = Das Token ist angelegt
registration-made-lead = Kopieren Sie es jetzt: Es wird nur dieses eine Mal gezeigt. Wer es hat, kann Anwendungen mit diesem Arbeitsbereich verbinden.
registration-token = Das Token
registration-endpoint = Adresse für die Registrierung
registration-made-how = Die Anwendung sendet es als „Authorization: Bearer …“ an diese Adresse. Ihr Handbuch nennt es vielleicht Initial Access Token.
registration-made-back = Ich habe es kopiert
registration-by-token = Diese Anwendung hat sich selbst registriert: { $at }, mit dem Token { $token }
registration-without-token = Diese Anwendung hat sich selbst registriert: { $at }, ohne Token
registration-unknown = Niemand hat diese Anwendung geprüft
registration-unknown-why = Sie hat sich selbst mit { $workspace } verbunden und ihren Namen selbst gewählt. Fahren Sie nur fort, wenn Sie das selbst begonnen haben und die Adresse unter dem Namen kennen.
registration-setting-lead = Programme wie Entwicklungswerkzeuge können sich selbst als Anwendungen verbinden. Sie bekommen nichts, was ohne eine Person geht, und jede Person wird gefragt.
registration-setting-to = Welche Anwendungen sich selbst registrieren dürfen
registration-setting-nobody = Keine
registration-setting-nobody-hint = Administratoren verbinden Anwendungen von Hand. Früher registrierte bleiben.
registration-setting-token-holders = Mit dem Token eines Arbeitsbereichs
registration-setting-token-holders-hint = Dessen Administratoren legen die Tokens an, jedes für eine Zeit und eine Zahl von Anwendungen.
registration-setting-everybody = Alle
registration-setting-everybody-hint = Jeder im Netz kann eine Anwendung verbinden und ihren Namen wählen. Mit einem Token kommt sie in dessen Arbeitsbereich, ohne eines in den unten genannten.
registration-setting-workspace = Arbeitsbereich für Anwendungen ohne Token
registration-setting-workspace-hint = Das Wort in seiner Adresse, etwa vertrieb in /w/vertrieb. Nur seine Mitglieder betreten diese Anwendungen.
registration-setting-workspace-unknown = Kein Arbeitsbereich, der in Gebrauch ist, hat diese Adresse.
registration-setting-save = Speichern
registration-setting-saved = Gespeichert.
registration-itself = Sie kann sich selbst ändern und löschen. Wer hier eine Einstellung ändert, übernimmt sie: Dann ändern sie nur noch Administratoren, und Personen sehen keine Warnung mehr.
registration-take-over = Übernehmen
registration-taken-over = Die Anwendung gehört jetzt Ihnen. Sie ändert sich nicht mehr selbst.
registration-take-over-question = { $name } übernehmen?
registration-take-over-happens = Personen sehen keine Warnung mehr, wenn sie eingelassen werden möchte, und sie kann sich nicht mehr selbst ändern oder löschen. Sehen Sie vorher ihre Adressen an.
registration-take-over-undo = Das lässt sich nicht rückgängig machen. Sie können sie jederzeit abschalten oder löschen.
