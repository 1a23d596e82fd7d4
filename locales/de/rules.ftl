rules-lead = Wer diesen Arbeitsbereich betreten darf und wie lange eine Anmeldung gilt. Die Anwendungen des Arbeitsbereichs fragen dieselbe Tür.
rules-today = Die Regeln heute
rules-members-only = Nur aktive Mitglieder kommen hinein. Wessen Zugang beendet oder gesperrt ist, ist sofort überall draußen.
rules-counts-sentence = { $n ->
    [one] Eine Anmeldung gilt eine Stunde; danach weist man sich erneut aus.
   *[other] Eine Anmeldung gilt { $n } Stunden; danach weist man sich erneut aus.
  }
rules-idle-sentence = { $n ->
    [one] Eine Sitzung, die eine Stunde ungenutzt bleibt, wird erneut gefragt.
   *[other] Eine Sitzung, die { $n } Stunden ungenutzt bleibt, wird erneut gefragt.
  }
rules-change = Regeln ändern
rules-counts = Stunden, die eine Anmeldung gilt
rules-idle = Stunden, die eine Sitzung ungenutzt bleiben darf
rules-hours-wrong = Geben Sie eine ganze Zahl von Stunden zwischen 1 und { $most } ein.
rules-save = Regeln speichern
rules-saved = Die Regeln sind gespeichert. Sie gelten ab jetzt, auch für offene Sitzungen.
