operator-quiet = Wszystko w porządku. Sprawdzono: { $time }.
operator-needs = { $n ->
    [one] { $n } sprawa wymaga uwagi.
    [few] { $n } sprawy wymagają uwagi.
    [many] { $n } spraw wymaga uwagi.
   *[other] { $n } sprawy wymaga uwagi.
  }
operator-version = Wersja
operator-database = Baza danych
operator-schema = Schemat
operator-address = Adres publiczny
operator-data = Katalog danych
operator-facts = O tym serwerze
operator-look = Zobacz
operator-older = Starsze
operator-jobs-dead = { $n ->
    [one] { $n } zadanie porzucono.
    [few] { $n } zadania porzucono.
    [many] { $n } zadań porzucono.
   *[other] { $n } zadania porzucono.
  }
operator-jobs-late = { $n ->
    [one] { $n } zadanie się spóźnia.
    [few] { $n } zadania się spóźniają.
    [many] { $n } zadań się spóźnia.
   *[other] { $n } zadania się spóźnia.
  }
operator-mail-off = Serwer poczty nie jest ustawiony, więc listy czekają w skrzynce nadawczej.
operator-set-up-mail = Ustaw pocztę
operator-letters-refused = { $n ->
    [one] { $n } list odrzucono.
    [few] { $n } listy odrzucono.
    [many] { $n } listów odrzucono.
   *[other] { $n } listu odrzucono.
  }
