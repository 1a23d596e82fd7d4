# Słowa elementów: na każdej stronie te same.
ui-skip = Przejdź do treści
ui-menu = Menu
ui-language = Język
ui-sign-in-problems = Problemy z logowaniem?
ui-switch = Zmień przestrzeń roboczą:
ui-my-passport = Mój paszport
ui-operator = Obsługa serwera
ui-sign-out = Wyloguj
ui-error-prefix = Błąd:
ui-problem = Coś wymaga poprawy
ui-optional = (opcjonalnie)
ui-show = Pokaż
ui-hide = Ukryj
ui-password-shown = Hasło jest widoczne
ui-password-hidden = Hasło jest ukryte
ui-rule-met = spełnione
ui-done = gotowe
ui-change = Zmień
ui-cancel = Anuluj
ui-go-on = Kontynuuj
ui-copy = Kopiuj
ui-copied = Skopiowano
ui-once = Widoczne tylko teraz. Przechowaj w bezpiecznym miejscu.
ui-step = Krok { $step } z { $total }
ui-and-more = i jeszcze { $count }
ui-under = Poniżej: { $name }
ui-show-all =
    { $count ->
        [one] Pokaż { $count }
        [few] Pokaż wszystkie { $count }
        [many] Pokaż wszystkie { $count }
       *[other] Pokaż wszystkie { $count }
    }
ui-progress = { $done } z { $total }
ui-to-look-at = do sprawdzenia: { $count }
ui-update = Odśwież
ui-no-match = Nic nie pasuje
ui-clear = Wyczyść wszystkie filtry
ui-apply = Zastosuj
ui-filters-on = Aktywne filtry
ui-filter-remove = usuń filtr
ui-pages = Strony
ui-range = { $from }–{ $to } z { $total }
ui-range-at-least = { $from }–{ $to } z { $total }+
ui-first = Początek
ui-previous = Poprzednie
ui-next = Następne
ui-numbers = Liczby w tabeli
ui-now = przed chwilą
ui-minutes-ago =
    { $count ->
        [one] { $count } minutę temu
        [few] { $count } minuty temu
        [many] { $count } minut temu
       *[other] { $count } minuty temu
    }
ui-hours-ago =
    { $count ->
        [one] { $count } godzinę temu
        [few] { $count } godziny temu
        [many] { $count } godzin temu
       *[other] { $count } godziny temu
    }
ui-days-ago =
    { $count ->
        [one] { $count } dzień temu
        [few] { $count } dni temu
        [many] { $count } dni temu
       *[other] { $count } dnia temu
    }
ui-in-minutes =
    { $count ->
        [one] za { $count } minutę
        [few] za { $count } minuty
        [many] za { $count } minut
       *[other] za { $count } minuty
    }
ui-in-hours =
    { $count ->
        [one] za { $count } godzinę
        [few] za { $count } godziny
        [many] za { $count } godzin
       *[other] za { $count } godziny
    }
ui-in-days =
    { $count ->
        [one] za { $count } dzień
        [few] za { $count } dni
        [many] za { $count } dni
       *[other] za { $count } dnia
    }
ui-crop = Część zdjęcia, która będzie widoczna
ui-crop-hint = Przeciągnij ją albo przesuń klawiszami strzałek. Plus i minus zmieniają powiększenie.
ui-crop-zoom = Powiększenie
ui-continue-as = Dalej jako
ui-other-passports = Zalogowani tu także
ui-add-passport = Dodaj inny paszport
ui-sign-out-all = Wyloguj wszystkich
