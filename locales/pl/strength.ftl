strength-empty = Cztery lub pięć słów, które do siebie nie pasują, to hasło mocne i łatwe do zapamiętania.
strength-guessable = Łatwe do odgadnięcia. Dodaj jedno lub dwa słowa bez związku z pozostałymi.
strength-good = Trudne do odgadnięcia.
strength-very-good = Bardzo trudne do odgadnięcia.
strength-rule-guess = Trudne do odgadnięcia: bez wzoru i bez własnego imienia
strength-long = To więcej niż { $longest } znaków, a tyle wynosi granica.
strength-short =
    { $missing ->
        [one] Brakuje jeszcze { $missing } znaku.
        [few] Brakuje jeszcze { $missing } znaków.
        [many] Brakuje jeszcze { $missing } znaków.
       *[other] Brakuje jeszcze { $missing } znaku.
    }
strength-rule-length = Co najmniej { $shortest } znaków
strength-common = Zna to wiele osób. Dodaj słowo lub dwa, których nikt się nie spodziewa.
strength-rule-common = Nie ma go na liście częstych haseł
