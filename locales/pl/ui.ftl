# Słowa elementów: na każdej stronie te same.
ui-skip = Przejdź do treści
ui-menu = Menu
ui-language = Język
ui-help = Pomoc
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
