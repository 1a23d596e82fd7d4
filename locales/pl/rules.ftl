rules-lead = Kto może wejść do tej przestrzeni i jak długo liczy się logowanie. Aplikacje przestrzeni pytają te same drzwi.
rules-today = Reguły dzisiaj
rules-members-only = Wchodzą tylko aktywni członkowie. Osoba zwolniona lub zablokowana traci dostęp od razu i wszędzie.
rules-counts-sentence = { $n ->
    [one] Logowanie liczy się { $n } godzinę; potem trzeba potwierdzić tożsamość ponownie.
    [few] Logowanie liczy się { $n } godziny; potem trzeba potwierdzić tożsamość ponownie.
    [many] Logowanie liczy się { $n } godzin; potem trzeba potwierdzić tożsamość ponownie.
   *[other] Logowanie liczy się { $n } godziny; potem trzeba potwierdzić tożsamość ponownie.
  }
rules-idle-sentence = { $n ->
    [one] Sesja nieużywana przez { $n } godzinę wymaga ponownego potwierdzenia.
    [few] Sesja nieużywana przez { $n } godziny wymaga ponownego potwierdzenia.
    [many] Sesja nieużywana przez { $n } godzin wymaga ponownego potwierdzenia.
   *[other] Sesja nieużywana przez { $n } godziny wymaga ponownego potwierdzenia.
  }
rules-change = Zmień reguły
rules-counts = Ile godzin liczy się logowanie
rules-idle = Ile godzin sesja może być nieużywana
rules-hours-wrong = Wpisz całkowitą liczbę godzin od 1 do { $most }.
rules-save = Zapisz reguły
rules-saved = Reguły zapisane. Obowiązują od teraz, także w otwartych sesjach.