operator-no-https = Ten serwer jest dostępny bez https. Hasła podróżują jawnie.
operator-jobs-lead = Praca obok żądań: wysyłanie listów, sprzątanie tego, co wygasło.
operator-jobs-none = Nic nie czeka i niczego nie porzucono
operator-jobs-given-up = Porzucone
operator-jobs-running = W toku
operator-jobs-waiting = Czekające
operator-job-job = Zadanie
operator-job-since = Od
operator-job-due = Termin
operator-job-tries = Próby
operator-job-error = Ostatni błąd
operator-job-deed = Działania
operator-job-retry = Spróbuj ponownie
operator-job-delete = Usuń
operator-job-retried = Zadanie jest wykonywane ponownie.
operator-job-deleted = Zadanie usunięte.
operator-keys-lead = Te klucze podpisują to, co otrzymują aplikacje. Każdy opublikowany jest przyjmowany; aktywny danego rodzaju podpisuje.
operator-key-id = Klucz
operator-key-algorithm = Algorytm
operator-key-state = Stan
operator-key-from = Podpisuje od
operator-key-made = Utworzono
operator-key-active = Aktywny
operator-key-next = Następny
operator-key-retired = Wycofany, opublikowany do { $until }
operator-key-rotate = Zmień klucz { $algorithm }
operator-key-question = Zmienić klucz { $algorithm }?
operator-key-happens = Nowy klucz zostanie opublikowany teraz, a podpisuje od jutra. To, co podpisał stary, pozostaje ważne; stary pozostaje opublikowany, dopóki to wszystko nie wygaśnie.
operator-key-undo = Zmiany nie da się cofnąć i nikt jej nie zauważy: aplikacje same pobiorą nowy klucz.
operator-key-prepared = Następny klucz jest opublikowany. Podpisuje od: { $from }
operator-key-waiting = Następny klucz jest już opublikowany. Podpisuje od: { $from }
operator-outbox-lead = Droga każdego listu i SMS-a. Treść nigdy nie jest pokazywana: może zawierać linki lub kody, które coś otwierają.
operator-outbox-empty = Nic tu nie ma
operator-outbox-empty-why = Zaproszenia oraz inne listy i SMS-y pojawią się tutaj, gdy tylko powstaną.
operator-letter-to = Do
operator-letter-kind = Rodzaj
operator-letter-channel = Droga
operator-letter-both = Listy i SMS-y
operator-letter-by-mail = List
operator-letter-by-sms = SMS
operator-letter-state = Stan
operator-letter-answer = Odpowiedź serwera
operator-letter-queued-at = W kolejce od
operator-letter-changed = Zmieniono
operator-letter-any = Dowolny stan
operator-letter-queued = W kolejce
operator-letter-sent = Przyjęty
operator-letter-refused = Odrzucony
operator-letter-resend = Wyślij ponownie
operator-letter-queued-again = Jest ponownie w kolejce.
operator-letter-was-queued = Już czeka.
operator-letter-text-gone = Treść została usunięta. Trzeba ją napisać od nowa.
operator-workspace-name = Nazwa
operator-workspace-address = Adres
operator-workspace-state = Stan
operator-workspace-made = Utworzono
operator-leaving-what = Porzuciły je osoby, do których należą. Do ostatniej chwili mogą się zalogować i to cofnąć; nikt inny nie może.
operator-leaving-none = Żaden paszport nie czeka na usunięcie
operator-leaving-name = Osoba
operator-leaving-email = E-mail
operator-leaving-asked = Porzucono
operator-leaving-gone = Usunięcie
operator-leaving-later = Późniejsze
operator-workspace-open = Otwarta
operator-workspace-suspended = Zawieszona
operator-workspace-deleted = Usunięta
operator-workspace-suspend = Zawieś
operator-workspace-reopen = Otwórz ponownie
operator-suspend-question = Zawiesić: { $name }?
operator-suspend-happens = Nikt nie wejdzie do tej przestrzeni ani do jej aplikacji, dopóki jej nie otworzysz. Przy drzwiach widać, że jest zawieszona.
operator-suspend-undo = Nic nie przepadnie. Można ją otworzyć ponownie w każdej chwili.
operator-workspace-suspended-now = Zawieszono: { $name }
operator-workspace-opened-now = Ponownie otwarta: { $name }
operator-mail-lead = Zaproszenia i linki do ustawienia hasła wychodzą przez ustawiony tu serwer poczty. Do tego czasu czekają.
operator-mail-transport = Jak wychodzą listy
operator-mail-smtp = Przez serwer poczty
operator-mail-smtp-hint = Zwykły sposób.
operator-mail-folder-way = Do folderu
operator-mail-folder-hint = Na próbę: każdy list staje się plikiem i nikt go nie otrzymuje.
operator-mail-off-way = Wcale
operator-mail-off-hint = Listy czekają w skrzynce nadawczej.
operator-mail-from = Adres nadawcy
operator-mail-from-name = Nazwa nadawcy
operator-mail-server = Serwer poczty
operator-mail-host = Nazwa serwera
operator-mail-port = Numer portu
operator-mail-security = Ochrona
operator-mail-starttls = STARTTLS (zwykle port 587)
operator-mail-tls = TLS (zwykle port 465)
operator-mail-plain = Brak (tylko do tego komputera)
operator-mail-user = Nazwa użytkownika
operator-mail-password = Hasło
operator-mail-password-kept = Hasło jest zapisane. Zostaw puste, aby je zachować.
operator-mail-for-trying = Na próbę
operator-mail-folder = Folder na serwerze
operator-mail-save = Zapisz
operator-mail-saved = Ustawienia poczty zapisane. Czekające listy są teraz wysyłane.
operator-mail-test = Wypróbuj
operator-mail-to = Wyślij próbę na adres
operator-mail-send-test = Wyślij próbę
operator-mail-address-odd = Na ten adres e-mail nie można wysyłać listów.
operator-mail-nothing-to-try = Nie ma czego wypróbować. Najpierw wybierz serwer poczty albo folder.
operator-mail-host-odd = Wpisz nazwę serwera poczty, na przykład mail.example.com.
operator-mail-port-odd = Wpisz port od 1 do 65535.
operator-mail-plain-elsewhere = Bez ochrony listy idą tylko do tego komputera. Wybierz STARTTLS albo TLS.
operator-mail-user-odd = Ta nazwa użytkownika zawiera znaki, których nie da się wysłać.
operator-mail-password-again = To inny serwer lub użytkownik niż dotąd. Wpisz hasło dla niego, aby starego nie poznał nikt inny.
operator-mail-authority-odd = Zapisanego urzędu certyfikacji nie da się odczytać.
operator-mail-hello-odd = Nazwy, którą się przedstawiamy, nie przyjmie żaden serwer poczty.
operator-mail-folder-missing = Wpisz folder.
operator-test-subject = Próba z Vestibule
operator-test-letter = Ten list pokazuje, że Vestibule potrafi wysyłać pocztę. Wysłano go z { $origin } na prośbę o próbę. Nic nie trzeba robić.
operator-test-accepted = Serwer poczty przyjął list.
operator-test-later = Serwer poczty prosi, aby spróbować później.
operator-test-refused = List nie wyszedł.
operator-test-dialogue = Przebieg rozmowy
operator-stop-name = Nie znaleziono serwera o tej nazwie. Sprawdź pisownię i to, czy zna ją serwer nazw tej maszyny.
operator-stop-nobody = Pod tym hostem i portem nikt nie nasłuchuje. Zwykle jest to 587 ze STARTTLS albo 465 z TLS; może stać pomiędzy zapora.
operator-stop-silent = Odpowiedź nie nadeszła w porę. Sprawdź port; tak zachowuje się zapora, która odrzuca pakiety, i port z TLS, gdy mówi się do niego bez TLS.
operator-stop-forbidden = Pod taki adres listy nie idą: nie ma tam serwera poczty albo droga byłaby bez TLS.
operator-stop-greeting = To, co tam odpowiada, nie wita się jak serwer poczty albo nie chce rozmawiać z tą maszyną. Sprawdź port; może trzeba dopuścić tę maszynę na serwerze.
operator-stop-no-tls = Serwer nie przechodzi tu na TLS. Użyj portu, który to robi (zwykle 587), albo TLS od początku (zwykle 465).
operator-stop-certificate = Certyfikat serwera nie budzi zaufania: jest na inną nazwę, wygasł albo wydał go urząd, którego ta maszyna nie zna. Użyj nazwy z certyfikatu albo zainstaluj urząd na tej maszynie.
operator-stop-tls = Nie doszło do TLS. Port może zaczynać bez TLS: spróbuj STARTTLS, zwykle na 587.
operator-stop-no-login = Serwer nie przyjmuje tu logowania nazwą i hasłem. Zostaw nazwę pustą, jeśli przyjmuje listy z tej maszyny bez logowania, albo użyj innego portu.
operator-stop-login = Nazwa albo hasło nie zostały przyjęte. Wpisz hasło ponownie; niektórzy dostawcy chcą osobnego hasła aplikacji.
operator-stop-sender = Serwer nie przyjmuje listów od tego nadawcy. Użyj adresu, z którego wolno wysyłać tej nazwie; jeśli żąda logowania, podaj nazwę i hasło.
operator-stop-recipient = Serwer nie przyjmuje listów do tego odbiorcy: adres jest nieznany, stąd niedozwolony albo serwer chce próby później. Mówi o tym jego odpowiedź.
operator-stop-letter = Wszystko było dobrze aż do samego listu, a ten nie został przyjęty. Odpowiedź mówi dlaczego; często to filtr albo domena nadawcy nie ma SPF lub DKIM.
operator-stop-script = Serwer nie przyjmuje adresów w tym piśmie. Przetestuj adresem w literach łacińskich.
operator-stop-broken = Rozmowa się urwała. Wyślij test jeszcze raz; jeśli się powtórzy, przyczynę zna dziennik serwera poczty.
operator-registration-lead = Kto może sam założyć paszport. Kto dostanie zaproszenie do przestrzeni roboczej, otrzyma go w każdym razie.
operator-registration-who = Kto może założyć paszport
operator-registration-by-invitation = Tylko zaproszeni
operator-registration-by-invitation-why = Nie ma strony rejestracji.
operator-registration-domains = Osoby ze skrzynką w tych domenach
operator-registration-domains-why = Najpierw potwierdzają adres listem. Poddomenę też trzeba wymienić.
operator-registration-open = Wszyscy
operator-registration-open-why = Każdy, kto ma jakąś skrzynkę albo telefon. Sam paszport nie otwiera żadnej przestrzeni.
operator-registration-list = Domeny poczty
operator-registration-list-hint = Jedna w wierszu.
operator-registration-by = W jaki sposób
operator-registration-by-email = Adresem e-mail
operator-registration-by-email-why = Potwierdza go link w liście.
operator-registration-by-phone = Numerem telefonu
operator-registration-by-phone-why = Potwierdza go kod z SMS-a. Wymaga SMS-ów i za każdym razem jeden kosztuje. Tylko tam, gdzie mogą się rejestrować wszyscy.
operator-registration-by-either = Jednym lub drugim
operator-registration-by-either-why = Wybiera osoba, która się rejestruje.
operator-registration-odd = To nie jest lista domen poczty: { $name }
operator-registration-save = Zapisz
operator-registration-saved = Zapisano.
operator-founding-lead = Ile własnych przestrzeni może mieć jedna osoba. Operatorów to nie ogranicza.
operator-founding-most = Przestrzenie na osobę
operator-founding-hint = 0: przestrzenie tworzą tylko operatorzy. Istniejące zostają.
operator-founding-odd = Wpisz liczbę od 0 do { $most }.
operator-founding-saved = Zapisano.
operator-workspace-grant-move = Pozwól na inny adres
operator-workspace-move-granted = Może jeszcze raz zmienić adres: { $name }
operator-workspace-move-left = Może już zmienić adres: { $name }
