people-title = Osoby
people-trail = Gdzie jesteś
people-add = Dodaj osobę
people-search = Szukaj po nazwie, e-mailu, telefonie, loginie lub dziale
people-sought = Szukane
people-state = Stan
people-any-state = Dowolny stan
people-state-active = Aktywny dostęp
people-state-invited = Zaproszenie
people-state-blocked = Blokada
people-state-dismissed = Dostęp zakończony
people-role = Rola
people-role-hint = Administracja prowadzi tę przestrzeń roboczą. Pomoc techniczna odblokowuje pracowników i gości i wysyła im linki. Goście mają wstęp, ale do niej nie należą.
people-any-role = Dowolna rola
people-role-administrator = Administracja
people-role-help-desk = Pomoc techniczna
people-role-employee = Personel
people-role-guest = Gość
people-department = Dział
people-any-department = Dowolny dział
people-department-none = Bez działu
people-group = Grupa
people-groups = Grupy
people-any-group = Dowolna grupa
people-name = Imię i nazwisko
people-email = Adres e-mail
people-email-or-phone = E-mail lub telefon
people-email-or-phone-hint = Na numer telefonu link przyjdzie SMS-em.
people-phone = Telefon
people-reached = Adres lub numer
people-none = brak
people-count =
    { $count ->
        [one] { $count } osoba
        [few] { $count } osoby
        [many] { $count } osób
       *[other] { $count } osoby
    }
people-empty = Na razie nikogo więcej tu nie ma
people-empty-text = Dodaj osoby, z którymi pracujesz. Każda dostanie list z linkiem i wybierze hasło.
people-new-title = Dodaj osobę
people-new-lead = Ta osoba dostanie list z linkiem ważnym 7 dni. Nic się nie stanie, dopóki go nie otworzy i nie wybierze hasła.
people-language = Język listu
people-language-hint = Własny język ta osoba wybierze później.
people-invite = Dodaj i zaproś
people-invited = Zaproszono: { $name }. List jest w drodze na adres { $email }.
people-name-odd = Wpisz imię i nazwisko, najwyżej 120 znaków.
people-email-odd = Wpisz jeden adres e-mail, na przykład anna@example.com.
people-email-member = Ktoś z tym adresem już tu należy. Zajrzyj na listę osób.
people-email-invited = Ktoś z tym adresem ma już zaproszenie. Zajrzyj na listę osób: list można wysłać ponownie.
people-email-dismissed = Komuś z tym adresem zakończono dostęp. Zajrzyj na listę osób: można przyjąć ponownie.
people-role-odd = Wybierz rolę.
people-department-odd = Tego działu już nie ma. Wybierz inny.
people-last-administrator = Nic nie zmieniono: nikt inny nie prowadzi tej przestrzeni. Najpierw nadaj komuś rolę administracji.
people-deeds = Więcej
people-help-not = Wobec administracji i pomocy technicznej działa tylko administracja.
people-edit = Edytuj
people-edit-title = Edycja osoby
people-edit-note = Nazwa i adres to dane, pod którymi ta przestrzeń zna osobę. Sposób jej logowania się nie zmienia.
people-edit-invited = Po zmianie adresu nowy list trafi na nowy adres, a stary link przestanie działać.
people-save = Zapisz
people-saved = Zapisano.
people-saved-invited = Zapisano. Nowy list jest w drodze, stary link już nie działa.
people-unchanged = Nic nie zmieniono: tak już było albo ktoś inny był szybszy.
people-about = O osobie
people-invited-at = Data zaproszenia
people-joined-at = Należy od
people-sessions = Otwarte sesje
people-entry = Czy ta osoba weszłaby teraz?
people-entry-open = Tak, za pomocą hasła.
people-entry-ask = Jeszcze nie: brak hasła albo reguły logowania wymagają więcej.
people-entry-workspace = Nie: przestrzeń robocza jest zawieszona.
people-entry-no-way-in = Nie: reguły logowania nie zostawiają żadnej drogi.
people-entry-invited = Nie: zaproszenie wciąż czeka.
people-entry-dismissed = Nie: dostęp zakończono. Można przyjąć ponownie.
people-entry-blocked = Nie: działa blokada. Przyczyny są poniżej.
people-blocks = Przyczyny blokady
people-block-why = Przyczyna
people-block-since = Od kiedy
people-block-lift = Kto ją zdejmuje
people-block-dismissed = Dostęp zakończony przez administrację
people-block-blocked = Blokada przez administrację
people-block-scim = Konto nieaktywne u dostawcy tożsamości
people-block-disabled = Konto wyłączone w katalogu firmy
people-block-missing = Konta nie ma już w katalogu firmy
people-block-attempts = Zbyt wiele prób logowania
people-lift-rehire = Administracja, przez ponowne przyjęcie
people-lift-unblock = Administracja, tutaj
people-lift-scim = Obsługa dostawcy tożsamości
people-lift-directory = Obsługa katalogu firmy
people-lift-attempts = Czas albo administracja, tutaj
people-events = Ostatnie zdarzenia
people-event = Zdarzenie
people-event-when = Kiedy
people-event-who = Kto
people-events-all = Cały dziennik zdarzeń
people-invite-again = Wyślij zaproszenie ponownie
people-invited-again = Nowy list jest w drodze na adres { $email }. Stary link już nie działa.
people-sent-just-now = List wysłano przed chwilą. Odczekaj minutę przed wysłaniem kolejnego.
people-withdraw = Wycofaj zaproszenie
people-withdraw-question = Wycofać zaproszenie: { $name }?
people-withdraw-happens = Link w liście przestanie działać. Ta osoba nie dostanie wiadomości.
people-withdraw-undo = Można zaprosić ponownie.
people-withdrawn = Zaproszenie wycofano: { $name }.
people-block = Zablokuj
people-block-question = Zablokować: { $name }?
people-block-happens = Ta osoba nie wejdzie do przestrzeni ani do jej aplikacji, dopóki administracja nie zdejmie blokady.
people-block-undo = Blokadę można zdjąć w każdej chwili.
people-blocked = Zablokowano: { $name }.
people-unblock = Zdejmij blokadę
people-unblocked = Blokada zdjęta.
people-dismiss = Zakończ dostęp
people-dismiss-question = Zakończyć dostęp: { $name }?
people-dismiss-happens = Ta osoba przestanie należeć do przestrzeni roboczej.
people-dismiss-undo = Ponowne przyjęcie jest możliwe, bez praw administratora.
people-dismissed = Dostęp zakończono: { $name }.
people-ends = Od razu kończą się
people-ends-sessions =
    { $count ->
        [one] Wejście do tej przestrzeni, także w otwartej sesji ({ $count })
        [few] Wejście do tej przestrzeni, także w otwartych sesjach ({ $count })
        [many] Wejście do tej przestrzeni, także w otwartych sesjach ({ $count })
       *[other] Wejście do tej przestrzeni, także w otwartych sesjach ({ $count })
    }
