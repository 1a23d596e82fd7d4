structure-name = Nazwa
structure-name-empty = Wpisz nazwę.
structure-name-long = Ta nazwa jest za długa. Może mieć najwyżej 120 znaków.
structure-name-odd = Ta nazwa zawiera znaki, których nie da się pokazać. Wpisz ją bez nich.
structure-top = Na samej górze
structure-under = Należy do
structure-head = Kierownictwo
structure-head-none = Nikt
structure-head-gone = Tej osoby nie ma już w przestrzeni roboczej. Wybierz kogoś innego.
structure-people = { $n ->
    [one] { $n } osoba
    [few] { $n } osoby
    [many] { $n } osób
   *[other] { $n } osoby
  }
structure-no-departments = Nie ma jeszcze działów
structure-why-departments = Działy pokazują, kto gdzie pracuje. Aplikacje mogą dowiedzieć się o dziale danej osoby. Utwórz pierwszy poniżej.
structure-new-department = Nazwa działu
structure-create-department = Utwórz dział
structure-department-created = Utworzono dział: { $name }
structure-department-taken = W tym miejscu jest już dział o tej nazwie: { $name }. Wybierz inną nazwę.
structure-department-gone = Tego działu lub działu nadrzędnego już nie ma. Wczytaj stronę ponownie.
structure-circle = Dział nie może należeć do siebie ani do działu, który jest pod nim.
structure-save = Zapisz
structure-saved = Zapisano
structure-delete = Usuń
structure-deleted = Usunięto: { $name }
structure-delete-question = Usunąć: { $name }?
structure-delete-happens = { $n ->
    [0] Nikt nie pracuje w nim bezpośrednio. Działy pod nim przejdą wyżej.
    [one] { $n } osoba przejdzie do działu nadrzędnego. Działy pod nim też przejdą wyżej.
    [few] { $n } osoby przejdą do działu nadrzędnego. Działy pod nim też przejdą wyżej.
    [many] { $n } osób przejdzie do działu nadrzędnego. Działy pod nim też przejdą wyżej.
   *[other] { $n } osoby przejdzie do działu nadrzędnego. Działy pod nim też przejdą wyżej.
  }
structure-delete-group-happens = Aplikacje nie dowiedzą się już o tej grupie. Jej osoby pozostają członkami przestrzeni roboczej.
structure-delete-undo = Tego nie da się cofnąć; tej samej nazwy można użyć ponownie.
structure-no-groups = Nie ma jeszcze grup
structure-why-groups = Grupa to zbiór osób, o którym dowiadują się aplikacje, na przykład „księgowość” albo „nocna zmiana”. Utwórz pierwszą poniżej.
structure-create-group = Utwórz grupę
structure-group-created = Utworzono grupę: { $name }
structure-group-taken = Grupa o tej nazwie już istnieje. Wybierz inną.
structure-description = Opis
structure-email = E-mail
structure-deed = Działanie
structure-members = Członkowie
structure-no-members = W tej grupie nie ma jeszcze nikogo
structure-find-first = Znajdź osoby poniżej i dodaj je.
structure-add-people = Dodaj osoby
structure-find = Nazwa lub e-mail
structure-add = Dodaj
structure-remove = Usuń z grupy
structure-member-added = Dodano: { $name }
structure-member-removed = Usunięto z grupy: { $name }
structure-about-group = O tej grupie
structure-role-of-group = Rola grupy
structure-role = Grupa nadaje swoim osobom
structure-role-hint = Liczy się najwyższa z ról: własnej i nadanych przez grupy.
structure-role-none = Żadnej roli
structure-role-given = Kto jest w tej grupie, ma rolę: { $role }
structure-role-question = Nadać wszystkim w { $name } rolę { $role }?
structure-role-take-question = Odebrać rolę grupie { $name }?
structure-role-raised = { $count ->
    [0] Teraz nikt nie zyska przez to praw: { $role }.
    [one] Jedna osoba dostanie teraz tę rolę: { $role }.
    [few] { $count } osoby dostaną teraz tę rolę: { $role }.
    [many] { $count } osób dostanie teraz tę rolę: { $role }.
   *[other] { $count } osoby dostanie teraz tę rolę: { $role }.
  }
structure-role-sunk = { $count ->
    [one] Jedna osoba od razu traci prawa.
    [few] { $count } osoby od razu tracą prawa.
    [many] { $count } osób od razu traci prawa.
   *[other] { $count } osoby od razu traci prawa.
  }
structure-role-administrator-means = Prowadzą tę przestrzeń roboczą, tak jak każdy, kto dołączy do grupy później. Przez link nikt do niej nie trafia; zwolnienie usuwa z niej osobę.
structure-role-help-desk-means = Odblokowują pracowników i gości i wysyłają im linki, tak jak każdy, kto dołączy do grupy później. Przez link nikt do niej nie trafia; zwolnienie usuwa z niej osobę.
structure-role-employee-means = Goście spośród nich należą wtedy do tej przestrzeni, tak jak każdy, kto dołączy do grupy później.
structure-role-give = Nadaj rolę
structure-role-take = Odbierz rolę
