registration-title = Aplikacje, które rejestrują się same
registration-mark = Zarejestrowana sama
registration-lead = Z tokenem utworzonym tutaj aplikacja sama łączy się z tą przestrzenią, bez wypełniania formularza. Zanim dowie się czegoś o osobie, osoba jest pytana.
registration-open-nobody = Aplikacje nie mogą się teraz rejestrować same
registration-open-nobody-why = Może to otworzyć operator serwera, w części Serwer, na stronie Aplikacje. Do tego czasu tokeny nic nie otwierają.
registration-open-token-holders = Aplikacje rejestrują się z tokenem
registration-open-token-holders-why = Kto go ma, może połączyć z tą przestrzenią tyle aplikacji, na ile token pozwala.
registration-open-everybody = Każdy może połączyć aplikację z tą przestrzenią
registration-open-everybody-why = Operator otworzył rejestrację dla wszystkich i wskazał tę przestrzeń. Od czasu do czasu przejrzyj listę aplikacji.
registration-limits = W przestrzeni jest najwyżej 200 aplikacji zarejestrowanych samodzielnie. Aplikacja, której przez dwa tygodnie nikt nie wpuszcza, jest usuwana.
registration-new = Kolejny token
registration-name = Do czego służy
registration-name-hint = Strona aplikacji mówi, z którym tokenem przyszła.
registration-name-odd = Napisz w jednym wierszu, do czego służy, najwyżej 120 znaków.
registration-uses = Aplikacje
registration-uses-n = { $n ->
    [one] Jedna aplikacja
    [few] { $n } aplikacje
    [many] { $n } aplikacji
   *[other] { $n } aplikacji
  }
registration-days = Ważny
registration-days-n = { $n ->
    [one] Jeden dzień
    [few] { $n } dni
    [many] { $n } dni
   *[other] { $n } dni
  }
registration-make = Utwórz token
registration-tokens = Tokeny do rejestracji aplikacji
registration-column-token = Nazwa tokenu
registration-column-state = Stan
registration-column-left = Pozostało
registration-column-last-used = Ostatnio użyty
registration-column-ends = Wygasa
registration-column-actions = Czynności
registration-left = { $left } z { $of }
registration-never = Nigdy
registration-state-works = Działa
registration-state-used = Zużyty
registration-state-over = Wygasł
registration-end = Zakończ
registration-ended = Zakończono token: { $name }
registration-made-title = Token utworzony
registration-made-lead = Skopiuj go teraz: pokazujemy go tylko raz. Kto go ma, może łączyć aplikacje z tą przestrzenią.
registration-token = Treść tokenu
registration-endpoint = Adres rejestracji
registration-made-how = Aplikacja wysyła go jako „Authorization: Bearer …” pod ten adres. Jej instrukcja może nazywać go initial access token.
registration-made-back = Mam już kopię
registration-by-token = Ta aplikacja zarejestrowała się sama: { $at }, z tokenem { $token }
registration-without-token = Ta aplikacja zarejestrowała się sama: { $at }, bez tokenu
registration-unknown = Nikt nie sprawdził tej aplikacji
registration-unknown-why = Sama połączyła się z przestrzenią { $workspace } i sama wybrała swoją nazwę. Przejdź dalej tylko wtedy, gdy to Ty to zaczynasz i znasz adres pod nazwą.
registration-setting-lead = Programy, na przykład narzędzia programistów, mogą same połączyć się jako aplikacje. Nie dostają niczego, co działa bez osoby, a każda osoba jest pytana.
registration-setting-to = Które aplikacje mogą rejestrować się same
registration-setting-nobody = Żadne
registration-setting-nobody-hint = Administratorzy łączą aplikacje ręcznie. Zarejestrowane wcześniej pozostają.
registration-setting-token-holders = Z tokenem przestrzeni
registration-setting-token-holders-hint = Tokeny tworzą jej administratorzy, każdy na pewien czas i dla pewnej liczby aplikacji.
registration-setting-everybody = Wszystkie
registration-setting-everybody-hint = Każdy w sieci może połączyć aplikację o dowolnej nazwie. Z tokenem trafia ona do przestrzeni tokenu, bez niego do przestrzeni podanej niżej.
registration-setting-workspace = Przestrzeń dla aplikacji bez tokenu
registration-setting-workspace-hint = Słowo z jej adresu, na przykład sprzedaz w /w/sprzedaz. Wchodzą do nich tylko jej członkowie.
registration-setting-workspace-unknown = Żadna używana przestrzeń nie ma tego adresu.
registration-setting-save = Zapisz
registration-setting-saved = Zapisano.
registration-itself = Może się sama zmieniać i usunąć. Zmiana ustawienia tutaj oznacza jej przejęcie: odtąd zmieniają ją tylko administratorzy, a osoby nie widzą ostrzeżenia.
registration-take-over = Przejmij
registration-taken-over = Aplikacja jest teraz Twoja. Nie zmienia się już sama.
registration-take-over-question = Przejąć { $name }?
registration-take-over-happens = Osoby nie zobaczą już ostrzeżenia, gdy aplikacja poprosi o wpuszczenie, a ona sama nie będzie mogła się zmieniać ani usunąć. Najpierw obejrzyj jej adresy.
registration-take-over-undo = Tego nie można cofnąć. W każdej chwili możesz ją wyłączyć albo usunąć.
registration-not-sent = Ta aplikacja zarejestrowała się sama i nikt jej jeszcze nie wpuścił. Jej żądania nie można spełnić, dlatego nie przekierowano Cię pod jej adres. Wróć tam, skąd pochodzi link.