people-ends-applications = Wszystko, co otrzymały aplikacje tej przestrzeni
people-ends-entered = Co otrzymały aplikacje: { $names }
people-ends-sites = Wejścia do witryn: { $names }
people-ends-tokens = Własne tokeny API w tej przestrzeni ({ $count })
people-ends-more = i jeszcze { $count }
people-ends-rights = Prawa administratora; ponowne zatrudnienie ich nie przywraca
people-ends-help-desk = Prawa pomocy technicznej; ponowne zatrudnienie ich nie przywraca
people-rehire = Przyjmij ponownie
people-rehired = Przyjęto ponownie.
people-rehired-invited = Zaproszono ponownie. Nowy list jest w drodze.
people-send-password-link = Wyślij link do nowego hasła
people-password-link-sent = Link do wyboru nowego hasła jest w drodze na adres, którym ta osoba się loguje. Działa 24 godziny.
people-no-address = Ta osoba nie ma adresu e-mail do logowania, więc nie ma dokąd wysłać linku.
people-too-many-letters = Na ten adres poszło w ciągu godziny kilka listów. Spróbuj później.
people-pending = Zaproszeni
people-pending-count =
    { $count ->
        [one] { $count } zaproszenie czeka na odpowiedź
        [few] { $count } zaproszenia czekają na odpowiedź
        [many] { $count } zaproszeń czeka na odpowiedź
       *[other] { $count } zaproszenia czekają na odpowiedź
    }
people-pending-none = Na nikogo nie czekamy
people-pending-none-text = Tu są osoby zaproszone, które jeszcze nie odpowiedziały, razem z losem listu.
people-pending-by = Przez
people-pending-letter = List
people-pending-link = Ważność
people-pending-until = Działa do { $time }
people-pending-late = Po terminie: wyślij ponownie
people-letter-queued = Czeka na wysłanie
people-letter-queued-by = Czeka, serwer poczty odpowiedział: { $answer }
people-letter-sent = Przyjęty przez serwer poczty
people-letter-sent-by = Przyjęty: { $answer }
people-letter-refused = Odrzucony
people-letter-refused-by = Odrzucony: { $answer }
people-letter-gone = Już niepamiętany
people-pending-again = Wyślij ponownie
people-pending-withdraw = Wycofaj
people-pending-choose = Nic nie zrobiono: najpierw kogoś zaznacz.
people-pending-sent = Wysłano ponownie: { $count }. Pominięto, bo odpowiedzieli albo list wyszedł przed chwilą: { $left }.
people-pending-withdrawn = Wycofano: { $count }. Pominięto, bo w międzyczasie odpowiedzieli: { $left }.
people-count-more = Ponad { $count } osób
people-export = Eksportuj jako CSV
people-login = Nazwa logowania
people-created-at = Dodano
people-identifier = Identyfikator
people-choose = Wybierz: { $name }
people-many = Co zrobić z wybranymi
people-many-hint = Zaznacz osoby na liście, potem wybierz, co zrobić. Następna strona powie, co się stanie.
people-many-chosen = Wybrano:
people-many-none = Nikt nie jest wybrany: najpierw kogoś zaznacz.
people-many-page = Wszyscy na tej stronie
people-many-all = Wszyscy, których pokazują filtry, także na innych stronach
people-many-group = Dodaj do grupy
people-many-department = Przenieś do działu
people-many-group-question =
    { $count ->
        [one] Dodać { $count } osobę do grupy?
        [few] Dodać { $count } osoby do grupy?
        [many] Dodać { $count } osób do grupy?
       *[other] Dodać { $count } osób do grupy?
    }
people-many-department-question =
    { $count ->
        [one] Przenieść { $count } osobę do działu?
        [few] Przenieść { $count } osoby do działu?
        [many] Przenieść { $count } osób do działu?
       *[other] Przenieść { $count } osób do działu?
    }
people-many-again-question =
    { $count ->
        [one] Wysłać { $count } zaproszenie ponownie?
        [few] Wysłać { $count } zaproszenia ponownie?
        [many] Wysłać { $count } zaproszeń ponownie?
       *[other] Wysłać { $count } zaproszeń ponownie?
    }
people-many-withdraw-question =
    { $count ->
        [one] Wycofać { $count } zaproszenie?
        [few] Wycofać { $count } zaproszenia?
        [many] Wycofać { $count } zaproszeń?
       *[other] Wycofać { $count } zaproszeń?
    }
people-many-dismiss-question =
    { $count ->
        [one] Zakończyć dostęp { $count } osoby?
        [few] Zakończyć dostęp { $count } osób?
        [many] Zakończyć dostęp { $count } osób?
       *[other] Zakończyć dostęp { $count } osób?
    }
people-many-again-happens = Każda osoba dostanie nowy list, a łącze z poprzedniego wygaśnie.
people-many-dismiss-happens = Nie będą już należeć do tej przestrzeni. Ostatni administrator zostaje, ty także.
people-many-ends-rights =
    { $count ->
        [one] Uprawnienia administratora { $count } osoby
        [few] Uprawnienia administratora { $count } osób
        [many] Uprawnienia administratora { $count } osób
       *[other] Uprawnienia administratora { $count } osób
    }
people-many-left =
    { $count ->
        [one] { $count } wybrana osoba zostaje pominięta: w jej stanie nie da się tego zrobić.
        [few] { $count } wybrane osoby zostają pominięte: w ich stanie nie da się tego zrobić.
        [many] { $count } wybranych osób zostaje pominiętych: w ich stanie nie da się tego zrobić.
       *[other] { $count } wybranych osób zostaje pominiętych: w ich stanie nie da się tego zrobić.
    }
people-many-choose = Wybierz
people-many-group-odd = Wybierz istniejącą grupę.
people-many-nobody-fits = Nie ma nic do zrobienia: w obecnym stanie nie da się tego zrobić nikomu z wybranych.
people-many-too-many = Najwyżej 500 osób naraz. Zawęź listę filtrem.
people-many-back = Wróć do listy
people-many-grouped = Dodano do grupy: { $count }. Pominięto, bo już w niej są albo coś się zmieniło: { $left }.
people-many-moved = Przeniesiono: { $count }. Pominięto, bo już tam są albo coś się zmieniło: { $left }.
people-many-dismissed = Zakończono dostęp: { $count }. Pominięto, bo muszą zostać albo coś się zmieniło: { $left }.
people-role-by-group = { $role } (przez grupę { $group })
people-edit-by-group = To, co ta osoba może, wynika z grupy. Niżej jest jej własna rola.
